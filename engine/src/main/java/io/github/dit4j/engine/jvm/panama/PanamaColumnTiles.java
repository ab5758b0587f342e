package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import jdk.incubator.vector.FloatVector;

/**
 * {@link PanamaArrangedTiles} of some of as many rows as half a panel has columns, {@code a[k · ROWS + row]}: see
 * {@link Kernels#accumulateColumns}. Methods of their own, because with a distance that is a variable the tiles lose 3 percent.
 */
final class PanamaColumnTiles {
    private static final int ROWS = Panels.WIDE / 2 * LANES;

    private PanamaColumnTiles() {}

    /** Half a wide panel. */
    static void tile6x2(float[] a, int aAt, float[] panel, int panelAt, int panelStride, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c11 = FloatVector.zero(SPECIES);
        var c20 = FloatVector.zero(SPECIES);
        var c21 = FloatVector.zero(SPECIES);
        var c30 = FloatVector.zero(SPECIES);
        var c31 = FloatVector.zero(SPECIES);
        var c40 = FloatVector.zero(SPECIES);
        var c41 = FloatVector.zero(SPECIES);
        var c50 = FloatVector.zero(SPECIES);
        var c51 = FloatVector.zero(SPECIES);
        int k = 0;
        for (; k < depth - 1; k += 2) {
            int at = panelAt + k * panelStride;
            var b0 = FloatVector.fromArray(SPECIES, panel, at);
            var b1 = FloatVector.fromArray(SPECIES, panel, at + LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 1]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 2]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 3]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 4]);
            c40 = factor.fma(b0, c40);
            c41 = factor.fma(b1, c41);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 5]);
            c50 = factor.fma(b0, c50);
            c51 = factor.fma(b1, c51);
            int next = at + panelStride;
            b0 = FloatVector.fromArray(SPECIES, panel, next);
            b1 = FloatVector.fromArray(SPECIES, panel, next + LANES);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + ROWS]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + ROWS + 1]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + ROWS + 2]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + ROWS + 3]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + ROWS + 4]);
            c40 = factor.fma(b0, c40);
            c41 = factor.fma(b1, c41);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + ROWS + 5]);
            c50 = factor.fma(b0, c50);
            c51 = factor.fma(b1, c51);
        }
        if (k < depth) {
            int at = panelAt + k * panelStride;
            var b0 = FloatVector.fromArray(SPECIES, panel, at);
            var b1 = FloatVector.fromArray(SPECIES, panel, at + LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 1]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 2]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 3]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 4]);
            c40 = factor.fma(b0, c40);
            c41 = factor.fma(b1, c41);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 5]);
            c50 = factor.fma(b0, c50);
            c51 = factor.fma(b1, c51);
        }
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
        FloatVector.fromArray(SPECIES, from, fromAt + LANES).add(c01).intoArray(c, cAt + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride).add(c10).intoArray(c, cAt + cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride + LANES).add(c11).intoArray(c, cAt + cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride).add(c20).intoArray(c, cAt + 2 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + LANES).add(c21).intoArray(c, cAt + 2 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride).add(c30).intoArray(c, cAt + 3 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + LANES).add(c31).intoArray(c, cAt + 3 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride).add(c40).intoArray(c, cAt + 4 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride + LANES).add(c41).intoArray(c, cAt + 4 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride).add(c50).intoArray(c, cAt + 5 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride + LANES).add(c51).intoArray(c, cAt + 5 * cStride + LANES);
    }

    /** Half a wide panel by four rows: what six leave over. */
    static void tile4x2(float[] a, int aAt, float[] panel, int panelAt, int panelStride, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c11 = FloatVector.zero(SPECIES);
        var c20 = FloatVector.zero(SPECIES);
        var c21 = FloatVector.zero(SPECIES);
        var c30 = FloatVector.zero(SPECIES);
        var c31 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int at = panelAt + k * panelStride;
            var b0 = FloatVector.fromArray(SPECIES, panel, at);
            var b1 = FloatVector.fromArray(SPECIES, panel, at + LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 1]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 2]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 3]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
        }
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
        FloatVector.fromArray(SPECIES, from, fromAt + LANES).add(c01).intoArray(c, cAt + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride).add(c10).intoArray(c, cAt + cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride + LANES).add(c11).intoArray(c, cAt + cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride).add(c20).intoArray(c, cAt + 2 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + LANES).add(c21).intoArray(c, cAt + 2 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride).add(c30).intoArray(c, cAt + 3 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + LANES).add(c31).intoArray(c, cAt + 3 * cStride + LANES);
    }

    /** A narrow panel by eight rows: with six, sums would have to wait for each other. */
    static void tile8x1(float[] a, int aAt, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        var c00 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c20 = FloatVector.zero(SPECIES);
        var c30 = FloatVector.zero(SPECIES);
        var c40 = FloatVector.zero(SPECIES);
        var c50 = FloatVector.zero(SPECIES);
        var c60 = FloatVector.zero(SPECIES);
        var c70 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS]);
            c00 = factor.fma(b0, c00);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 1]);
            c10 = factor.fma(b0, c10);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 2]);
            c20 = factor.fma(b0, c20);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 3]);
            c30 = factor.fma(b0, c30);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 4]);
            c40 = factor.fma(b0, c40);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 5]);
            c50 = factor.fma(b0, c50);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 6]);
            c60 = factor.fma(b0, c60);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 7]);
            c70 = factor.fma(b0, c70);
        }
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride).add(c10).intoArray(c, cAt + cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride).add(c20).intoArray(c, cAt + 2 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride).add(c30).intoArray(c, cAt + 3 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride).add(c40).intoArray(c, cAt + 4 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride).add(c50).intoArray(c, cAt + 5 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 6 * fromStride).add(c60).intoArray(c, cAt + 6 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 7 * fromStride).add(c70).intoArray(c, cAt + 7 * cStride);
    }

    /** Half a wide panel, for processors with many registers. */
    static void tile12x2(float[] a, int aAt, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c11 = FloatVector.zero(SPECIES);
        var c20 = FloatVector.zero(SPECIES);
        var c21 = FloatVector.zero(SPECIES);
        var c30 = FloatVector.zero(SPECIES);
        var c31 = FloatVector.zero(SPECIES);
        var c40 = FloatVector.zero(SPECIES);
        var c41 = FloatVector.zero(SPECIES);
        var c50 = FloatVector.zero(SPECIES);
        var c51 = FloatVector.zero(SPECIES);
        var c60 = FloatVector.zero(SPECIES);
        var c61 = FloatVector.zero(SPECIES);
        var c70 = FloatVector.zero(SPECIES);
        var c71 = FloatVector.zero(SPECIES);
        var c80 = FloatVector.zero(SPECIES);
        var c81 = FloatVector.zero(SPECIES);
        var c90 = FloatVector.zero(SPECIES);
        var c91 = FloatVector.zero(SPECIES);
        var ca0 = FloatVector.zero(SPECIES);
        var ca1 = FloatVector.zero(SPECIES);
        var cb0 = FloatVector.zero(SPECIES);
        var cb1 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * ROWS);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * ROWS + LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 1]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 2]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 3]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 4]);
            c40 = factor.fma(b0, c40);
            c41 = factor.fma(b1, c41);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 5]);
            c50 = factor.fma(b0, c50);
            c51 = factor.fma(b1, c51);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 6]);
            c60 = factor.fma(b0, c60);
            c61 = factor.fma(b1, c61);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 7]);
            c70 = factor.fma(b0, c70);
            c71 = factor.fma(b1, c71);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 8]);
            c80 = factor.fma(b0, c80);
            c81 = factor.fma(b1, c81);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 9]);
            c90 = factor.fma(b0, c90);
            c91 = factor.fma(b1, c91);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 10]);
            ca0 = factor.fma(b0, ca0);
            ca1 = factor.fma(b1, ca1);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 11]);
            cb0 = factor.fma(b0, cb0);
            cb1 = factor.fma(b1, cb1);
        }
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
        FloatVector.fromArray(SPECIES, from, fromAt + LANES).add(c01).intoArray(c, cAt + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride).add(c10).intoArray(c, cAt + cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride + LANES).add(c11).intoArray(c, cAt + cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride).add(c20).intoArray(c, cAt + 2 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + LANES).add(c21).intoArray(c, cAt + 2 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride).add(c30).intoArray(c, cAt + 3 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + LANES).add(c31).intoArray(c, cAt + 3 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride).add(c40).intoArray(c, cAt + 4 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride + LANES).add(c41).intoArray(c, cAt + 4 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride).add(c50).intoArray(c, cAt + 5 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride + LANES).add(c51).intoArray(c, cAt + 5 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 6 * fromStride).add(c60).intoArray(c, cAt + 6 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 6 * fromStride + LANES).add(c61).intoArray(c, cAt + 6 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 7 * fromStride).add(c70).intoArray(c, cAt + 7 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 7 * fromStride + LANES).add(c71).intoArray(c, cAt + 7 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 8 * fromStride).add(c80).intoArray(c, cAt + 8 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 8 * fromStride + LANES).add(c81).intoArray(c, cAt + 8 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 9 * fromStride).add(c90).intoArray(c, cAt + 9 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 9 * fromStride + LANES).add(c91).intoArray(c, cAt + 9 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 10 * fromStride).add(ca0).intoArray(c, cAt + 10 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 10 * fromStride + LANES).add(ca1).intoArray(c, cAt + 10 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 11 * fromStride).add(cb0).intoArray(c, cAt + 11 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 11 * fromStride + LANES).add(cb1).intoArray(c, cAt + 11 * cStride + LANES);
    }

    /** Half a wide panel by eight rows, which twelve leave over. */
    static void tile8x2(float[] a, int aAt, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c11 = FloatVector.zero(SPECIES);
        var c20 = FloatVector.zero(SPECIES);
        var c21 = FloatVector.zero(SPECIES);
        var c30 = FloatVector.zero(SPECIES);
        var c31 = FloatVector.zero(SPECIES);
        var c40 = FloatVector.zero(SPECIES);
        var c41 = FloatVector.zero(SPECIES);
        var c50 = FloatVector.zero(SPECIES);
        var c51 = FloatVector.zero(SPECIES);
        var c60 = FloatVector.zero(SPECIES);
        var c61 = FloatVector.zero(SPECIES);
        var c70 = FloatVector.zero(SPECIES);
        var c71 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * ROWS);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * ROWS + LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 1]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 2]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 3]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 4]);
            c40 = factor.fma(b0, c40);
            c41 = factor.fma(b1, c41);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 5]);
            c50 = factor.fma(b0, c50);
            c51 = factor.fma(b1, c51);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 6]);
            c60 = factor.fma(b0, c60);
            c61 = factor.fma(b1, c61);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * ROWS + 7]);
            c70 = factor.fma(b0, c70);
            c71 = factor.fma(b1, c71);
        }
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
        FloatVector.fromArray(SPECIES, from, fromAt + LANES).add(c01).intoArray(c, cAt + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride).add(c10).intoArray(c, cAt + cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride + LANES).add(c11).intoArray(c, cAt + cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride).add(c20).intoArray(c, cAt + 2 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + LANES).add(c21).intoArray(c, cAt + 2 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride).add(c30).intoArray(c, cAt + 3 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + LANES).add(c31).intoArray(c, cAt + 3 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride).add(c40).intoArray(c, cAt + 4 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride + LANES).add(c41).intoArray(c, cAt + 4 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride).add(c50).intoArray(c, cAt + 5 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride + LANES).add(c51).intoArray(c, cAt + 5 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 6 * fromStride).add(c60).intoArray(c, cAt + 6 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 6 * fromStride + LANES).add(c61).intoArray(c, cAt + 6 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 7 * fromStride).add(c70).intoArray(c, cAt + 7 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 7 * fromStride + LANES).add(c71).intoArray(c, cAt + 7 * cStride + LANES);
    }
}
