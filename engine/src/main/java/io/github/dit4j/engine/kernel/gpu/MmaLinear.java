package io.github.dit4j.engine.kernel.gpu;

import io.github.dit4j.engine.kernel.Functions;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.enums.MMAShape;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;

/**
 * Linear layers on the tensor cores of an NVIDIA GPU, to equal {@link io.github.dit4j.engine.kernel.LinearKernel} but for the
 * rounding of x and of the weight to F16 (a relative 5e-4 for each element, and about as much for the result): {@code y = x ·
 * weightᵀ + bias}, then an epilogue, with F32 sums ({@code mma.m16n8k16} of PTX).
 *
 * <p>A work-group computes a square of the output, 64 · span on a side, by 2 · span × span warps, each of them 32 rows by 64
 * columns of it in 2 × 8 accumulators. It walks along {@code in} in steps of 16: all items bring a tile of x, rounded to F16,
 * and one of the weight into local memory, then every warp multiplies its share of them. Accumulators can be stored only
 * whole, so the epilogue reads the products again, from the output, once the group has stored them all.
 *
 * <p>Preconditions: {@link #takes} the sizes; and the output has room for {@link #paddedRows}, as whole accumulators are
 * stored: what comes to lie behind the last row is of no meaning.
 *
 * <p>Grid: {@link Grids#mmaLinear}. Local memory: {@link #localBytes}. Tensors are those of the portable kernel, the weight
 * as F16.
 *
 * <p>The accumulators are sixteen variables, not an array: TornadoVM 5.2 knows them as registers only so.
 */
public final class MmaLinear {
    /** Twice the side of {@link #NARROW}, when there is work for all of the device. */
    public static final int WIDE = 2;
    /** For small outputs: a quarter of the square, four times the work-groups. */
    public static final int NARROW = 1;

    /** The epilogue that adds to a residual. */
    public static final int RESIDUAL = -1;
    /** The epilogue that adds to a residual by a gate. */
    public static final int GATED_RESIDUAL = -2;

    /** Items of a warp. */
    private static final int LANES = 32;
    /** Extent of a tile along {@code in}. */
    private static final int DEPTH = 16;
    private static final int SIDE = 64;
    private static final int PAIRS = SIDE * DEPTH / 2 / (2 * LANES); // of halves that an item brings of a tile, narrow
    private static final int ROWS_OF_WARP = 32;
    private static final int COLUMNS_OF_WARP = 64;
    private static final int ROWS = 16; // of an accumulator
    private static final int COLUMNS = 8;
    private static final int BYTES_OF_X = ROWS * DEPTH * Short.BYTES; // that one accumulator takes in a step
    private static final int BYTES_OF_WEIGHT = COLUMNS * DEPTH * Short.BYTES;
    private static final int HALF = 0xFFFF;

    private MmaLinear() {}

    /** Whether it computes a layer of these sizes: whole steps, and whole accumulators from column to column. */
    public static boolean takes(int in, int out) {
        return in % DEPTH == 0 && out % COLUMNS == 0;
    }

    /** Rows that the output must have room for. */
    public static long paddedRows(int rows) {
        return (long) Math.ceilDiv(rows, ROWS) * ROWS;
    }

    /** Rows and columns of the output that a work-group computes. */
    static int side(int span) {
        return SIDE * span;
    }

    /** Items of a work-group. */
    public static int items(int span) {
        return 2 * LANES * span * span;
    }

    /** Bytes of local memory that a work-group needs. */
    public static int localBytes(int span) {
        return 2 * side(span) * DEPTH * Short.BYTES;
    }

    /**
     * Equals {@link io.github.dit4j.engine.kernel.LinearKernel#activated}, {@code residual} or {@code gatedResidual}. One
     * method for all: a helper so long is not inlined.
     *
     * @param residual anything, where there is none
     * @param gate anything, where there is none
     * @param epilogue what to do: {@link #RESIDUAL}, {@link #GATED_RESIDUAL}, or the code of a function
     * @param tokens that share a row of gates; 1 where there are none
     * @param span {@link #WIDE} or {@link #NARROW}
     */
    public static void linear(KernelContext context, FloatArray x, HalfFloatArray weight, FloatArray bias,
            FloatArray residual, FloatArray gate, FloatArray output, int rows, int in, int out,
            int epilogue, int tokens, int gateStride, int gateOffset, int span) {
        int item = context.localIdx;
        int items = 2 * LANES * span * span;
        int side = SIDE * span;
        int firstRow = context.groupIdy * side;
        int firstColumn = context.groupIdx * side;
        int rowOfWarp = item / LANES / span * ROWS_OF_WARP;
        int columnOfWarp = item / LANES % span * COLUMNS_OF_WARP;
        int upper = rowOfWarp / ROWS * BYTES_OF_X;
        int lower = upper + BYTES_OF_X;
        int left = columnOfWarp / COLUMNS * BYTES_OF_WEIGHT;
        // Two halves in each int. Of x, rows of 16; of the weight, transposed, blocks of 8 columns, in each of them rows of 8.
        int[] xTile = context.allocateIntLocalArray(SIDE * span * DEPTH / 2);
        int[] weightTile = context.allocateIntLocalArray(SIDE * span * DEPTH / 2);
        int[] ofX = new int[8];
        int[] ofWeight = new int[8];
        float[] c00 = context.mmaFragment(0.0f);
        float[] c01 = context.mmaFragment(0.0f);
        float[] c02 = context.mmaFragment(0.0f);
        float[] c03 = context.mmaFragment(0.0f);
        float[] c04 = context.mmaFragment(0.0f);
        float[] c05 = context.mmaFragment(0.0f);
        float[] c06 = context.mmaFragment(0.0f);
        float[] c07 = context.mmaFragment(0.0f);
        float[] c10 = context.mmaFragment(0.0f);
        float[] c11 = context.mmaFragment(0.0f);
        float[] c12 = context.mmaFragment(0.0f);
        float[] c13 = context.mmaFragment(0.0f);
        float[] c14 = context.mmaFragment(0.0f);
        float[] c15 = context.mmaFragment(0.0f);
        float[] c16 = context.mmaFragment(0.0f);
        float[] c17 = context.mmaFragment(0.0f);
        for (int first = 0; first < in; first += DEPTH) {
            // All words are asked for before the first is used, and before the other warps are done with the tiles.
            for (int i = 0; i < PAIRS / span; i++) {
                int pair = item + items * i;
                // Beyond the last row, that one again: what comes of it is not used, and no branch is needed.
                int row = TornadoMath.min(firstRow + pair / (DEPTH / 2), rows - 1);
                int at = row * in + first + pair % (DEPTH / 2) * 2;
                int even = new HalfFloat(x.get(at)).getHalfFloatValue() & HALF;
                int odd = new HalfFloat(x.get(at + 1)).getHalfFloatValue() & HALF;
                ofX[i] = even | odd << 16;
            }
            for (int i = 0; i < PAIRS / span; i++) {
                int pair = item + items * i;
                // Neighbouring items read neighbouring words: they go along in.
                int column = TornadoMath.min(firstColumn + 2 * (pair / DEPTH), out - 2);
                int at = column * in + first + pair % DEPTH;
                int even = weight.get(at).getHalfFloatValue() & HALF;
                int odd = weight.get(at + in).getHalfFloatValue() & HALF;
                ofWeight[i] = even | odd << 16;
            }
            context.localBarrier();
            for (int i = 0; i < PAIRS / span; i++) {
                int pair = item + items * i;
                int two = pair / DEPTH;
                xTile[pair] = ofX[i];
                weightTile[two / 4 * (COLUMNS * DEPTH / 2) + pair % DEPTH * (COLUMNS / 2) + two % 4] = ofWeight[i];
            }
            context.localBarrier();
            HalfFloat[] a0 = context.mmaLoadA(xTile, DEPTH, upper);
            HalfFloat[] a1 = context.mmaLoadA(xTile, DEPTH, lower);
            HalfFloat[] b0 = context.mmaLoadB(weightTile, DEPTH, left);
            HalfFloat[] b1 = context.mmaLoadB(weightTile, DEPTH, left + BYTES_OF_WEIGHT);
            HalfFloat[] b2 = context.mmaLoadB(weightTile, DEPTH, left + 2 * BYTES_OF_WEIGHT);
            HalfFloat[] b3 = context.mmaLoadB(weightTile, DEPTH, left + 3 * BYTES_OF_WEIGHT);
            HalfFloat[] b4 = context.mmaLoadB(weightTile, DEPTH, left + 4 * BYTES_OF_WEIGHT);
            HalfFloat[] b5 = context.mmaLoadB(weightTile, DEPTH, left + 5 * BYTES_OF_WEIGHT);
            HalfFloat[] b6 = context.mmaLoadB(weightTile, DEPTH, left + 6 * BYTES_OF_WEIGHT);
            HalfFloat[] b7 = context.mmaLoadB(weightTile, DEPTH, left + 7 * BYTES_OF_WEIGHT);
            c00 = context.mma(a0, b0, c00, MMAShape.M16N8K16);
            c01 = context.mma(a0, b1, c01, MMAShape.M16N8K16);
            c02 = context.mma(a0, b2, c02, MMAShape.M16N8K16);
            c03 = context.mma(a0, b3, c03, MMAShape.M16N8K16);
            c04 = context.mma(a0, b4, c04, MMAShape.M16N8K16);
            c05 = context.mma(a0, b5, c05, MMAShape.M16N8K16);
            c06 = context.mma(a0, b6, c06, MMAShape.M16N8K16);
            c07 = context.mma(a0, b7, c07, MMAShape.M16N8K16);
            c10 = context.mma(a1, b0, c10, MMAShape.M16N8K16);
            c11 = context.mma(a1, b1, c11, MMAShape.M16N8K16);
            c12 = context.mma(a1, b2, c12, MMAShape.M16N8K16);
            c13 = context.mma(a1, b3, c13, MMAShape.M16N8K16);
            c14 = context.mma(a1, b4, c14, MMAShape.M16N8K16);
            c15 = context.mma(a1, b5, c15, MMAShape.M16N8K16);
            c16 = context.mma(a1, b6, c16, MMAShape.M16N8K16);
            c17 = context.mma(a1, b7, c17, MMAShape.M16N8K16);
        }
        int row = firstRow + rowOfWarp;
        int column = firstColumn + columnOfWarp;
        store(context, c00, output, row, column, rows, out);
        store(context, c01, output, row, column + COLUMNS, rows, out);
        store(context, c02, output, row, column + 2 * COLUMNS, rows, out);
        store(context, c03, output, row, column + 3 * COLUMNS, rows, out);
        store(context, c04, output, row, column + 4 * COLUMNS, rows, out);
        store(context, c05, output, row, column + 5 * COLUMNS, rows, out);
        store(context, c06, output, row, column + 6 * COLUMNS, rows, out);
        store(context, c07, output, row, column + 7 * COLUMNS, rows, out);
        store(context, c10, output, row + ROWS, column, rows, out);
        store(context, c11, output, row + ROWS, column + COLUMNS, rows, out);
        store(context, c12, output, row + ROWS, column + 2 * COLUMNS, rows, out);
        store(context, c13, output, row + ROWS, column + 3 * COLUMNS, rows, out);
        store(context, c14, output, row + ROWS, column + 4 * COLUMNS, rows, out);
        store(context, c15, output, row + ROWS, column + 5 * COLUMNS, rows, out);
        store(context, c16, output, row + ROWS, column + 6 * COLUMNS, rows, out);
        store(context, c17, output, row + ROWS, column + 7 * COLUMNS, rows, out);
        context.globalBarrier();
        for (int e = item; e < side * side; e += items) {
            finish(firstRow + e / side, firstColumn + e % side, bias, residual, gate, output, rows, out,
                    epilogue, tokens, gateStride, gateOffset);
        }
    }

    /** Stores an accumulator if some of its rows, and so all of its columns, are of the output. */
    private static void store(KernelContext context, float[] sums, FloatArray output, int row, int column, int rows, int out) {
        if (row < rows && column < out) {
            context.mmaStore(sums, output, row, column, out);
        }
    }

    /** Finishes an element that was stored. */
    private static void finish(int row, int column, FloatArray bias, FloatArray residual, FloatArray gate, FloatArray output,
            int rows, int out, int epilogue, int tokens, int gateStride, int gateOffset) {
        if (row < rows && column < out) {
            int at = row * out + column;
            float sum = bias.get(column) + output.get(at);
            if (epilogue == RESIDUAL) {
                sum = residual.get(at) + sum;
            } else if (epilogue == GATED_RESIDUAL) {
                sum = residual.get(at) + gate.get(row / tokens * gateStride + gateOffset + column) * sum;
            } else {
                sum = Functions.apply(sum, epilogue);
            }
            output.set(at, sum);
        }
    }
}
