package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Normalization.Modulated;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Tensor;

/**
 * A transformer block of {@link DiT}, in each of the four designs. In the shapes, N is the batch, T the tokens of an image,
 * D the width and K the tokens of the condition.
 */
record DiTBlock(DiTBlockKind kind, int heads, int mlpHidden) {
    static final float EPSILON = 1e-6f;

    DiTBlock(DiTConfig config) {
        this(config.kind(), config.numHeads(), config.mlpHidden());
    }

    /**
     * Adds the block and ends it.
     *
     * @param x {@code [N, T, D]}; in context, the tokens of the condition are among them
     * @param c the condition: {@code [N, D]} for the adaLN designs, {@code [N, K, D]} for the others
     * @return {@code [N, T, D]}
     */
    Tensor apply(BlockBuilder block, Tensor x, Tensor c) {
        Tensor result = switch (kind) {
            case IN_CONTEXT -> new TransformerBlock(selfAttention(), perceptron(), EPSILON).apply(block, x);
            case CROSS_ATTENTION -> crossAttention(block, x, c);
            case ADALN -> adaLn(block, x, c);
            case ADALN_ZERO -> adaLnZero(block, x, c);
        };
        block.end();
        return result;
    }

    private Tensor crossAttention(BlockBuilder block, Tensor x, Tensor c) {
        x = selfAttention().apply(block, block.layerNorm("norm1", x, EPSILON), new Epilogue.Residual(x));
        Tensor h = block.layerNorm("norm_cross", x, EPSILON);
        x = new CrossAttention(heads).apply(block, h, c, new Epilogue.Residual(x));
        return perceptron().apply(block, block.layerNorm("norm2", x, EPSILON), new Epilogue.Residual(x));
    }

    private Tensor adaLn(BlockBuilder block, Tensor x, Tensor c) {
        Tensor m = modulation(block, c, 4);                                                             // [N, 4 · D]
        Tensor h = block.layerNorm("norm1", x, modulated(m, 0, 4), EPSILON);
        x = selfAttention().apply(block, h, new Epilogue.Residual(x));
        h = block.layerNorm("norm2", x, modulated(m, 2, 4), EPSILON);
        return perceptron().apply(block, h, new Epilogue.Residual(x));
    }

    private Tensor adaLnZero(BlockBuilder block, Tensor x, Tensor c) {
        Tensor m = modulation(block, c, 6);                                                             // [N, 6 · D]
        Tensor h = block.layerNorm("norm1", x, modulated(m, 0, 6), EPSILON);
        x = selfAttention().apply(block, h, new Epilogue.GatedResidual(x, Slice.part(m, 2, 6)));
        h = block.layerNorm("norm2", x, modulated(m, 3, 6), EPSILON);
        return perceptron().apply(block, h, new Epilogue.GatedResidual(x, Slice.part(m, 5, 6)));
    }

    private static Tensor modulation(BlockBuilder block, Tensor c, int parts) {
        return block.linear("adaLN_modulation.1", c, parts * c.shape().width(), Epilogue.NONE);
    }

    /** The shift at this place of a modulation, and the scale behind it. */
    private static Modulated modulated(Tensor m, int at, int parts) {
        return new Modulated(Slice.part(m, at, parts), Slice.part(m, at + 1, parts));
    }

    private SelfAttention selfAttention() {
        return new SelfAttention(heads, true);
    }

    private Mlp perceptron() {
        return new Mlp(mlpHidden, Activation.GELU_TANH);
    }
}
