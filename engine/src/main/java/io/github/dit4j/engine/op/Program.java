package io.github.dit4j.engine.op;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One evaluation of a network for a fixed batch: inputs are written, the blocks run in order, outputs are read;
 * everything else stays where the executor put it.
 *
 * @param name the model's
 * @param inputs what the caller writes before a run
 * @param weights what is loaded from the checkpoint
 * @param constants what the model computed from its configuration
 * @param blocks in order
 * @param outputs what the caller may read after a run
 */
public record Program(
        String name,
        List<Tensor> inputs,
        List<Tensor> weights,
        Map<Tensor, TensorData> constants,
        List<Block> blocks,
        List<Tensor> outputs) {

    /**
     * Checks that each tensor has one name, is written once and before it is read.
     *
     * @throws IllegalArgumentException if not
     */
    public Program {
        inputs = List.copyOf(inputs);
        weights = List.copyOf(weights);
        constants = Map.copyOf(constants);
        blocks = List.copyOf(blocks);
        outputs = List.copyOf(outputs);
        var names = new HashSet<String>();
        var known = new HashSet<Tensor>();
        var given = new ArrayList<Tensor>(inputs);
        given.addAll(weights);
        given.addAll(constants.keySet());
        given.forEach(tensor -> define(tensor, names, known));
        for (Block block : blocks) {
            for (Op op : block.ops()) {
                for (Tensor input : op.inputs()) {
                    if (!known.contains(input)) {
                        throw new IllegalArgumentException(block.name() + " reads " + input + " before it is written");
                    }
                }
                define(op.output(), names, known);
            }
        }
        for (Tensor output : outputs) {
            if (!known.contains(output)) {
                throw new IllegalArgumentException("output " + output + " is never written");
            }
        }
    }

    private static void define(Tensor tensor, HashSet<String> names, HashSet<Tensor> known) {
        if (!names.add(tensor.name())) {
            throw new IllegalArgumentException("two tensors are named " + tensor.name());
        }
        known.add(tensor);
    }

    /**
     * The input of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor input(String name) {
        return find(inputs, name, "input");
    }

    /**
     * The output of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor output(String name) {
        return find(outputs, name, "output");
    }

    /**
     * Checks what a caller writes before a run.
     *
     * @param dtype of the values
     * @param count how many there are
     * @throws IllegalArgumentException if the tensor is not an input, or not of this type and size
     */
    public void checkInput(Tensor input, DType dtype, int count) {
        if (!inputs.contains(input)) {
            throw new IllegalArgumentException(name + " has no input " + input + ", only " + inputs);
        }
        if (input.dtype() != dtype) {
            throw new IllegalArgumentException("input " + input + " is " + input.dtype() + ", not " + dtype);
        }
        if (input.shape().size() != count) {
            throw new IllegalArgumentException("input " + input + " has " + input.shape().size() + " elements, not " + count);
        }
    }

    /**
     * Checks what a caller reads after a run.
     *
     * @throws IllegalArgumentException if it is not an output
     */
    public void checkOutput(Tensor output) {
        if (!outputs.contains(output)) {
            throw new IllegalArgumentException(name + " has no output " + output + ", only " + outputs);
        }
    }

    /** Names and shapes of the weights, in the order of their use. */
    public Map<String, Shape> weightShapes() {
        var shapes = new LinkedHashMap<String, Shape>();
        weights.forEach(weight -> shapes.put(weight.name(), weight.shape()));
        return Collections.unmodifiableMap(shapes);
    }

    /** The weights that linear layers multiply by and that nothing else reads: most of a transformer. */
    public Set<Tensor> linearWeights() {
        var found = new HashSet<>(weights);
        for (Block block : blocks) {
            for (Op op : block.ops()) {
                op.inputs().stream()
                        .filter(tensor -> !(op instanceof Op.Linear linear && tensor.equals(linear.weight())))
                        .forEach(found::remove);
            }
        }
        return Set.copyOf(found);
    }

    /** Whether there is an input of this name. */
    public boolean hasInput(String name) {
        return inputs.stream().anyMatch(tensor -> tensor.name().equals(name));
    }

    /** The same program with every activation of these names as a further output: to look inside a network. */
    public Program withOutputs(List<String> names) {
        var all = new ArrayList<>(outputs);
        var activations = blocks.stream().flatMap(block -> block.written().stream()).toList();
        for (String name : names) {
            Tensor tensor = find(activations, name, "activation");
            if (!all.contains(tensor)) {
                all.add(tensor);
            }
        }
        return new Program(name, inputs, weights, constants, blocks, all);
    }

    private Tensor find(List<Tensor> tensors, String wanted, String what) {
        return tensors.stream().filter(tensor -> tensor.name().equals(wanted)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no " + what + " " + wanted + ", only "
                        + tensors.stream().map(Tensor::name).toList()));
    }
}
