package io.github.dit4j.engine.kernel;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Convolutions, {@link io.github.dit4j.engine.op.Op.Conv2d}. */
public final class ConvKernel {

    private ConvKernel() {}

    /**
     * {@code output[n, o, y, x] = bias[o] + Σ weight[o, c, i, j] · input[n, c, y + i − size/2, x + j − size/2]}: stride 1,
     * zero padding that keeps the size. One thread computes one pixel of one output channel; each input channel has a
     * partial sum of its own.
     *
     * @param input {@code [images, in, height, width]}
     * @param weight {@code [out, in, size, size]}, size odd
     * @param bias {@code [out]}
     * @param output {@code [images, out, height, width]}; none of the inputs
     */
    public static void conv2d(FloatArray input, FloatArray weight, FloatArray bias, FloatArray output,
            int images, int in, int out, int height, int width, int size) {
        for (@Parallel int plane = 0; plane < images * out; plane++) {
            for (@Parallel int y = 0; y < height; y++) {
                for (@Parallel int x = 0; x < width; x++) {
                    int image = plane / out;
                    int channel = plane % out;
                    int margin = size / 2;
                    // The part of the filter that lies inside the image.
                    int top = TornadoMath.max(0, margin - y);
                    int bottom = TornadoMath.min(size, height + margin - y);
                    int left = TornadoMath.max(0, margin - x);
                    int right = TornadoMath.min(size, width + margin - x);
                    float sum = bias.get(channel);
                    for (int c = 0; c < in; c++) {
                        int inputAt = ((image * in + c) * height + y - margin) * width + x - margin;
                        int weightAt = (channel * in + c) * size * size;
                        float partial = 0.0f;
                        for (int i = top; i < bottom; i++) {
                            for (int j = left; j < right; j++) {
                                partial += input.get(inputAt + i * width + j) * weight.get(weightAt + i * size + j);
                            }
                        }
                        sum += partial;
                    }
                    output.set((plane * height + y) * width + x, sum);
                }
            }
        }
    }
}
