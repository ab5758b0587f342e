package io.github.dit4j.layers;

import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.tensor.Tensor;

/**
 * The block of ViT: self-attention and perceptron, each behind an affine layer normalisation, {@code norm1} and
 * {@code norm2}, and each added to what came in.
 *
 * @param epsilon of the normalisations
 */
record TransformerBlock(SelfAttention attention, Mlp mlp, float epsilon) {

    /** Adds the layers for tokens {@code [batch, tokens, width]}; the block is not ended. */
    Tensor apply(BlockBuilder block, Tensor x) {
        Tensor mixed = attention.apply(block, block.layerNorm("norm1", x, epsilon), new Epilogue.Residual(x));
        return mlp.apply(block, block.layerNorm("norm2", mixed, epsilon), new Epilogue.Residual(mixed));
    }
}
