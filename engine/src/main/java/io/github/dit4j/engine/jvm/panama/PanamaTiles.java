package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.Panels;
import jdk.incubator.vector.FloatVector;

/**
 * Tiles of a matrix product: some rows of a by one, two or four vectors of a panel, the sums of which stay in registers over a
 * block of the depth. Each is written out by hand, without methods of our own, because the compiler keeps a vector in a
 * register only as a local variable of one method: in an array, a field, a parameter of a call that is not inlined (and of
 * so many it inlines some only) or the arm of a condition it becomes an object, and the product fifteen times slower.
 *
 * <p>A vector that a loop carries is an argument of an operation, here and in the other kernels, never what it is called on: of
 * that the compiler has to know the class, which it then knows from a profile only. Where it was compiled without one, attention
 * took twice as long, in some processes and not in others.
 *
 * <p>In every tile an element is the same chain of fused multiply-adds, so that it does not matter which tile a row is
 * in.
 */
final class PanamaTiles {
    // Panels are halved: the rows of one half, then those of the other.
    private static final int HALF = Panels.WIDE / 2 * LANES;

    private PanamaTiles() {}

    static void tile4x4(float[] a, int aAt, int aStride, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int a1 = aAt + aStride;
        int a2 = a1 + aStride;
        int a3 = a2 + aStride;
        int halfAt = panelAt + depth * HALF;
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
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * HALF);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * HALF + LANES);
            var b2 = FloatVector.fromArray(SPECIES, panel, halfAt + k * HALF);
            var b3 = FloatVector.fromArray(SPECIES, panel, halfAt + k * HALF + LANES);
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
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
        FloatVector.fromArray(SPECIES, from, fromAt + LANES).add(c01).intoArray(c, cAt + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * LANES).add(c02).intoArray(c, cAt + 2 * LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * LANES).add(c03).intoArray(c, cAt + 3 * LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride).add(c10).intoArray(c, cAt + cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride + LANES).add(c11).intoArray(c, cAt + cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride + 2 * LANES).add(c12).intoArray(c, cAt + cStride + 2 * LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride + 3 * LANES).add(c13).intoArray(c, cAt + cStride + 3 * LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride).add(c20).intoArray(c, cAt + 2 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + LANES).add(c21).intoArray(c, cAt + 2 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + 2 * LANES).add(c22).intoArray(c, cAt + 2 * cStride + 2 * LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride + 3 * LANES).add(c23).intoArray(c, cAt + 2 * cStride + 3 * LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride).add(c30).intoArray(c, cAt + 3 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + LANES).add(c31).intoArray(c, cAt + 3 * cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + 2 * LANES).add(c32).intoArray(c, cAt + 3 * cStride + 2 * LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride + 3 * LANES).add(c33).intoArray(c, cAt + 3 * cStride + 3 * LANES);
    }

    static void tile2x4(float[] a, int aAt, int aStride, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int a1 = aAt + aStride;
        int halfAt = panelAt + depth * HALF;
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c02 = FloatVector.zero(SPECIES);
        var c03 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c11 = FloatVector.zero(SPECIES);
        var c12 = FloatVector.zero(SPECIES);
        var c13 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * HALF);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * HALF + LANES);
            var b2 = FloatVector.fromArray(SPECIES, panel, halfAt + k * HALF);
            var b3 = FloatVector.fromArray(SPECIES, panel, halfAt + k * HALF + LANES);
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
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
        FloatVector.fromArray(SPECIES, from, fromAt + LANES).add(c01).intoArray(c, cAt + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * LANES).add(c02).intoArray(c, cAt + 2 * LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * LANES).add(c03).intoArray(c, cAt + 3 * LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride).add(c10).intoArray(c, cAt + cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride + LANES).add(c11).intoArray(c, cAt + cStride + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride + 2 * LANES).add(c12).intoArray(c, cAt + cStride + 2 * LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride + 3 * LANES).add(c13).intoArray(c, cAt + cStride + 3 * LANES);
    }

    static void tile1x4(float[] a, int aAt, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, float[] c, int cAt) {
        int halfAt = panelAt + depth * HALF;
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c02 = FloatVector.zero(SPECIES);
        var c03 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * HALF);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * HALF + LANES);
            var b2 = FloatVector.fromArray(SPECIES, panel, halfAt + k * HALF);
            var b3 = FloatVector.fromArray(SPECIES, panel, halfAt + k * HALF + LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            c02 = factor.fma(b2, c02);
            c03 = factor.fma(b3, c03);
        }
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
        FloatVector.fromArray(SPECIES, from, fromAt + LANES).add(c01).intoArray(c, cAt + LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * LANES).add(c02).intoArray(c, cAt + 2 * LANES);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * LANES).add(c03).intoArray(c, cAt + 3 * LANES);
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
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
        FloatVector.fromArray(SPECIES, from, fromAt + fromStride).add(c10).intoArray(c, cAt + cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 2 * fromStride).add(c20).intoArray(c, cAt + 2 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 3 * fromStride).add(c30).intoArray(c, cAt + 3 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 4 * fromStride).add(c40).intoArray(c, cAt + 4 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 5 * fromStride).add(c50).intoArray(c, cAt + 5 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 6 * fromStride).add(c60).intoArray(c, cAt + 6 * cStride);
        FloatVector.fromArray(SPECIES, from, fromAt + 7 * fromStride).add(c70).intoArray(c, cAt + 7 * cStride);
    }

    /** Half a wide panel that is halved. */
    static void tile1x2(float[] a, int aAt, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, float[] c, int cAt) {
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * HALF);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * HALF + LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
        }
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
        FloatVector.fromArray(SPECIES, from, fromAt + LANES).add(c01).intoArray(c, cAt + LANES);
    }

    /** @param aStep from one term of the row to the next */
    static void tile1x1(float[] a, int aAt, int aStep, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, float[] c, int cAt) {
        var c00 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k * aStep]);
            c00 = factor.fma(b0, c00);
        }
        FloatVector.fromArray(SPECIES, from, fromAt).add(c00).intoArray(c, cAt);
    }
}
