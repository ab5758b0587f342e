package io.github.dit4j.layers.vae;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Optional;

/**
 * Attention of one head between all pixels: {@code AttnBlock} of latent-diffusion's {@code model.py}. Pixels become tokens,
 * patches of one pixel, so that the published 1×1 convolutions are linear layers.
 *
 * @param groups of channels that are normalised together
 */
record SpatialAttention(int groups) {

    /** Adds the attention; the result has the shape of x, {@code [batch, channels, height, width]}. */
    Tensor apply(BlockBuilder block, String layer, Tensor x) {
        Tensor h = block.groupNorm(layer + ".norm", x, groups, ResnetBlock.EPSILON, Activation.IDENTITY);
        Tensor tokens = block.patchify(layer + ".tokens", h, 1);                               // [N, H · W, C]
        Tensor q = projection(block, layer + ".q", tokens);
        Tensor k = projection(block, layer + ".k", tokens);
        Tensor v = projection(block, layer + ".v", tokens);
        Tensor mixed = block.attention(layer + ".mixed", Slice.all(q), Slice.all(k), Slice.all(v), 1);
        Tensor projected = projection(block, layer + ".proj_out", mixed);
        return block.add(layer, x, block.unpatchify(layer + ".pixels", projected, 0, 1, x.shape()));
    }

    private static Tensor projection(BlockBuilder block, String layer, Tensor tokens) {
        int width = tokens.shape().width();
        return block.linear(layer, tokens, block.weight(layer + ".weight", width, width, 1, 1),
                Optional.of(block.weight(layer + ".bias", width)), Epilogue.NONE);
    }
}
