package io.github.dit4j.layers;

import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Tensor;

/**
 * Multi-head attention from tokens to a condition: {@code cross_attn.q}, {@code cross_attn.kv} and {@code cross_attn.proj},
 * all with bias.
 *
 * @param heads how many
 */
record CrossAttention(int heads) {

    /**
     * Lets tokens {@code [batch, tokens, width]} look at a condition.
     *
     * @param condition {@code [batch, length, width]}
     * @param residual how the result joins the residual stream
     * @return {@code [batch, tokens, width]}
     */
    Tensor apply(BlockBuilder block, Tensor x, Tensor condition, Epilogue residual) {
        int width = x.shape().width();
        Tensor q = block.linear("cross_attn.q", x, width, Epilogue.NONE);                    // [N, T, D]
        Tensor kv = block.linear("cross_attn.kv", condition, 2 * width, Epilogue.NONE);      // [N, K, 2 · D]
        Tensor mixed = block.attention("cross_attn.heads",
                Slice.all(q), Slice.part(kv, 0, 2), Slice.part(kv, 1, 2), heads);            // [N, T, D]
        return block.linear("cross_attn.proj", mixed, width, residual);                      // [N, T, D]
    }
}
