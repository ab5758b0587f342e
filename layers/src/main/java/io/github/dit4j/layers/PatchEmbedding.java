package io.github.dit4j.layers;

import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Optional;

/**
 * Cuts images into patches and projects each to a token. The weights are those of the published strided convolution,
 * {@code name.proj.weight [width, channels, patch, patch]} and {@code name.proj.bias [width]}.
 */
record PatchEmbedding(String name, int patch, int width) {

    /** Makes tokens {@code [batch, patches, width]} of images {@code [batch, channels, height, width]}. */
    Tensor apply(BlockBuilder block, Tensor images) {
        String proj = name + ".proj";
        Tensor patches = block.patchify(name + ".patches", images, patch);   // [N, T, C · p · p]
        return block.linear(proj, patches,
                block.weight(proj + ".weight", width, images.shape().dim(1), patch, patch),
                Optional.of(block.weight(proj + ".bias", width)), Epilogue.NONE);   // [N, T, D]
    }
}
