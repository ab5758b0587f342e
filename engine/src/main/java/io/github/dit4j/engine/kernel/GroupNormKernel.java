package io.github.dit4j.engine.kernel;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Group normalisation, {@link io.github.dit4j.engine.op.ImageOp.GroupNorm}. */
public final class GroupNormKernel {
    // A group of a decoder has 262144 elements: summed one by one, the last digits of each would be lost.
    private static final int PIECE = 512;

    private GroupNormKernel() {}

    /**
     * {@code output = f((x − mean) / √(variance + epsilon) · weight + bias)}, mean and biased variance over all pixels of
     * the channels of a group, the variance from a second pass. One thread computes one group of one image.
     *
     * @param x {@code [images, channels, pixels]}
     * @param weight {@code [channels]}
     * @param bias {@code [channels]}
     * @param output {@code [images, channels, pixels]}; none of the inputs
     * @param groups divides {@code channels}
     * @param epsilon added to the variance
     * @param function f, a {@linkplain Functions#code code}
     */
    public static void groupNorm(FloatArray x, FloatArray weight, FloatArray bias, FloatArray output,
            int images, int channels, int pixels, int groups, float epsilon, int function) {
        for (@Parallel int group = 0; group < images * groups; group++) {
            int depth = channels / groups;
            int size = depth * pixels;
            int at = group * size;
            int firstChannel = group % groups * depth;
            float sum = 0.0f;
            for (int from = 0; from < size; from += PIECE) {
                sum += Sums.sum(x, at + from, TornadoMath.min(PIECE, size - from));
            }
            float mean = sum / size;
            float squares = 0.0f;
            for (int from = 0; from < size; from += PIECE) {
                squares += Sums.squares(x, at + from, TornadoMath.min(PIECE, size - from), mean);
            }
            float inverse = 1.0f / TornadoMath.sqrt(squares / size + epsilon);
            for (int i = 0; i < size; i++) {
                int channel = firstChannel + i / pixels;
                float normal = (x.get(at + i) - mean) * inverse;
                output.set(at + i, Functions.apply(normal * weight.get(channel) + bias.get(channel), function));
            }
        }
    }
}
