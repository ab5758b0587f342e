package io.github.dit4j.engine.op;

import static io.github.dit4j.engine.op.ShapeChecks.check;
import static io.github.dit4j.engine.op.ShapeChecks.same;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.List;

/** The operations over images, {@code [batch, channels, height, width]}. */
public sealed interface ImageOp extends Op {

    /**
     * Cuts an image into square patches, row by row of patches; a patch is flattened in the order (channel, row, column),
     * that of a convolution's weight.
     *
     * @param x {@code [batch, channels, height, width]}
     * @param output {@code [batch, (height/patch) · (width/patch), channels · patch · patch]}
     */
    record Patchify(Tensor x, int patch, Tensor output) implements ImageOp {
        public Patchify {
            check(x.shape().rank() == 4, "patches are cut from [batch, channels, height, width], not %s", x);
            check(patch > 0 && x.shape().dim(2) % patch == 0 && x.shape().dim(3) % patch == 0,
                    "%s does not divide into patches of %s", x, patch);
            same(output, outputShape(x.shape(), patch));
        }

        /** The shape of the patches of an image. */
        public static Shape outputShape(Shape x, int patch) {
            return Shape.of(x.dim(0), patches(x, patch), patchSize(x, patch));
        }

        static int patches(Shape image, int patch) {
            return Math.multiplyExact(image.dim(2) / patch, image.dim(3) / patch);
        }

        static int patchSize(Shape image, int patch) {
            return Math.multiplyExact(image.dim(1), Math.multiplyExact(patch, patch));
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }

    /**
     * Puts patches together to an image. A patch is flattened in the order (row, column, channel): both DiT's
     * {@code nhwpqc} and U-ViT's {@code (p1 p2 C)}.
     *
     * @param x {@code [batch, skip + (height/patch) · (width/patch), patch · patch · channels]}
     * @param skip tokens before the first patch, left out
     * @param output {@code [batch, channels, height, width]}
     */
    record Unpatchify(Tensor x, int skip, int patch, Tensor output) implements ImageOp {
        public Unpatchify {
            Shape image = output.shape();
            check(image.rank() == 4 && patch > 0 && image.dim(2) % patch == 0 && image.dim(3) % patch == 0,
                    "%s does not divide into patches of %s", output, patch);
            same(x, Shape.of(image.dim(0), Math.addExact(skip, Patchify.patches(image, patch)),
                    Patchify.patchSize(image, patch)));
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }

    /**
     * Two-dimensional convolution (cross-correlation, as PyTorch) of an image with zeros around it, which keeps its
     * size where the stride is 1.
     *
     * @param x {@code [batch, in, height, width]}
     * @param weight {@code [out, in, k, k]}, k odd
     * @param bias {@code [out]}
     * @param stride pixels from one place of the filter to the next
     * @param margin rows of zeros above and columns of zeros to the left, usually {@code k/2}; below and to the right there
     *     are as many as the last place of the filter needs
     * @param output {@code [batch, out, ⌈height/stride⌉, ⌈width/stride⌉]}
     */
    record Conv2d(Tensor x, Tensor weight, Tensor bias, int stride, int margin, Tensor output) implements ImageOp {
        public Conv2d {
            check(x.shape().rank() == 4 && weight.shape().rank() == 4
                    && x.shape().dim(1) == weight.shape().dim(1)
                    && weight.shape().dim(2) == weight.shape().dim(3)
                    && weight.shape().dim(2) % 2 == 1, "%s does not fit %s", x, weight);
            same(bias, Shape.of(weight.shape().dim(0)));
            check(stride > 0, "a filter cannot take steps of %s over %s", stride, x);
            check(margin >= 0 && margin < weight.shape().dim(2), "%s does not reach over a margin of %s", weight, margin);
            same(output, outputShape(x.shape(), weight.shape().dim(0), stride));
        }

        /** The shape of what so many filters give for an image. */
        public static Shape outputShape(Shape x, int out, int stride) {
            return Shape.of(x.dim(0), out, Math.ceilDiv(x.dim(2), stride), Math.ceilDiv(x.dim(3), stride));
        }

        /** Height and width of the filter. */
        public int kernelSize() {
            return weight.shape().dim(2);
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x, weight, bias);
        }
    }

    /**
     * Group normalisation (Wu and He 2018): the channels of an image in equal groups, each group of all its pixels
     * normalised to mean 0 and variance 1 (biased), then {@code function(n · weight + bias)} by channel.
     *
     * @param x {@code [batch, channels, height, width]}
     * @param groups divides the channels
     * @param weight {@code [channels]}
     * @param bias {@code [channels]}
     * @param epsilon added to the variance
     * @param function applied before the result is stored, SiLU in convolutional networks
     * @param output same shape as x
     */
    record GroupNorm(Tensor x, int groups, Tensor weight, Tensor bias, float epsilon, Activation function, Tensor output)
            implements ImageOp {
        public GroupNorm {
            check(x.shape().rank() == 4, "groups of channels are of [batch, channels, height, width], not %s", x);
            int channels = x.shape().dim(1);
            check(groups > 0 && channels % groups == 0, "%s does not divide into %s groups of channels", x, groups);
            same(weight, Shape.of(channels));
            same(bias, Shape.of(channels));
            same(output, x.shape());
        }

        /** Elements of an image that are normalised together. */
        public int groupSize() {
            return x.shape().size() / (x.shape().dim(0) * groups);
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x, weight, bias);
        }
    }

    /**
     * Enlarges an image by repeating each pixel ({@code nearest}).
     *
     * @param x {@code [batch, channels, height, width]}
     * @param factor how often a pixel is repeated, down and across
     * @param output {@code [batch, channels, factor · height, factor · width]}
     */
    record Upsample(Tensor x, int factor, Tensor output) implements ImageOp {
        public Upsample {
            check(x.shape().rank() == 4, "%s is not [batch, channels, height, width]", x);
            check(factor > 0, "%s cannot be enlarged by a factor of %s", x, factor);
            same(output, outputShape(x.shape(), factor));
        }

        /** The shape of an enlarged image. */
        public static Shape outputShape(Shape x, int factor) {
            return x.with(2, Math.multiplyExact(factor, x.dim(2))).with(3, Math.multiplyExact(factor, x.dim(3)));
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }
}
