package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.kernels.FastProducts.LINE;
import static io.github.dit4j.engine.jvm.kernels.FastProducts.LINE_BITS;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.INTS;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.FastProducts;
import io.github.dit4j.engine.jvm.kernels.Panels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Tiles of {@link FastProducts}, of half a wide panel: in each step they take a pair of terms and one as it is, two
 * multiply-adds and two additions for each sum, which is what the units for both do in the same time. The pair is x and y of a row, p
 * and q of the panel, in {@code (x + q)(y + p)}; z and r are the other term.
 *
 * <p>A factor is the bits of a float: a whole number comes from memory to all lanes of a register without a unit for arithmetic
 * ({@code vpbroadcastd}), while a float takes one ({@code vbroadcastss}) that the additions want, and a tile then half
 * as long again.
 */
final class PanamaFastTiles {
    private static final int HALF = Panels.WIDE / 2 * LANES;

    private PanamaFastTiles() {}

    /**
     * Reads a little ahead: 16 sums, 6 vectors of the panel, 3 factors and 2 sums of both are 27 of 32 registers. Nine rows would take
     * 29, and then the compiler keeps two sums in memory.
     */
    static int tile8x2(int[] a, int aAt, float[] panel, int panelAt, int depth, float[] corrections, int correctionsAt,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride, float[] next, int nextAt) {
        int paired = FastProducts.steps(depth);
        int plainAt = aAt + paired * 3 * 8;
        int plain = depth - 3 * paired;
        int rowsAt = plainAt + FastProducts.lines(plain) * 8;
        var less0 = FloatVector.fromArray(SPECIES, corrections, correctionsAt);
        var less1 = FloatVector.fromArray(SPECIES, corrections, correctionsAt + LANES);
        var x = IntVector.broadcast(INTS, a[rowsAt]).reinterpretAsFloats();
        var c00 = x.sub(less0);
        var c01 = x.sub(less1);
        x = IntVector.broadcast(INTS, a[rowsAt + 1]).reinterpretAsFloats();
        var c10 = x.sub(less0);
        var c11 = x.sub(less1);
        x = IntVector.broadcast(INTS, a[rowsAt + 2]).reinterpretAsFloats();
        var c20 = x.sub(less0);
        var c21 = x.sub(less1);
        x = IntVector.broadcast(INTS, a[rowsAt + 3]).reinterpretAsFloats();
        var c30 = x.sub(less0);
        var c31 = x.sub(less1);
        x = IntVector.broadcast(INTS, a[rowsAt + 4]).reinterpretAsFloats();
        var c40 = x.sub(less0);
        var c41 = x.sub(less1);
        x = IntVector.broadcast(INTS, a[rowsAt + 5]).reinterpretAsFloats();
        var c50 = x.sub(less0);
        var c51 = x.sub(less1);
        x = IntVector.broadcast(INTS, a[rowsAt + 6]).reinterpretAsFloats();
        var c60 = x.sub(less0);
        var c61 = x.sub(less1);
        x = IntVector.broadcast(INTS, a[rowsAt + 7]).reinterpretAsFloats();
        var c70 = x.sub(less0);
        var c71 = x.sub(less1);
        int read = 0;
        for (int k = 0; k < paired; k++) {
            read ^= Float.floatToRawIntBits(next[nextAt + k * 3 * Ahead.PER_TERM]);
            int at = aAt + k + (k >> LINE_BITS) * (23 * LINE);
            int bAt = panelAt + (k + (k >> LINE_BITS) * (2 * LINE)) * HALF;
            var p0 = FloatVector.fromArray(SPECIES, panel, bAt);
            var p1 = FloatVector.fromArray(SPECIES, panel, bAt + LANES);
            var q0 = FloatVector.fromArray(SPECIES, panel, bAt + LINE * HALF);
            var q1 = FloatVector.fromArray(SPECIES, panel, bAt + LINE * HALF + LANES);
            var r0 = FloatVector.fromArray(SPECIES, panel, bAt + 2 * LINE * HALF);
            var r1 = FloatVector.fromArray(SPECIES, panel, bAt + 2 * LINE * HALF + LANES);
            x = IntVector.broadcast(INTS, a[at]).reinterpretAsFloats();
            var y = IntVector.broadcast(INTS, a[at + LINE]).reinterpretAsFloats();
            var z = IntVector.broadcast(INTS, a[at + 2 * LINE]).reinterpretAsFloats();
            c00 = z.fma(r0, c00);
            c00 = x.add(q0).fma(y.add(p0), c00);
            c01 = z.fma(r1, c01);
            c01 = x.add(q1).fma(y.add(p1), c01);
            x = IntVector.broadcast(INTS, a[at + 3 * LINE]).reinterpretAsFloats();
            y = IntVector.broadcast(INTS, a[at + 4 * LINE]).reinterpretAsFloats();
            z = IntVector.broadcast(INTS, a[at + 5 * LINE]).reinterpretAsFloats();
            c10 = z.fma(r0, c10);
            c10 = x.add(q0).fma(y.add(p0), c10);
            c11 = z.fma(r1, c11);
            c11 = x.add(q1).fma(y.add(p1), c11);
            x = IntVector.broadcast(INTS, a[at + 6 * LINE]).reinterpretAsFloats();
            y = IntVector.broadcast(INTS, a[at + 7 * LINE]).reinterpretAsFloats();
            z = IntVector.broadcast(INTS, a[at + 8 * LINE]).reinterpretAsFloats();
            c20 = z.fma(r0, c20);
            c20 = x.add(q0).fma(y.add(p0), c20);
            c21 = z.fma(r1, c21);
            c21 = x.add(q1).fma(y.add(p1), c21);
            x = IntVector.broadcast(INTS, a[at + 9 * LINE]).reinterpretAsFloats();
            y = IntVector.broadcast(INTS, a[at + 10 * LINE]).reinterpretAsFloats();
            z = IntVector.broadcast(INTS, a[at + 11 * LINE]).reinterpretAsFloats();
            c30 = z.fma(r0, c30);
            c30 = x.add(q0).fma(y.add(p0), c30);
            c31 = z.fma(r1, c31);
            c31 = x.add(q1).fma(y.add(p1), c31);
            x = IntVector.broadcast(INTS, a[at + 12 * LINE]).reinterpretAsFloats();
            y = IntVector.broadcast(INTS, a[at + 13 * LINE]).reinterpretAsFloats();
            z = IntVector.broadcast(INTS, a[at + 14 * LINE]).reinterpretAsFloats();
            c40 = z.fma(r0, c40);
            c40 = x.add(q0).fma(y.add(p0), c40);
            c41 = z.fma(r1, c41);
            c41 = x.add(q1).fma(y.add(p1), c41);
            x = IntVector.broadcast(INTS, a[at + 15 * LINE]).reinterpretAsFloats();
            y = IntVector.broadcast(INTS, a[at + 16 * LINE]).reinterpretAsFloats();
            z = IntVector.broadcast(INTS, a[at + 17 * LINE]).reinterpretAsFloats();
            c50 = z.fma(r0, c50);
            c50 = x.add(q0).fma(y.add(p0), c50);
            c51 = z.fma(r1, c51);
            c51 = x.add(q1).fma(y.add(p1), c51);
            x = IntVector.broadcast(INTS, a[at + 18 * LINE]).reinterpretAsFloats();
            y = IntVector.broadcast(INTS, a[at + 19 * LINE]).reinterpretAsFloats();
            z = IntVector.broadcast(INTS, a[at + 20 * LINE]).reinterpretAsFloats();
            c60 = z.fma(r0, c60);
            c60 = x.add(q0).fma(y.add(p0), c60);
            c61 = z.fma(r1, c61);
            c61 = x.add(q1).fma(y.add(p1), c61);
            x = IntVector.broadcast(INTS, a[at + 21 * LINE]).reinterpretAsFloats();
            y = IntVector.broadcast(INTS, a[at + 22 * LINE]).reinterpretAsFloats();
            z = IntVector.broadcast(INTS, a[at + 23 * LINE]).reinterpretAsFloats();
            c70 = z.fma(r0, c70);
            c70 = x.add(q0).fma(y.add(p0), c70);
            c71 = z.fma(r1, c71);
            c71 = x.add(q1).fma(y.add(p1), c71);
        }
        for (int k = 0; k < plain; k++) {
            int at = plainAt + k + (k >> LINE_BITS) * (7 * LINE);
            int bAt = panelAt + (3 * paired + k) * HALF;
            var p0 = FloatVector.fromArray(SPECIES, panel, bAt);
            var p1 = FloatVector.fromArray(SPECIES, panel, bAt + LANES);
            x = IntVector.broadcast(INTS, a[at]).reinterpretAsFloats();
            c00 = x.fma(p0, c00);
            c01 = x.fma(p1, c01);
            x = IntVector.broadcast(INTS, a[at + LINE]).reinterpretAsFloats();
            c10 = x.fma(p0, c10);
            c11 = x.fma(p1, c11);
            x = IntVector.broadcast(INTS, a[at + 2 * LINE]).reinterpretAsFloats();
            c20 = x.fma(p0, c20);
            c21 = x.fma(p1, c21);
            x = IntVector.broadcast(INTS, a[at + 3 * LINE]).reinterpretAsFloats();
            c30 = x.fma(p0, c30);
            c31 = x.fma(p1, c31);
            x = IntVector.broadcast(INTS, a[at + 4 * LINE]).reinterpretAsFloats();
            c40 = x.fma(p0, c40);
            c41 = x.fma(p1, c41);
            x = IntVector.broadcast(INTS, a[at + 5 * LINE]).reinterpretAsFloats();
            c50 = x.fma(p0, c50);
            c51 = x.fma(p1, c51);
            x = IntVector.broadcast(INTS, a[at + 6 * LINE]).reinterpretAsFloats();
            c60 = x.fma(p0, c60);
            c61 = x.fma(p1, c61);
            x = IntVector.broadcast(INTS, a[at + 7 * LINE]).reinterpretAsFloats();
            c70 = x.fma(p0, c70);
            c71 = x.fma(p1, c71);
        }
        x = IntVector.broadcast(INTS, a[rowsAt + 8]).reinterpretAsFloats();
        x.fma(c00, FloatVector.fromArray(SPECIES, from, fromAt))
                .intoArray(c, cAt);
        x.fma(c01, FloatVector.fromArray(SPECIES, from, fromAt + LANES))
                .intoArray(c, cAt + LANES);
        x = IntVector.broadcast(INTS, a[rowsAt + 9]).reinterpretAsFloats();
        x.fma(c10, FloatVector.fromArray(SPECIES, from, fromAt + fromStride))
                .intoArray(c, cAt + cStride);
        x.fma(c11, FloatVector.fromArray(SPECIES, from, fromAt + fromStride + LANES))
                .intoArray(c, cAt + cStride + LANES);
        x = IntVector.broadcast(INTS, a[rowsAt + 10]).reinterpretAsFloats();
        x.fma(c20, FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride))
                .intoArray(c, cAt + 2 * cStride);
        x.fma(c21, FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + LANES))
                .intoArray(c, cAt + 2 * cStride + LANES);
        x = IntVector.broadcast(INTS, a[rowsAt + 11]).reinterpretAsFloats();
        x.fma(c30, FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride))
                .intoArray(c, cAt + 3 * cStride);
        x.fma(c31, FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + LANES))
                .intoArray(c, cAt + 3 * cStride + LANES);
        x = IntVector.broadcast(INTS, a[rowsAt + 12]).reinterpretAsFloats();
        x.fma(c40, FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride))
                .intoArray(c, cAt + 4 * cStride);
        x.fma(c41, FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride + LANES))
                .intoArray(c, cAt + 4 * cStride + LANES);
        x = IntVector.broadcast(INTS, a[rowsAt + 13]).reinterpretAsFloats();
        x.fma(c50, FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride))
                .intoArray(c, cAt + 5 * cStride);
        x.fma(c51, FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride + LANES))
                .intoArray(c, cAt + 5 * cStride + LANES);
        x = IntVector.broadcast(INTS, a[rowsAt + 14]).reinterpretAsFloats();
        x.fma(c60, FloatVector.fromArray(SPECIES, from, fromAt + 6 * fromStride))
                .intoArray(c, cAt + 6 * cStride);
        x.fma(c61, FloatVector.fromArray(SPECIES, from, fromAt + 6 * fromStride + LANES))
                .intoArray(c, cAt + 6 * cStride + LANES);
        x = IntVector.broadcast(INTS, a[rowsAt + 15]).reinterpretAsFloats();
        x.fma(c70, FloatVector.fromArray(SPECIES, from, fromAt + 7 * fromStride))
                .intoArray(c, cAt + 7 * cStride);
        x.fma(c71, FloatVector.fromArray(SPECIES, from, fromAt + 7 * fromStride + LANES))
                .intoArray(c, cAt + 7 * cStride + LANES);
        return read;
    }

    /** Four rows, which eight leave over. */
    static void tile4x2(int[] a, int aAt, float[] panel, int panelAt, int depth, float[] corrections, int correctionsAt,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int paired = FastProducts.steps(depth);
        int plainAt = aAt + paired * 3 * 4;
        int plain = depth - 3 * paired;
        int rowsAt = plainAt + FastProducts.lines(plain) * 4;
        var less0 = FloatVector.fromArray(SPECIES, corrections, correctionsAt);
        var less1 = FloatVector.fromArray(SPECIES, corrections, correctionsAt + LANES);
        var x = IntVector.broadcast(INTS, a[rowsAt]).reinterpretAsFloats();
        var c00 = x.sub(less0);
        var c01 = x.sub(less1);
        x = IntVector.broadcast(INTS, a[rowsAt + 1]).reinterpretAsFloats();
        var c10 = x.sub(less0);
        var c11 = x.sub(less1);
        x = IntVector.broadcast(INTS, a[rowsAt + 2]).reinterpretAsFloats();
        var c20 = x.sub(less0);
        var c21 = x.sub(less1);
        x = IntVector.broadcast(INTS, a[rowsAt + 3]).reinterpretAsFloats();
        var c30 = x.sub(less0);
        var c31 = x.sub(less1);
        for (int k = 0; k < paired; k++) {
            int at = aAt + k + (k >> LINE_BITS) * (11 * LINE);
            int bAt = panelAt + (k + (k >> LINE_BITS) * (2 * LINE)) * HALF;
            var p0 = FloatVector.fromArray(SPECIES, panel, bAt);
            var p1 = FloatVector.fromArray(SPECIES, panel, bAt + LANES);
            var q0 = FloatVector.fromArray(SPECIES, panel, bAt + LINE * HALF);
            var q1 = FloatVector.fromArray(SPECIES, panel, bAt + LINE * HALF + LANES);
            var r0 = FloatVector.fromArray(SPECIES, panel, bAt + 2 * LINE * HALF);
            var r1 = FloatVector.fromArray(SPECIES, panel, bAt + 2 * LINE * HALF + LANES);
            x = IntVector.broadcast(INTS, a[at]).reinterpretAsFloats();
            var y = IntVector.broadcast(INTS, a[at + LINE]).reinterpretAsFloats();
            var z = IntVector.broadcast(INTS, a[at + 2 * LINE]).reinterpretAsFloats();
            c00 = z.fma(r0, c00);
            c00 = x.add(q0).fma(y.add(p0), c00);
            c01 = z.fma(r1, c01);
            c01 = x.add(q1).fma(y.add(p1), c01);
            x = IntVector.broadcast(INTS, a[at + 3 * LINE]).reinterpretAsFloats();
            y = IntVector.broadcast(INTS, a[at + 4 * LINE]).reinterpretAsFloats();
            z = IntVector.broadcast(INTS, a[at + 5 * LINE]).reinterpretAsFloats();
            c10 = z.fma(r0, c10);
            c10 = x.add(q0).fma(y.add(p0), c10);
            c11 = z.fma(r1, c11);
            c11 = x.add(q1).fma(y.add(p1), c11);
            x = IntVector.broadcast(INTS, a[at + 6 * LINE]).reinterpretAsFloats();
            y = IntVector.broadcast(INTS, a[at + 7 * LINE]).reinterpretAsFloats();
            z = IntVector.broadcast(INTS, a[at + 8 * LINE]).reinterpretAsFloats();
            c20 = z.fma(r0, c20);
            c20 = x.add(q0).fma(y.add(p0), c20);
            c21 = z.fma(r1, c21);
            c21 = x.add(q1).fma(y.add(p1), c21);
            x = IntVector.broadcast(INTS, a[at + 9 * LINE]).reinterpretAsFloats();
            y = IntVector.broadcast(INTS, a[at + 10 * LINE]).reinterpretAsFloats();
            z = IntVector.broadcast(INTS, a[at + 11 * LINE]).reinterpretAsFloats();
            c30 = z.fma(r0, c30);
            c30 = x.add(q0).fma(y.add(p0), c30);
            c31 = z.fma(r1, c31);
            c31 = x.add(q1).fma(y.add(p1), c31);
        }
        for (int k = 0; k < plain; k++) {
            int at = plainAt + k + (k >> LINE_BITS) * (3 * LINE);
            int bAt = panelAt + (3 * paired + k) * HALF;
            var p0 = FloatVector.fromArray(SPECIES, panel, bAt);
            var p1 = FloatVector.fromArray(SPECIES, panel, bAt + LANES);
            x = IntVector.broadcast(INTS, a[at]).reinterpretAsFloats();
            c00 = x.fma(p0, c00);
            c01 = x.fma(p1, c01);
            x = IntVector.broadcast(INTS, a[at + LINE]).reinterpretAsFloats();
            c10 = x.fma(p0, c10);
            c11 = x.fma(p1, c11);
            x = IntVector.broadcast(INTS, a[at + 2 * LINE]).reinterpretAsFloats();
            c20 = x.fma(p0, c20);
            c21 = x.fma(p1, c21);
            x = IntVector.broadcast(INTS, a[at + 3 * LINE]).reinterpretAsFloats();
            c30 = x.fma(p0, c30);
            c31 = x.fma(p1, c31);
        }
        x = IntVector.broadcast(INTS, a[rowsAt + 4]).reinterpretAsFloats();
        x.fma(c00, FloatVector.fromArray(SPECIES, from, fromAt))
                .intoArray(c, cAt);
        x.fma(c01, FloatVector.fromArray(SPECIES, from, fromAt + LANES))
                .intoArray(c, cAt + LANES);
        x = IntVector.broadcast(INTS, a[rowsAt + 5]).reinterpretAsFloats();
        x.fma(c10, FloatVector.fromArray(SPECIES, from, fromAt + fromStride))
                .intoArray(c, cAt + cStride);
        x.fma(c11, FloatVector.fromArray(SPECIES, from, fromAt + fromStride + LANES))
                .intoArray(c, cAt + cStride + LANES);
        x = IntVector.broadcast(INTS, a[rowsAt + 6]).reinterpretAsFloats();
        x.fma(c20, FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride))
                .intoArray(c, cAt + 2 * cStride);
        x.fma(c21, FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + LANES))
                .intoArray(c, cAt + 2 * cStride + LANES);
        x = IntVector.broadcast(INTS, a[rowsAt + 7]).reinterpretAsFloats();
        x.fma(c30, FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride))
                .intoArray(c, cAt + 3 * cStride);
        x.fma(c31, FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + LANES))
                .intoArray(c, cAt + 3 * cStride + LANES);
    }

    /** One row. */
    static void tile1x2(int[] a, int aAt, float[] panel, int panelAt, int depth, float[] corrections, int correctionsAt,
            float[] from, int fromAt, float[] c, int cAt) {
        int paired = FastProducts.steps(depth);
        int plainAt = aAt + paired * 3;
        int plain = depth - 3 * paired;
        int rowsAt = plainAt + FastProducts.lines(plain);
        var less0 = FloatVector.fromArray(SPECIES, corrections, correctionsAt);
        var less1 = FloatVector.fromArray(SPECIES, corrections, correctionsAt + LANES);
        var x = IntVector.broadcast(INTS, a[rowsAt]).reinterpretAsFloats();
        var c00 = x.sub(less0);
        var c01 = x.sub(less1);
        for (int k = 0; k < paired; k++) {
            int at = aAt + k + (k >> LINE_BITS) * (2 * LINE);
            int bAt = panelAt + (k + (k >> LINE_BITS) * (2 * LINE)) * HALF;
            var p0 = FloatVector.fromArray(SPECIES, panel, bAt);
            var p1 = FloatVector.fromArray(SPECIES, panel, bAt + LANES);
            var q0 = FloatVector.fromArray(SPECIES, panel, bAt + LINE * HALF);
            var q1 = FloatVector.fromArray(SPECIES, panel, bAt + LINE * HALF + LANES);
            var r0 = FloatVector.fromArray(SPECIES, panel, bAt + 2 * LINE * HALF);
            var r1 = FloatVector.fromArray(SPECIES, panel, bAt + 2 * LINE * HALF + LANES);
            x = IntVector.broadcast(INTS, a[at]).reinterpretAsFloats();
            var y = IntVector.broadcast(INTS, a[at + LINE]).reinterpretAsFloats();
            var z = IntVector.broadcast(INTS, a[at + 2 * LINE]).reinterpretAsFloats();
            c00 = z.fma(r0, c00);
            c00 = x.add(q0).fma(y.add(p0), c00);
            c01 = z.fma(r1, c01);
            c01 = x.add(q1).fma(y.add(p1), c01);
        }
        for (int k = 0; k < plain; k++) {
            int at = plainAt + k;
            int bAt = panelAt + (3 * paired + k) * HALF;
            var p0 = FloatVector.fromArray(SPECIES, panel, bAt);
            var p1 = FloatVector.fromArray(SPECIES, panel, bAt + LANES);
            x = IntVector.broadcast(INTS, a[at]).reinterpretAsFloats();
            c00 = x.fma(p0, c00);
            c01 = x.fma(p1, c01);
        }
        x = IntVector.broadcast(INTS, a[rowsAt + 1]).reinterpretAsFloats();
        x.fma(c00, FloatVector.fromArray(SPECIES, from, fromAt))
                .intoArray(c, cAt);
        x.fma(c01, FloatVector.fromArray(SPECIES, from, fromAt + LANES))
                .intoArray(c, cAt + LANES);
    }
}
