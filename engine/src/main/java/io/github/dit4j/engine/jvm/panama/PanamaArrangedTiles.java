package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.Kernels;
import jdk.incubator.vector.FloatVector;

/** {@link PanamaTiles} of six or four rows that lie side by side, {@code a[k · 6 + row]}: see {@link Kernels#arrange}. */
final class PanamaArrangedTiles {

    private PanamaArrangedTiles() {}

    /**
     * Half a wide panel, for processors with 16 registers: 12 sums, 2 vectors and a factor. What it depends on was found by
     * reading what the compiler makes of it. Rows side by side take one address; with six it spills other registers. The panel's
     * stride is a variable, so that it cannot show before the loop that the elements are there: the checks between the two halves
     * of a round then keep the loads of the second from being moved before the sums of the first, for which there are no
     * registers. Without either it is half as fast.
     */
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
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 1]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 2]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 3]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 4]);
            c40 = factor.fma(b0, c40);
            c41 = factor.fma(b1, c41);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 5]);
            c50 = factor.fma(b0, c50);
            c51 = factor.fma(b1, c51);
            int next = at + panelStride;
            b0 = FloatVector.fromArray(SPECIES, panel, next);
            b1 = FloatVector.fromArray(SPECIES, panel, next + LANES);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 6]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 7]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 8]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 9]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 10]);
            c40 = factor.fma(b0, c40);
            c41 = factor.fma(b1, c41);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 11]);
            c50 = factor.fma(b0, c50);
            c51 = factor.fma(b1, c51);
        }
        if (k < depth) {
            int at = panelAt + k * panelStride;
            var b0 = FloatVector.fromArray(SPECIES, panel, at);
            var b1 = FloatVector.fromArray(SPECIES, panel, at + LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 1]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 2]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 3]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 4]);
            c40 = factor.fma(b0, c40);
            c41 = factor.fma(b1, c41);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 5]);
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

    /** Half a wide panel by four rows, {@code a[k · 4 + row]}: what six leave over. */
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
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k * 4]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 4 + 1]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 4 + 2]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 4 + 3]);
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

    /** Six rows by a narrow panel. */
    static void tile6x1(float[] a, int aAt, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        var c00 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c20 = FloatVector.zero(SPECIES);
        var c30 = FloatVector.zero(SPECIES);
        var c40 = FloatVector.zero(SPECIES);
        var c50 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6]);
            c00 = factor.fma(b0, c00);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 1]);
            c10 = factor.fma(b0, c10);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 2]);
            c20 = factor.fma(b0, c20);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 3]);
            c30 = factor.fma(b0, c30);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 4]);
            c40 = factor.fma(b0, c40);
            factor = FloatVector.broadcast(SPECIES, a[aAt + k * 6 + 5]);
            c50 = factor.fma(b0, c50);
        }
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride).add(c10).intoArray(c, cAt + cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride).add(c20).intoArray(c, cAt + 2 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride).add(c30).intoArray(c, cAt + 3 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride).add(c40).intoArray(c, cAt + 4 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride).add(c50).intoArray(c, cAt + 5 * cStride);
    }
}
