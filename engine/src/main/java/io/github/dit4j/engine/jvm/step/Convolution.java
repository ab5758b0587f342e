package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Optional;

/**
 * A convolution and what is done at once with it.
 *
 * @param op the convolution
 * @param x what it reads: {@code op.x()}, or that image before each pixel was repeated, down and across
 * @param residual what is added to it, of the same shape
 * @param output what it writes: {@code op.output()}, or the sum
 */
record Convolution(ImageOp.Conv2d op, Tensor x, Optional<Tensor> residual, Tensor output) {

    /** Whether each pixel of x stands for 2×2 of the image that is convolved. */
    boolean isRepeated() {
        return !x.equals(op.x());
    }

    /** Height of what is written, and of what is convolved where the stride is 1. */
    int height() {
        return output.shape().dim(2);
    }

    /** Width of what is written. */
    int width() {
        return output.shape().dim(3);
    }

    /** Channels of what is read. */
    int in() {
        return x.shape().dim(1);
    }

    /** Channels of what is written, the filters. */
    int out() {
        return output.shape().dim(1);
    }

    int images() {
        return x.shape().dim(0);
    }
}
