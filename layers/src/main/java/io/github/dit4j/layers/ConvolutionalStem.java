package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.tensor.Tensor;

/**
 * Makes a token of each patch by a stack of 3×3 convolutions with stride 2, each followed by ReLU, and a 1×1 convolution:
 * the stem of Xiao et al., "Early Convolutions Help Transformers See Better", 2021, which the U-ViT paper cites. Channels
 * double from one convolution to the next, up to the width. Batch normalisation, which trained stems have, is taken to be
 * folded into the convolutions.
 *
 * <p>The weights are {@code name.convs.i.weight [channels, in, 3, 3]} and {@code name.proj.weight [width, width, 1, 1]},
 * with their biases.
 *
 * @param patch pixels along the side of a patch, a power of two from 2 on
 * @param width elements of a token
 */
record ConvolutionalStem(String name, int patch, int width) {

    /** How many convolutions halve the image until a pixel is a patch. */
    private int convolutions() {
        return Integer.numberOfTrailingZeros(patch);
    }

    /** Makes tokens {@code [batch, patches, width]} of images {@code [batch, channels, height, width]}. */
    Tensor apply(BlockBuilder block, Tensor images) {
        Tensor h = images;
        for (int i = 0; i < convolutions(); i++) {
            String layer = name + ".convs." + i;
            h = block.conv2d(layer, h, width >> (convolutions() - 1 - i), 3, 2);   // [N, …, H / 2ⁱ⁺¹, W / 2ⁱ⁺¹]
            h = block.activate(layer + ".relu", h, Activation.RELU);
        }
        return new PatchEmbedding(name, 1, width).apply(block, h);                 // [N, T, D]
    }
}
