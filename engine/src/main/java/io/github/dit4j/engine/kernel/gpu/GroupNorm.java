package io.github.dit4j.engine.kernel.gpu;

import io.github.dit4j.engine.kernel.Functions;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Group normalisation by a work-group for each group of channels of each image, to equal
 * {@link io.github.dit4j.engine.kernel.GroupNormKernel}. A group is too large for local memory: its elements are read three
 * times, for the mean, the variance and the result, neighbouring items reading neighbouring words.
 *
 * <p>Grid: {@link Grids#groupNorm}. Local memory: {@link #localBytes}.
 */
public final class GroupNorm {
    /** Items of a work-group. */
    public static final int ITEMS = 256;
    private static final int TOTALS = 8;

    private GroupNorm() {}

    /** Bytes of local memory that a work-group needs. */
    public static int localBytes() {
        return (ITEMS + TOTALS) * Float.BYTES;
    }

    /** Equals {@link io.github.dit4j.engine.kernel.GroupNormKernel#groupNorm}. */
    public static void groupNorm(KernelContext context, FloatArray x, FloatArray weight, FloatArray bias, FloatArray output,
            int channels, int pixels, int groups, float epsilon, int function) {
        int item = context.localIdx;
        int depth = channels / groups;
        int size = depth * pixels;
        int at = context.groupIdx * size;
        int firstChannel = context.groupIdx % groups * depth;
        float[] parts = context.allocateFloatLocalArray(ITEMS);
        float[] totals = context.allocateFloatLocalArray(TOTALS);
        float mean = 0.0f;
        float inverse = 0.0f;
        // First the sum of the elements, then that of the squares of their distances from the mean.
        for (int pass = 0; pass < 2; pass++) {
            float part = 0.0f;
            for (int i = item; i < size; i += ITEMS) {
                float term = x.get(at + i) - mean;
                if (pass == 0) {
                    part += term;
                } else {
                    part += term * term;
                }
            }
            parts[item] = part;
            context.localBarrier();
            if (item < TOTALS) {
                float total = 0.0f;
                for (int i = item; i < ITEMS; i += TOTALS) {
                    total += parts[i];
                }
                totals[item] = total;
            }
            context.localBarrier();
            float total = 0.0f;
            for (int i = 0; i < TOTALS; i++) {
                total += totals[i];
            }
            if (pass == 0) {
                mean = total / size;
            } else {
                inverse = 1.0f / TornadoMath.sqrt(total / size + epsilon);
            }
        }
        for (int i = item; i < size; i += ITEMS) {
            int channel = firstChannel + i / pixels;
            float normal = (x.get(at + i) - mean) * inverse;
            output.set(at + i, Functions.apply(normal * weight.get(channel) + bias.get(channel), function));
        }
    }
}
