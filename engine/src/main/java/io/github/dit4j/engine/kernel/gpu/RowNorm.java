package io.github.dit4j.engine.kernel.gpu;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Layer normalisation by a work-group for each row, to equal {@link io.github.dit4j.engine.kernel.NormKernel}. A row is
 * read from global memory once, into local memory; mean and variance are sums over it, one after the other.
 *
 * <p>Grid: {@link Grids#rowNorm}. Local memory: {@link #localBytes}.
 */
public final class RowNorm {
    /** Items of a work-group. */
    public static final int ITEMS = 128;
    private static final int TOTALS = 8;

    private RowNorm() {}

    /** Bytes of local memory that a work-group needs. */
    public static int localBytes(int width) {
        return (width + ITEMS + TOTALS) * Float.BYTES;
    }

    /** Equals {@link io.github.dit4j.engine.kernel.NormKernel#affine}. */
    public static void affine(KernelContext context, FloatArray x, FloatArray weight, FloatArray bias, FloatArray output,
            int width, float epsilon) {
        normalised(context, x, weight, bias, output, width, epsilon, 0.0f, 0, 0, 0);
    }

    /** Equals {@link io.github.dit4j.engine.kernel.NormKernel#modulated}. */
    public static void modulated(KernelContext context, FloatArray x, FloatArray modulation, FloatArray output,
            int width, float epsilon, int tokens, int stride, int shiftOffset, int scaleOffset) {
        int image = context.groupIdx / tokens * stride;
        normalised(context, x, modulation, modulation, output, width, epsilon, 1.0f, image, shiftOffset, scaleOffset);
    }

    /** {@code output = n · (one + scale) + shift}, shift and scale taken from two places. */
    private static void normalised(KernelContext context, FloatArray x, FloatArray scales, FloatArray shifts,
            FloatArray output, int width, float epsilon, float one, int image, int shiftOffset, int scaleOffset) {
        int item = context.localIdx;
        int at = context.groupIdx * width;
        float[] row = context.allocateFloatLocalArray(width);
        float[] parts = context.allocateFloatLocalArray(ITEMS);
        float[] totals = context.allocateFloatLocalArray(TOTALS);
        float mean = 0.0f;
        float inverse = 0.0f;
        // First the sum of the elements, then that of the squares of their distances from the mean.
        for (int pass = 0; pass < 2; pass++) {
            float part = 0.0f;
            for (int i = item; i < width; i += ITEMS) {
                float term = pass == 0 ? x.get(at + i) : row[i] - mean;
                if (pass == 0) {
                    row[i] = term;
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
                mean = total / width;
            } else {
                inverse = 1.0f / TornadoMath.sqrt(total / width + epsilon);
            }
        }
        for (int i = item; i < width; i += ITEMS) {
            float scale = one + scales.get(image + scaleOffset + i);
            output.set(at + i, (row[i] - mean) * inverse * scale + shifts.get(image + shiftOffset + i));
        }
    }
}
