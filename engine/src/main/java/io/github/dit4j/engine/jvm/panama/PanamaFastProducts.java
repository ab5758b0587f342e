package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.FastProducts;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** {@link FastProducts} on vectors, cut into {@link PanamaFastTiles}. */
final class PanamaFastProducts implements FastProducts {
    private static final int HALF = Panels.WIDE / 2 * LANES;
    private static final int GROUP = 3 * LINE;
    // What a row of zeros is scaled by, so that what is left of the columns' corrections is nothing; and its square is a float.
    private static final int MOST_SHIFT = 60;
    /** 1 and −1 by turns. */
    private static final FloatVector ALTERNATING = FloatVector.broadcast(SPECIES, 1)
            .blend(FloatVector.broadcast(SPECIES, -1), VectorMask.fromLong(SPECIES, 0xAAAA));

    private final Kernels kernels;

    PanamaFastProducts(Kernels kernels) {
        this.kernels = kernels;
    }

    @Override
    public void arrange(float[] a, int aAt, int aStride, int rows, int depth, float meanSquare, int[] out, int outAt) {
        int block = Kernels.depthBlock(depth);
        for (int row = 0, count; row < rows; row += count) {
            count = together(rows - row);
            int groupAt = outAt + row * FastProducts.row(depth);
            for (int member = 0; member < count; member++) {
                int from = aAt + (row + member) * aStride;
                int shift = shift(a, from, depth, meanSquare);
                for (int k = 0; k < depth; k += block) {
                    arrangeRow(a, from + k, Math.min(block, depth - k), shift,
                            out, groupAt + k / block * FastProducts.rowOfBlock(block) * count, member, count);
                }
            }
        }
    }

    /** How many rows, of so many, are together next. */
    private static int together(int rows) {
        if (rows >= ROWS) {
            return ROWS;
        }
        return rows >= 4 ? 4 : 1;
    }

    /** The exponent of the power of two that brings a row's mean square nearest to the given one. */
    private int shift(float[] a, int at, int depth, float meanSquare) {
        float ofRow = (float) (kernels.squares(a, at, depth, 0) / depth);
        return Math.clamp(Math.getExponent(2 * meanSquare / ofRow) >> 1, -MOST_SHIFT, MOST_SHIFT);
    }

    private static void arrangeRow(float[] a, int aAt, int depth, int shift, int[] out, int outAt, int row, int rows) {
        int paired = 3 * FastProducts.steps(depth);
        var scale = FloatVector.broadcast(SPECIES, Math.scalb(1f, shift));
        var alternating = ALTERNATING.mul(scale);
        var products = FloatVector.zero(SPECIES);
        int to = outAt + row * GROUP;
        for (int k = 0; k < paired; k += GROUP, to += rows * GROUP) {
            for (int i = 0; i < LINE; i += LANES) {
                var x = FloatVector.fromArray(SPECIES, a, aAt + k + i).mul(scale);
                var y = FloatVector.fromArray(SPECIES, a, aAt + k + i + LINE).mul(alternating);
                var z = FloatVector.fromArray(SPECIES, a, aAt + k + i + 2 * LINE).mul(scale);
                x.reinterpretAsInts().intoArray(out, to + i);
                y.reinterpretAsInts().intoArray(out, to + i + LINE);
                z.reinterpretAsInts().intoArray(out, to + i + 2 * LINE);
                products = x.fma(y, products);
            }
        }
        int plainAt = outAt + rows * paired + row * LINE;
        for (int k = paired; k < depth; k++) {
            int plain = k - paired;
            out[plainAt + plain / LINE * LINE * rows + plain % LINE] = Float.floatToRawIntBits(Math.scalb(a[aAt + k], shift));
        }
        int endAt = outAt + rows * FastProducts.lines(depth) + row;
        out[endAt] = Float.floatToRawIntBits(-PanamaSum.of(products));
        out[endAt + rows] = Float.floatToRawIntBits(Math.scalb(1f, -shift));
    }

    @Override
    public void accumulate(int[] a, int aAt, int aDepth, int k, int rows, float[] panel, int panelAt, int depth,
            float[] corrections, int correctionsAt, float[] from, int fromAt, int fromStride,
            float[] c, int cAt, int cStride, Ahead ahead) {
        int block = Kernels.depthBlock(aDepth);
        int first = k / block * FastProducts.rowOfBlock(block);
        int whole = rows / ROWS * ROWS;
        // Half a panel after the other, of which rows read what is left in the first-level cache.
        for (int column = 0; column < 2 * HALF; column += HALF) {
            for (int row = 0; row < whole; row += ROWS) {
                int next = ahead.take(depth);
                ahead.keep(PanamaFastTiles.tile8x2(a, aAt + row * FastProducts.row(aDepth) + first * ROWS,
                        panel, panelAt + depth * column, depth, corrections, correctionsAt + column,
                        from, fromAt + row * fromStride + column, fromStride, c, cAt + row * cStride + column, cStride,
                        ahead.data(), next));
            }
        }
        for (int row = whole, count; row < rows; row += count) {
            count = together(rows - row);
            accumulateFew(a, aAt + row * FastProducts.row(aDepth) + first * count, count, panel, panelAt, depth,
                    corrections, correctionsAt, from, fromAt + row * fromStride, fromStride, c, cAt + row * cStride, cStride);
        }
    }

    private static void accumulateFew(int[] a, int aAt, int rows, float[] panel, int panelAt, int depth,
            float[] corrections, int correctionsAt, float[] from, int fromAt, int fromStride,
            float[] c, int cAt, int cStride) {
        for (int column = 0; column < 2 * HALF; column += HALF) {
            int b = panelAt + depth * column;
            int less = correctionsAt + column;
            if (rows == 4) {
                PanamaFastTiles.tile4x2(a, aAt, panel, b, depth, corrections, less,
                        from, fromAt + column, fromStride, c, cAt + column, cStride);
            } else {
                PanamaFastTiles.tile1x2(a, aAt, panel, b, depth, corrections, less, from, fromAt + column, c, cAt + column);
            }
        }
    }
}
