package io.github.dit4j.engine.kernel;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Convolutions, {@link io.github.dit4j.engine.op.ImageOp.Conv2d}. */
public final class ConvKernel {

    private ConvKernel() {}

    /**
     * {@code output[n, o, y, x] = bias[o] + Σ weight[o, c, i, j] · input[n, c, stride · y + i − margin,
     * stride · x + j − margin]}, where there is nothing but zeros around the image. One thread computes one pixel of one
     * output channel; each input channel has a partial sum of its own.
     *
     * @param input {@code [images, in, height, width]}
     * @param weight {@code [out, in, size, size]}, size odd
     * @param bias {@code [out]}
     * @param output {@code [images, out, ⌈height/stride⌉, ⌈width/stride⌉]}; none of the inputs
     */
    public static void conv2d(FloatArray input, FloatArray weight, FloatArray bias, FloatArray output,
            int images, int in, int out, int height, int width, int size, int stride, int margin) {
        int rows = (height + stride - 1) / stride;
        int columns = (width + stride - 1) / stride;
        for (@Parallel int plane = 0; plane < images * out; plane++) {
            for (@Parallel int y = 0; y < rows; y++) {
                for (@Parallel int x = 0; x < columns; x++) {
                    int image = plane / out;
                    int channel = plane % out;
                    // Where the filter's first row and column lie.
                    int down = stride * y - margin;
                    int right = stride * x - margin;
                    // The part of the filter that lies inside the image.
                    int top = TornadoMath.max(0, -down);
                    int bottom = TornadoMath.min(size, height - down);
                    int first = TornadoMath.max(0, -right);
                    int last = TornadoMath.min(size, width - right);
                    float sum = bias.get(channel);
                    for (int c = 0; c < in; c++) {
                        int inputAt = ((image * in + c) * height + down) * width + right;
                        int weightAt = (channel * in + c) * size * size;
                        float partial = 0.0f;
                        for (int i = top; i < bottom; i++) {
                            for (int j = first; j < last; j++) {
                                partial += input.get(inputAt + i * width + j) * weight.get(weightAt + i * size + j);
                            }
                        }
                        sum += partial;
                    }
                    output.set((plane * rows + y) * columns + x, sum);
                }
            }
        }
    }
}
