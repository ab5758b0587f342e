package io.github.dit4j.engine.jvm;

import static io.github.dit4j.engine.jvm.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.PanamaSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Tiles of a matrix product: some rows of a by one or four vectors of a panel, the sums of which stay in registers over a
 * block of the depth. Each is written out by hand, without methods of our own, because the compiler keeps a vector in a
 * register only as a local variable of one method: in an array, a field, a parameter of a call that is not inlined (and of
 * so many it inlines some only) or the arm of a condition it becomes an object, and the product fifteen times slower.
 *
 * <p>In every tile an element is the same chain of fused multiply-adds, so that it does not matter which tile a row is
 * in.
 */
final class PanamaTiles {
    private static final int WIDE = Panels.WIDE * LANES;

    private PanamaTiles() {}

    static void tile6x4(float[] a, int aAt, int aStride, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int a1 = aAt + aStride;
        int a2 = a1 + aStride;
        int a3 = a2 + aStride;
        int a4 = a3 + aStride;
        int a5 = a4 + aStride;
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c02 = FloatVector.zero(SPECIES);
        var c03 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c11 = FloatVector.zero(SPECIES);
        var c12 = FloatVector.zero(SPECIES);
        var c13 = FloatVector.zero(SPECIES);
        var c20 = FloatVector.zero(SPECIES);
        var c21 = FloatVector.zero(SPECIES);
        var c22 = FloatVector.zero(SPECIES);
        var c23 = FloatVector.zero(SPECIES);
        var c30 = FloatVector.zero(SPECIES);
        var c31 = FloatVector.zero(SPECIES);
        var c32 = FloatVector.zero(SPECIES);
        var c33 = FloatVector.zero(SPECIES);
        var c40 = FloatVector.zero(SPECIES);
        var c41 = FloatVector.zero(SPECIES);
        var c42 = FloatVector.zero(SPECIES);
        var c43 = FloatVector.zero(SPECIES);
        var c50 = FloatVector.zero(SPECIES);
        var c51 = FloatVector.zero(SPECIES);
        var c52 = FloatVector.zero(SPECIES);
        var c53 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + LANES);
            var b2 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + 2 * LANES);
            var b3 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + 3 * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            c02 = factor.fma(b2, c02);
            c03 = factor.fma(b3, c03);
            factor = FloatVector.broadcast(SPECIES, a[a1 + k]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            c12 = factor.fma(b2, c12);
            c13 = factor.fma(b3, c13);
            factor = FloatVector.broadcast(SPECIES, a[a2 + k]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            c22 = factor.fma(b2, c22);
            c23 = factor.fma(b3, c23);
            factor = FloatVector.broadcast(SPECIES, a[a3 + k]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            c32 = factor.fma(b2, c32);
            c33 = factor.fma(b3, c33);
            factor = FloatVector.broadcast(SPECIES, a[a4 + k]);
            c40 = factor.fma(b0, c40);
            c41 = factor.fma(b1, c41);
            c42 = factor.fma(b2, c42);
            c43 = factor.fma(b3, c43);
            factor = FloatVector.broadcast(SPECIES, a[a5 + k]);
            c50 = factor.fma(b0, c50);
            c51 = factor.fma(b1, c51);
            c52 = factor.fma(b2, c52);
            c53 = factor.fma(b3, c53);
        }
        c00.add(FloatVector.fromArray(SPECIES, from, fromAt)).intoArray(c, cAt);
        c01.add(FloatVector.fromArray(SPECIES, from, fromAt + LANES)).intoArray(c, cAt + LANES);
        c02.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
        c03.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * LANES)).intoArray(c, cAt + 3 * LANES);
        c10.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride)).intoArray(c, cAt + cStride);
        c11.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride + LANES)).intoArray(c, cAt + cStride + LANES);
        c12.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride + 2 * LANES)).intoArray(c, cAt + cStride + 2 * LANES);
        c13.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride + 3 * LANES)).intoArray(c, cAt + cStride + 3 * LANES);
        c20.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride)).intoArray(c, cAt + 2 * cStride);
        c21.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + LANES)).intoArray(c, cAt + 2 * cStride + LANES);
        c22.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + 2 * LANES)).intoArray(c, cAt + 2 * cStride + 2 * LANES);
        c23.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + 3 * LANES)).intoArray(c, cAt + 2 * cStride + 3 * LANES);
        c30.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride)).intoArray(c, cAt + 3 * cStride);
        c31.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + LANES)).intoArray(c, cAt + 3 * cStride + LANES);
        c32.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + 2 * LANES)).intoArray(c, cAt + 3 * cStride + 2 * LANES);
        c33.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + 3 * LANES)).intoArray(c, cAt + 3 * cStride + 3 * LANES);
        c40.add(FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride)).intoArray(c, cAt + 4 * cStride);
        c41.add(FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride + LANES)).intoArray(c, cAt + 4 * cStride + LANES);
        c42.add(FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride + 2 * LANES)).intoArray(c, cAt + 4 * cStride + 2 * LANES);
        c43.add(FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride + 3 * LANES)).intoArray(c, cAt + 4 * cStride + 3 * LANES);
        c50.add(FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride)).intoArray(c, cAt + 5 * cStride);
        c51.add(FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride + LANES)).intoArray(c, cAt + 5 * cStride + LANES);
        c52.add(FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride + 2 * LANES)).intoArray(c, cAt + 5 * cStride + 2 * LANES);
        c53.add(FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride + 3 * LANES)).intoArray(c, cAt + 5 * cStride + 3 * LANES);
    }

    static void tile4x4(float[] a, int aAt, int aStride, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int a1 = aAt + aStride;
        int a2 = a1 + aStride;
        int a3 = a2 + aStride;
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c02 = FloatVector.zero(SPECIES);
        var c03 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c11 = FloatVector.zero(SPECIES);
        var c12 = FloatVector.zero(SPECIES);
        var c13 = FloatVector.zero(SPECIES);
        var c20 = FloatVector.zero(SPECIES);
        var c21 = FloatVector.zero(SPECIES);
        var c22 = FloatVector.zero(SPECIES);
        var c23 = FloatVector.zero(SPECIES);
        var c30 = FloatVector.zero(SPECIES);
        var c31 = FloatVector.zero(SPECIES);
        var c32 = FloatVector.zero(SPECIES);
        var c33 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + LANES);
            var b2 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + 2 * LANES);
            var b3 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + 3 * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            c02 = factor.fma(b2, c02);
            c03 = factor.fma(b3, c03);
            factor = FloatVector.broadcast(SPECIES, a[a1 + k]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            c12 = factor.fma(b2, c12);
            c13 = factor.fma(b3, c13);
            factor = FloatVector.broadcast(SPECIES, a[a2 + k]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            c22 = factor.fma(b2, c22);
            c23 = factor.fma(b3, c23);
            factor = FloatVector.broadcast(SPECIES, a[a3 + k]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            c32 = factor.fma(b2, c32);
            c33 = factor.fma(b3, c33);
        }
        c00.add(FloatVector.fromArray(SPECIES, from, fromAt)).intoArray(c, cAt);
        c01.add(FloatVector.fromArray(SPECIES, from, fromAt + LANES)).intoArray(c, cAt + LANES);
        c02.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
        c03.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * LANES)).intoArray(c, cAt + 3 * LANES);
        c10.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride)).intoArray(c, cAt + cStride);
        c11.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride + LANES)).intoArray(c, cAt + cStride + LANES);
        c12.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride + 2 * LANES)).intoArray(c, cAt + cStride + 2 * LANES);
        c13.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride + 3 * LANES)).intoArray(c, cAt + cStride + 3 * LANES);
        c20.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride)).intoArray(c, cAt + 2 * cStride);
        c21.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + LANES)).intoArray(c, cAt + 2 * cStride + LANES);
        c22.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + 2 * LANES)).intoArray(c, cAt + 2 * cStride + 2 * LANES);
        c23.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + 3 * LANES)).intoArray(c, cAt + 2 * cStride + 3 * LANES);
        c30.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride)).intoArray(c, cAt + 3 * cStride);
        c31.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + LANES)).intoArray(c, cAt + 3 * cStride + LANES);
        c32.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + 2 * LANES)).intoArray(c, cAt + 3 * cStride + 2 * LANES);
        c33.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + 3 * LANES)).intoArray(c, cAt + 3 * cStride + 3 * LANES);
    }

    static void tile2x4(float[] a, int aAt, int aStride, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int a1 = aAt + aStride;
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c02 = FloatVector.zero(SPECIES);
        var c03 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c11 = FloatVector.zero(SPECIES);
        var c12 = FloatVector.zero(SPECIES);
        var c13 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + LANES);
            var b2 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + 2 * LANES);
            var b3 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + 3 * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            c02 = factor.fma(b2, c02);
            c03 = factor.fma(b3, c03);
            factor = FloatVector.broadcast(SPECIES, a[a1 + k]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            c12 = factor.fma(b2, c12);
            c13 = factor.fma(b3, c13);
        }
        c00.add(FloatVector.fromArray(SPECIES, from, fromAt)).intoArray(c, cAt);
        c01.add(FloatVector.fromArray(SPECIES, from, fromAt + LANES)).intoArray(c, cAt + LANES);
        c02.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
        c03.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * LANES)).intoArray(c, cAt + 3 * LANES);
        c10.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride)).intoArray(c, cAt + cStride);
        c11.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride + LANES)).intoArray(c, cAt + cStride + LANES);
        c12.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride + 2 * LANES)).intoArray(c, cAt + cStride + 2 * LANES);
        c13.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride + 3 * LANES)).intoArray(c, cAt + cStride + 3 * LANES);
    }

    static void tile1x4(float[] a, int aAt, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, float[] c, int cAt) {
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c02 = FloatVector.zero(SPECIES);
        var c03 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + LANES);
            var b2 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + 2 * LANES);
            var b3 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + 3 * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            c02 = factor.fma(b2, c02);
            c03 = factor.fma(b3, c03);
        }
        c00.add(FloatVector.fromArray(SPECIES, from, fromAt)).intoArray(c, cAt);
        c01.add(FloatVector.fromArray(SPECIES, from, fromAt + LANES)).intoArray(c, cAt + LANES);
        c02.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
        c03.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * LANES)).intoArray(c, cAt + 3 * LANES);
    }

    static void tile8x1(float[] a, int aAt, int aStride, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int a1 = aAt + aStride;
        int a2 = a1 + aStride;
        int a3 = a2 + aStride;
        int a4 = a3 + aStride;
        int a5 = a4 + aStride;
        int a6 = a5 + aStride;
        int a7 = a6 + aStride;
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
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
            factor = FloatVector.broadcast(SPECIES, a[a1 + k]);
            c10 = factor.fma(b0, c10);
            factor = FloatVector.broadcast(SPECIES, a[a2 + k]);
            c20 = factor.fma(b0, c20);
            factor = FloatVector.broadcast(SPECIES, a[a3 + k]);
            c30 = factor.fma(b0, c30);
            factor = FloatVector.broadcast(SPECIES, a[a4 + k]);
            c40 = factor.fma(b0, c40);
            factor = FloatVector.broadcast(SPECIES, a[a5 + k]);
            c50 = factor.fma(b0, c50);
            factor = FloatVector.broadcast(SPECIES, a[a6 + k]);
            c60 = factor.fma(b0, c60);
            factor = FloatVector.broadcast(SPECIES, a[a7 + k]);
            c70 = factor.fma(b0, c70);
        }
        c00.add(FloatVector.fromArray(SPECIES, from, fromAt)).intoArray(c, cAt);
        c10.add(FloatVector.fromArray(SPECIES, from, fromAt + fromStride)).intoArray(c, cAt + cStride);
        c20.add(FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride)).intoArray(c, cAt + 2 * cStride);
        c30.add(FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride)).intoArray(c, cAt + 3 * cStride);
        c40.add(FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride)).intoArray(c, cAt + 4 * cStride);
        c50.add(FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride)).intoArray(c, cAt + 5 * cStride);
        c60.add(FloatVector.fromArray(SPECIES, from, fromAt + 6 * fromStride)).intoArray(c, cAt + 6 * cStride);
        c70.add(FloatVector.fromArray(SPECIES, from, fromAt + 7 * fromStride)).intoArray(c, cAt + 7 * cStride);
    }

    static void tile1x1(float[] a, int aAt, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, float[] c, int cAt) {
        var c00 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
        }
        c00.add(FloatVector.fromArray(SPECIES, from, fromAt)).intoArray(c, cAt);
    }
}
