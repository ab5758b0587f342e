package io.github.dit4j.engine.memory;

import io.github.dit4j.engine.op.Block;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where each tensor of a program lies. Inputs, weights and constants have buffers of their own; activations share slots:
 * a slot is free again after the last operation that reads its tensor. The output of an operation never lies where one
 * of its inputs does, and an output of the program keeps its slot to the end of the run.
 */
public final class BufferPlan {
    private final Map<Tensor, Buffer> buffers;
    private final Optional<Buffer.Zeros> zeros;

    private BufferPlan(Map<Tensor, Buffer> buffers, Optional<Buffer.Zeros> zeros) {
        this.buffers = buffers;
        this.zeros = zeros;
    }

    /**
     * Plans a program whose weights are all stored as F32.
     *
     * @throws IllegalArgumentException if a tensor has more elements than an array can hold
     */
    public static BufferPlan of(Program program) {
        return of(program, Set.of(), DType.F32);
    }

    /**
     * Plans a program.
     *
     * @param rounded the weights that are stored in a type of their own
     * @param type that type
     * @throws IllegalArgumentException if a tensor has more elements than an array can hold
     */
    public static BufferPlan of(Program program, Set<Tensor> rounded, DType type) {
        return of(program, rounded, type, Map.of());
    }

    /**
     * Plans a program.
     *
     * @param rounded the weights that are stored in a type of their own
     * @param type that type
     * @param room how many elements the slots of activations must have at least, where it is more than those of the tensor
     * @throws IllegalArgumentException if a tensor has more elements, or room for more, than an array can hold
     */
    public static BufferPlan of(Program program, Set<Tensor> rounded, DType type, Map<Tensor, Long> room) {
        var steps = program.blocks().stream().flatMap(block -> block.ops().stream()).map(List::of).toList();
        return of(program, steps, rounded, type, room);
    }

    /**
     * Plans a program some of whose operations are run as one. What such operations hand to each other has no buffer.
     *
     * @param steps the operations of all blocks, in their order, those together that are run as one
     * @param rounded the weights that are stored in a type of their own
     * @param type that type
     * @throws IllegalArgumentException if a tensor has more elements than an array can hold
     */
    public static BufferPlan of(Program program, List<List<Op>> steps, Set<Tensor> rounded, DType type) {
        return of(program, steps, rounded, type, Map.of());
    }

    private static BufferPlan of(
            Program program, List<List<Op>> steps, Set<Tensor> rounded, DType type, Map<Tensor, Long> room) {
        var buffers = new LinkedHashMap<Tensor, Buffer>();
        program.inputs().forEach(tensor -> buffers.put(indexable(tensor), new Buffer.Input(tensor)));
        program.weights().forEach(tensor -> buffers.put(indexable(tensor),
                new Buffer.Resident(tensor, rounded.contains(tensor) ? type : tensor.dtype())));
        program.constants().keySet().forEach(tensor -> buffers.put(indexable(tensor),
                new Buffer.Resident(tensor, tensor.dtype())));
        var slots = new Slots();
        Map<Tensor, Integer> assigned = assign(steps, program.outputs(), slots, room);
        assigned.forEach((tensor, index) -> buffers.put(tensor, slots.slot(index)));
        int unbiased = steps.stream().flatMap(List::stream).mapToInt(BufferPlan::widthWithoutBias).max().orElse(0);
        return new BufferPlan(buffers, unbiased == 0 ? Optional.empty() : Optional.of(new Buffer.Zeros(unbiased)));
    }

    private static Tensor indexable(Tensor tensor) {
        size(tensor, tensor.shape().elements());
        return tensor;
    }

    /** So many elements for a tensor as the size of an array. */
    private static int size(Tensor tensor, long elements) {
        if (elements > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(tensor + " has " + elements
                    + " elements, more than an array can hold (" + Integer.MAX_VALUE + "); use a smaller batch");
        }
        return (int) elements;
    }

    private static Map<Tensor, Integer> assign(
            List<List<Op>> steps, List<Tensor> outputs, Slots slots, Map<Tensor, Long> room) {
        var lastUse = new HashMap<Tensor, Integer>();
        for (int i = 0; i < steps.size(); i++) {
            for (Op op : steps.get(i)) {
                lastUse.put(op.output(), i);
                for (Tensor input : op.inputs()) {
                    lastUse.put(input, i);
                }
            }
        }
        outputs.forEach(output -> lastUse.put(output, steps.size()));
        var assigned = new LinkedHashMap<Tensor, Integer>();
        for (int i = 0; i < steps.size(); i++) {
            Tensor output = steps.get(i).getLast().output();
            int size = size(output, room.getOrDefault(output, output.shape().elements()));
            assigned.put(output, slots.take(output.dtype(), size));
            var touched = new LinkedHashSet<Tensor>();
            steps.get(i).forEach(op -> touched.addAll(op.inputs()));
            touched.add(output);
            for (Tensor tensor : touched) {
                if (assigned.containsKey(tensor) && lastUse.get(tensor) == i) {
                    slots.release(assigned.get(tensor));
                }
            }
        }
        return assigned;
    }

    private static int widthWithoutBias(Op op) {
        return op instanceof Op.Linear linear && linear.bias().isEmpty() ? linear.output().shape().width() : 0;
    }

    /** The buffer of a tensor. */
    public Buffer of(Tensor tensor) {
        Buffer buffer = buffers.get(tensor);
        if (buffer == null) {
            throw new IllegalArgumentException(tensor + " is not a tensor of this program");
        }
        return buffer;
    }

    /** The buffer of a linear layer's bias: zeros if it has none. They may be more than it needs. */
    public Buffer bias(Op.Linear linear) {
        return linear.bias().map(this::of).or(() -> zeros)
                .orElseThrow(() -> new IllegalArgumentException(linear.output() + " is not of this program"));
    }

    /** The buffers that a block's operations touch, in the order of their first use. */
    public List<Buffer> touched(Block block) {
        return List.copyOf(new LinkedHashSet<>(block.ops().stream().flatMap(this::touched).toList()));
    }

    private Stream<Buffer> touched(Op op) {
        var touched = new ArrayList<Buffer>();
        op.inputs().forEach(input -> touched.add(of(input)));
        if (op instanceof Op.Linear linear) {
            touched.add(bias(linear));
        }
        touched.add(of(op.output()));
        return touched.stream();
    }

    /** All buffers. */
    public Collection<Buffer> buffers() {
        var all = new LinkedHashSet<>(buffers.values());
        zeros.ifPresent(all::add);
        return all;
    }

    /** Bytes of all buffers together. */
    public long bytes() {
        return buffers().stream().mapToLong(Buffer::bytes).sum();
    }
}
