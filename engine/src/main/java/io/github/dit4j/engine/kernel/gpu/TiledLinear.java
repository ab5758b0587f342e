package io.github.dit4j.engine.kernel.gpu;

import io.github.dit4j.engine.kernel.Functions;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;

/**
 * Linear layers as a tiled matrix product, to equal {@link io.github.dit4j.engine.kernel.LinearKernel}:
 * {@code y = x · weightᵀ + bias}, then an epilogue.
 *
 * <p>A work-group of 16 × 16 items computes a square of the output, 16 · span on a side, each item {@code span × span}
 * elements of it, 16 apart, in registers. It walks along {@code in} in steps of 16: all items bring a tile of x and one of
 * the weight into local memory, zeros beyond their edges, then multiply them. Rows 16 apart, not neighbours, so that
 * neighbouring items touch neighbouring words, in local memory as in the output.
 *
 * <p>Grid: {@link Grids#linear}. Local memory: {@link #localBytes}. Tensors are those of the portable kernel; a weight
 * may be stored as F16, then it is widened on its way to local memory and all sums are F32.
 *
 * <p>Sums lie in two private arrays so that the loops over them are short enough to be unrolled; one of 64 would not end
 * up in registers. All kernels are one method, told by constants what to do: it leaves the arrays that a kernel lacks
 * alone, and is handed another or none in their place.
 */
public final class TiledLinear {
    /** Items of a work-group along each side, and the extent of a tile along {@code in}. */
    static final int SIDE = 16;
    /** Items of a work-group. */
    public static final int ITEMS = SIDE * SIDE;
    /** Elements along each side of an item's share when there is work for all of the device. */
    public static final int WIDE = 8;
    /** The same, for small outputs: a quarter of the share, four times the work-groups. */
    public static final int NARROW = 4;

    // With rows of a tile 16 · span + 2 apart, the 32 words that neighbouring items store lie in 32 banks.
    private static final int PADDING = 2;

    private static final int ACTIVATED = 0;
    private static final int RESIDUAL = 1;
    private static final int GATED_RESIDUAL = 2;

    private TiledLinear() {}

    /** Bytes of local memory that a work-group needs. */
    public static int localBytes(int span) {
        return 2 * SIDE * (SIDE * span + PADDING) * Float.BYTES;
    }

    /**
     * Equals {@link io.github.dit4j.engine.kernel.LinearKernel#activated}.
     *
     * @param span {@link #WIDE} or {@link #NARROW}
     */
    public static void activated(KernelContext context, FloatArray x, FloatArray weight, FloatArray bias, FloatArray output,
            int rows, int in, int out, int function, int span) {
        product(context, x, weight, null, false, bias, bias, bias, output, rows, in, out, ACTIVATED, function, 1, 0, 0, span);
    }

    /** As {@link #activated}, with a weight stored as F16. */
    public static void activatedHalf(KernelContext context, FloatArray x, HalfFloatArray weight, FloatArray bias,
            FloatArray output, int rows, int in, int out, int function, int span) {
        product(context, x, x, weight, true, bias, bias, bias, output, rows, in, out, ACTIVATED, function, 1, 0, 0, span);
    }

    /**
     * Equals {@link io.github.dit4j.engine.kernel.LinearKernel#residual}.
     *
     * @param span {@link #WIDE} or {@link #NARROW}
     */
    public static void residual(KernelContext context, FloatArray x, FloatArray weight, FloatArray bias,
            FloatArray residual, FloatArray output, int rows, int in, int out, int span) {
        product(context, x, weight, null, false, bias, residual, bias, output, rows, in, out, RESIDUAL, 0, 1, 0, 0, span);
    }

    /** As {@link #residual}, with a weight stored as F16. */
    public static void residualHalf(KernelContext context, FloatArray x, HalfFloatArray weight, FloatArray bias,
            FloatArray residual, FloatArray output, int rows, int in, int out, int span) {
        product(context, x, x, weight, true, bias, residual, bias, output, rows, in, out, RESIDUAL, 0, 1, 0, 0, span);
    }

    /**
     * Equals {@link io.github.dit4j.engine.kernel.LinearKernel#gatedResidual}.
     *
     * @param span {@link #WIDE} or {@link #NARROW}
     */
    public static void gatedResidual(KernelContext context, FloatArray x, FloatArray weight, FloatArray bias,
            FloatArray residual, FloatArray gate, FloatArray output, int rows, int in, int out,
            int tokens, int gateStride, int gateOffset, int span) {
        product(context, x, weight, null, false, bias, residual, gate, output, rows, in, out, GATED_RESIDUAL, 0,
                tokens, gateStride, gateOffset, span);
    }

    /** As {@link #gatedResidual}, with a weight stored as F16. */
    public static void gatedResidualHalf(KernelContext context, FloatArray x, HalfFloatArray weight, FloatArray bias,
            FloatArray residual, FloatArray gate, FloatArray output, int rows, int in, int out,
            int tokens, int gateStride, int gateOffset, int span) {
        product(context, x, x, weight, true, bias, residual, gate, output, rows, in, out, GATED_RESIDUAL, 0,
                tokens, gateStride, gateOffset, span);
    }

    private static void product(KernelContext context, FloatArray x, FloatArray weight, HalfFloatArray halfWeight,
            boolean asHalves, FloatArray bias, FloatArray residual, FloatArray gate, FloatArray output,
            int rows, int in, int out, int epilogue, int function, int tokens, int gateStride, int gateOffset, int span) {
        int itemX = context.localIdx;
        int itemY = context.localIdy;
        int firstRow = context.groupIdy * SIDE * span;
        int firstColumn = context.groupIdx * SIDE * span;
        int stride = SIDE * span + PADDING;
        float[] xTile = context.allocateFloatLocalArray(SIDE * (SIDE * span + PADDING));
        float[] weightTile = context.allocateFloatLocalArray(SIDE * (SIDE * span + PADDING));
        float[] upper = new float[32]; // the sums of 4 rows of at most 8 columns
        float[] lower = new float[32];
        float[] weights = new float[8];
        clear(upper, span);
        clear(lower, span);
        for (int first = 0; first < in; first += SIDE) {
            for (int i = 0; i < span; i++) {
                int line = itemY + SIDE * i;
                xTile[itemX * stride + line] = element(x, firstRow + line, rows, first + itemX, in);
            }
            for (int i = 0; i < span; i++) {
                int line = itemY + SIDE * i;
                int to = itemX * stride + line;
                if (asHalves) {
                    weightTile[to] = element(halfWeight, firstColumn + line, out, first + itemX, in);
                } else {
                    weightTile[to] = element(weight, firstColumn + line, out, first + itemX, in);
                }
            }
            context.localBarrier();
            for (int k = 0; k < SIDE; k++) {
                int at = k * stride + itemY;
                for (int j = 0; j < span; j++) {
                    weights[j] = weightTile[k * stride + itemX + SIDE * j];
                }
                add(upper, xTile[at], xTile[at + SIDE], xTile[at + 2 * SIDE], xTile[at + 3 * SIDE], weights, span);
                if (span > NARROW) {
                    add(lower, xTile[at + 4 * SIDE], xTile[at + 5 * SIDE], xTile[at + 6 * SIDE], xTile[at + 7 * SIDE],
                            weights, span);
                }
            }
            context.localBarrier();
        }
        for (int line = 0; line < span; line++) {
            pick(upper, lower, line, weights, span);
            store(weights, firstRow + itemY + SIDE * line, firstColumn + itemX, bias, residual, gate, output, rows, out,
                    epilogue, function, tokens, gateStride, gateOffset, span);
        }
    }

    /** An element of a matrix, 0 beyond its edges. */
    private static float element(FloatArray matrix, int row, int rows, int column, int columns) {
        float element = 0.0f;
        if (row < rows && column < columns) {
            element = matrix.get(row * columns + column);
        }
        return element;
    }

    /** As {@link #element(FloatArray, int, int, int, int)}, widened. */
    private static float element(HalfFloatArray matrix, int row, int rows, int column, int columns) {
        float element = 0.0f;
        if (row < rows && column < columns) {
            element = matrix.get(row * columns + column).getFloat32();
        }
        return element;
    }

    private static void clear(float[] sums, int span) {
        for (int i = 0; i < 4 * span; i++) {
            sums[i] = 0.0f;
        }
    }

    /** Adds the products of 4 elements of x and {@code span} weights. */
    private static void add(float[] sums, float x0, float x1, float x2, float x3, float[] weights, int span) {
        for (int j = 0; j < span; j++) {
            float weight = weights[j];
            sums[j] += x0 * weight;
            sums[span + j] += x1 * weight;
            sums[2 * span + j] += x2 * weight;
            sums[3 * span + j] += x3 * weight;
        }
    }

    /** Copies one line of the sums. Chosen, not indexed: an index that is no constant would keep the sums out of registers. */
    private static void pick(float[] upper, float[] lower, int line, float[] picked, int span) {
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < span; j++) {
                float sum = line == i ? upper[i * span + j] : picked[j];
                picked[j] = line == i + 4 ? lower[i * span + j] : sum;
            }
        }
    }

    /** Finishes a line of the sums and stores it. */
    private static void store(float[] sums, int row, int firstColumn, FloatArray bias, FloatArray residual, FloatArray gate,
            FloatArray output, int rows, int out, int epilogue, int function, int tokens, int gateStride, int gateOffset, int span) {
        for (int j = 0; j < span; j++) {
            int column = firstColumn + SIDE * j;
            if (row < rows && column < out) {
                float sum = bias.get(column) + sums[j];
                int at = row * out + column;
                if (epilogue == RESIDUAL) {
                    sum = residual.get(at) + sum;
                } else if (epilogue == GATED_RESIDUAL) {
                    sum = residual.get(at) + gate.get(row / tokens * gateStride + gateOffset + column) * sum;
                } else {
                    sum = Functions.apply(sum, function);
                }
                output.set(at, sum);
            }
        }
    }
}
