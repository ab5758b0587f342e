package io.github.dit4j.layers.vae;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.tensor.Tensor;

/**
 * Two normalised 3×3 convolutions beside a shortcut: {@code ResnetBlock} of latent-diffusion's {@code model.py}, without
 * a timestep.
 *
 * @param groups of channels that are normalised together
 */
record ResnetBlock(int groups) {
    static final float EPSILON = 1e-6f;

    /**
     * Adds the block.
     *
     * @param x {@code [batch, channels, height, width]}
     * @return {@code [batch, out, height, width]}
     */
    Tensor apply(BlockBuilder block, String layer, Tensor x, int out) {
        Tensor h = block.groupNorm(layer + ".norm1", x, groups, EPSILON, Activation.SILU);
        h = block.conv2d(layer + ".conv1", h, out, 3);                                          // [N, out, H, W]
        h = block.groupNorm(layer + ".norm2", h, groups, EPSILON, Activation.SILU);
        h = block.conv2d(layer + ".conv2", h, out, 3);
        Tensor shortcut = x.shape().dim(1) == out ? x : block.conv2d(layer + ".nin_shortcut", x, out, 1);
        return block.add(layer, shortcut, h);
    }
}
