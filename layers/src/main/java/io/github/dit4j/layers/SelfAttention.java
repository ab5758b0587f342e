package io.github.dit4j.layers;

import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Tensor;

/**
 * Multi-head self-attention with one projection for queries, keys and values: {@code attn.qkv} and {@code attn.proj}.
 *
 * @param heads how many
 * @param qkvBias whether {@code attn.qkv} has a bias
 */
record SelfAttention(int heads, boolean qkvBias) {

    /**
     * Mixes tokens {@code [batch, tokens, width]}.
     *
     * @param residual how the result joins the residual stream
     * @return {@code [batch, tokens, width]}
     */
    Tensor apply(BlockBuilder block, Tensor x, Epilogue residual) {
        int width = x.shape().width();
        Tensor qkv = block.linear("attn.qkv", x, 3 * width, qkvBias, Epilogue.NONE);   // [N, T, 3 · D]
        Tensor mixed = block.attention("attn.heads",
                Slice.part(qkv, 0, 3), Slice.part(qkv, 1, 3), Slice.part(qkv, 2, 3), heads);   // [N, T, D]
        return block.linear("attn.proj", mixed, width, residual);   // [N, T, D]
    }
}
