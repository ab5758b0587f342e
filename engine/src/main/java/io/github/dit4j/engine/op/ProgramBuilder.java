package io.github.dit4j.engine.op;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the tensors and blocks of a {@link Program}. Layers ask it for inputs, weights and constants by name and add
 * blocks through {@link #block}.
 */
public final class ProgramBuilder {
    private final String name;
    private final boolean traced;
    private final List<Tensor> inputs = new ArrayList<>();
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final Map<String, Tensor> constantHandles = new LinkedHashMap<>();
    private final Map<Tensor, TensorData> constants = new LinkedHashMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private final List<Tensor> outputs = new ArrayList<>();

    private ProgramBuilder(String name, boolean traced) {
        this.name = name;
        this.traced = traced;
    }

    /** Starts a program. */
    public static ProgramBuilder named(String name) {
        return new ProgramBuilder(name, false);
    }

    /**
     * Starts a program in which nothing is hidden by fusion: each linear layer that is added to the residual stream also
     * stores its own result under the layer's name. For comparisons with other implementations.
     */
    public static ProgramBuilder traced(String name) {
        return new ProgramBuilder(name, true);
    }

    boolean isTraced() {
        return traced;
    }

    /** Declares a tensor that the caller writes before each run. */
    public Tensor input(String inputName, DType dtype, int... dims) {
        var tensor = new Tensor(inputName, Shape.of(dims), dtype, Tensor.Role.INPUT);
        inputs.add(tensor);
        return tensor;
    }

    /**
     * Declares a tensor of the checkpoint; asked for twice, it is the same.
     *
     * @throws IllegalArgumentException if it was asked for with another shape before
     */
    public Tensor weight(String weightName, int... dims) {
        var tensor = new Tensor(weightName, Shape.of(dims), DType.F32, Tensor.Role.WEIGHT);
        return unique(weights, tensor);
    }

    /** Declares a tensor whose values the model knows; asked for twice, the first values stay. */
    public Tensor constant(String constantName, TensorData data) {
        var tensor = new Tensor(constantName, data.shape(), DType.F32, Tensor.Role.CONSTANT);
        Tensor known = unique(constantHandles, tensor);
        constants.putIfAbsent(known, data);
        return known;
    }

    private static Tensor unique(Map<String, Tensor> tensors, Tensor tensor) {
        Tensor known = tensors.putIfAbsent(tensor.name(), tensor);
        if (known != null && !known.equals(tensor)) {
            throw new IllegalArgumentException(tensor + " was asked for as " + known + " before");
        }
        return known == null ? tensor : known;
    }

    /** Starts a block; it is part of the program once {@link BlockBuilder#end} was called. */
    public BlockBuilder block(String blockName) {
        return new BlockBuilder(this, blockName, blockName + ".");
    }

    /**
     * Starts a block whose tensors do not carry its name: the layers before and after the transformer blocks, which
     * stand at the top of a checkpoint.
     */
    public BlockBuilder topBlock(String blockName) {
        return new BlockBuilder(this, blockName, "");
    }

    void add(Block block) {
        blocks.add(block);
    }

    /** Makes a tensor readable after a run. */
    public void output(Tensor tensor) {
        outputs.add(tensor);
    }

    /** The finished program. */
    public Program build() {
        return new Program(name, inputs, List.copyOf(weights.values()), constants, blocks, outputs);
    }
}
