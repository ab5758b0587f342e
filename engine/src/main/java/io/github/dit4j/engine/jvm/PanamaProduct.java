package io.github.dit4j.engine.jvm;

import static io.github.dit4j.engine.jvm.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.PanamaSpecies.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The matrix product on vectors. A tile is some rows of a by one or three vectors of a panel; its sums stay in registers
 * over a block of the depth. Each is written out by hand because the compiler keeps a vector in a register only as a
 * local variable of one method: in an array, a field, a parameter of a call that is not inlined or the arm of a
 * condition it becomes an object, and the product fifteen times slower.
 *
 * <p>In every tile an element is the same chain of fused multiply-adds, so that it does not matter which tile a row is
 * in.
 */
final class PanamaProduct {
    private static final int WIDE = 3 * LANES;
    // 8×3 sums, 3 vectors of the panel and a factor fill 28 of the 32 registers that there are with 512 bits;
    // 4×3 sums, 3 and 1 the 16 that processors with shorter vectors may have.
    private static final int ROWS = LANES == 16 ? 8 : 4;

    private PanamaProduct() {}

    /** See {@link Kernels#multiply}. */
    static void multiply(float[] a, int aAt, int aStride, int rows, float[] panel, int panelAt, int width, int depth,
            float[] c, int cAt, int cStride) {
        for (int row = 0; row < rows; row++) {
            Arrays.fill(c, cAt + row * cStride, cAt + row * cStride + width, 0);
        }
        for (int k = 0; k < depth; k += Kernels.DEPTH_BLOCK) {
            int block = Math.min(Kernels.DEPTH_BLOCK, depth - k);
            if (width == WIDE) {
                addWide(a, aAt + k, aStride, rows, panel, panelAt + k * width, block, c, cAt, cStride);
            } else {
                addNarrow(a, aAt + k, aStride, rows, panel, panelAt + k * width, block, c, cAt, cStride);
            }
        }
    }

    private static void addWide(float[] a, int aAt, int aStride, int rows, float[] panel, int panelAt, int depth,
            float[] c, int cAt, int cStride) {
        int row = 0;
        if (ROWS == 8) {
            for (; row + 8 <= rows; row += 8) {
                tile8x3(a, aAt + row * aStride, aStride, panel, panelAt, depth, c, cAt + row * cStride, cStride);
            }
        }
        for (; row + 4 <= rows; row += 4) {
            tile4x3(a, aAt + row * aStride, aStride, panel, panelAt, depth, c, cAt + row * cStride, cStride);
        }
        for (; row < rows; row++) {
            tile1x3(a, aAt + row * aStride, panel, panelAt, depth, c, cAt + row * cStride);
        }
    }

    private static void addNarrow(float[] a, int aAt, int aStride, int rows, float[] panel, int panelAt, int depth,
            float[] c, int cAt, int cStride) {
        int row = 0;
        for (; row + 8 <= rows; row += 8) {
            tile8x1(a, aAt + row * aStride, aStride, panel, panelAt, depth, c, cAt + row * cStride, cStride);
        }
        for (; row < rows; row++) {
            tile1x1(a, aAt + row * aStride, panel, panelAt, depth, c, cAt + row * cStride);
        }
    }

    private static void tile8x3(float[] a, int aAt, int aStride, float[] panel, int panelAt, int depth,
            float[] c, int cAt, int cStride) {
        int a1 = aAt + aStride;
        int a2 = a1 + aStride;
        int a3 = a2 + aStride;
        int a4 = a3 + aStride;
        int a5 = a4 + aStride;
        int a6 = a5 + aStride;
        int a7 = a6 + aStride;
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c02 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c11 = FloatVector.zero(SPECIES);
        var c12 = FloatVector.zero(SPECIES);
        var c20 = FloatVector.zero(SPECIES);
        var c21 = FloatVector.zero(SPECIES);
        var c22 = FloatVector.zero(SPECIES);
        var c30 = FloatVector.zero(SPECIES);
        var c31 = FloatVector.zero(SPECIES);
        var c32 = FloatVector.zero(SPECIES);
        var c40 = FloatVector.zero(SPECIES);
        var c41 = FloatVector.zero(SPECIES);
        var c42 = FloatVector.zero(SPECIES);
        var c50 = FloatVector.zero(SPECIES);
        var c51 = FloatVector.zero(SPECIES);
        var c52 = FloatVector.zero(SPECIES);
        var c60 = FloatVector.zero(SPECIES);
        var c61 = FloatVector.zero(SPECIES);
        var c62 = FloatVector.zero(SPECIES);
        var c70 = FloatVector.zero(SPECIES);
        var c71 = FloatVector.zero(SPECIES);
        var c72 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + LANES);
            var b2 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + 2 * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            c02 = factor.fma(b2, c02);
            factor = FloatVector.broadcast(SPECIES, a[a1 + k]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            c12 = factor.fma(b2, c12);
            factor = FloatVector.broadcast(SPECIES, a[a2 + k]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            c22 = factor.fma(b2, c22);
            factor = FloatVector.broadcast(SPECIES, a[a3 + k]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            c32 = factor.fma(b2, c32);
            factor = FloatVector.broadcast(SPECIES, a[a4 + k]);
            c40 = factor.fma(b0, c40);
            c41 = factor.fma(b1, c41);
            c42 = factor.fma(b2, c42);
            factor = FloatVector.broadcast(SPECIES, a[a5 + k]);
            c50 = factor.fma(b0, c50);
            c51 = factor.fma(b1, c51);
            c52 = factor.fma(b2, c52);
            factor = FloatVector.broadcast(SPECIES, a[a6 + k]);
            c60 = factor.fma(b0, c60);
            c61 = factor.fma(b1, c61);
            c62 = factor.fma(b2, c62);
            factor = FloatVector.broadcast(SPECIES, a[a7 + k]);
            c70 = factor.fma(b0, c70);
            c71 = factor.fma(b1, c71);
            c72 = factor.fma(b2, c72);
        }
        c00.add(FloatVector.fromArray(SPECIES, c, cAt)).intoArray(c, cAt);
        c01.add(FloatVector.fromArray(SPECIES, c, cAt + LANES)).intoArray(c, cAt + LANES);
        c02.add(FloatVector.fromArray(SPECIES, c, cAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
        c10.add(FloatVector.fromArray(SPECIES, c, cAt + cStride)).intoArray(c, cAt + cStride);
        c11.add(FloatVector.fromArray(SPECIES, c, cAt + cStride + LANES)).intoArray(c, cAt + cStride + LANES);
        c12.add(FloatVector.fromArray(SPECIES, c, cAt + cStride + 2 * LANES)).intoArray(c, cAt + cStride + 2 * LANES);
        c20.add(FloatVector.fromArray(SPECIES, c, cAt + 2 * cStride)).intoArray(c, cAt + 2 * cStride);
        c21.add(FloatVector.fromArray(SPECIES, c, cAt + 2 * cStride + LANES)).intoArray(c, cAt + 2 * cStride + LANES);
        c22.add(FloatVector.fromArray(SPECIES, c, cAt + 2 * cStride + 2 * LANES)).intoArray(c, cAt + 2 * cStride + 2 * LANES);
        c30.add(FloatVector.fromArray(SPECIES, c, cAt + 3 * cStride)).intoArray(c, cAt + 3 * cStride);
        c31.add(FloatVector.fromArray(SPECIES, c, cAt + 3 * cStride + LANES)).intoArray(c, cAt + 3 * cStride + LANES);
        c32.add(FloatVector.fromArray(SPECIES, c, cAt + 3 * cStride + 2 * LANES)).intoArray(c, cAt + 3 * cStride + 2 * LANES);
        c40.add(FloatVector.fromArray(SPECIES, c, cAt + 4 * cStride)).intoArray(c, cAt + 4 * cStride);
        c41.add(FloatVector.fromArray(SPECIES, c, cAt + 4 * cStride + LANES)).intoArray(c, cAt + 4 * cStride + LANES);
        c42.add(FloatVector.fromArray(SPECIES, c, cAt + 4 * cStride + 2 * LANES)).intoArray(c, cAt + 4 * cStride + 2 * LANES);
        c50.add(FloatVector.fromArray(SPECIES, c, cAt + 5 * cStride)).intoArray(c, cAt + 5 * cStride);
        c51.add(FloatVector.fromArray(SPECIES, c, cAt + 5 * cStride + LANES)).intoArray(c, cAt + 5 * cStride + LANES);
        c52.add(FloatVector.fromArray(SPECIES, c, cAt + 5 * cStride + 2 * LANES)).intoArray(c, cAt + 5 * cStride + 2 * LANES);
        c60.add(FloatVector.fromArray(SPECIES, c, cAt + 6 * cStride)).intoArray(c, cAt + 6 * cStride);
        c61.add(FloatVector.fromArray(SPECIES, c, cAt + 6 * cStride + LANES)).intoArray(c, cAt + 6 * cStride + LANES);
        c62.add(FloatVector.fromArray(SPECIES, c, cAt + 6 * cStride + 2 * LANES)).intoArray(c, cAt + 6 * cStride + 2 * LANES);
        c70.add(FloatVector.fromArray(SPECIES, c, cAt + 7 * cStride)).intoArray(c, cAt + 7 * cStride);
        c71.add(FloatVector.fromArray(SPECIES, c, cAt + 7 * cStride + LANES)).intoArray(c, cAt + 7 * cStride + LANES);
        c72.add(FloatVector.fromArray(SPECIES, c, cAt + 7 * cStride + 2 * LANES)).intoArray(c, cAt + 7 * cStride + 2 * LANES);
    }

    private static void tile4x3(float[] a, int aAt, int aStride, float[] panel, int panelAt, int depth,
            float[] c, int cAt, int cStride) {
        int a1 = aAt + aStride;
        int a2 = a1 + aStride;
        int a3 = a2 + aStride;
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c02 = FloatVector.zero(SPECIES);
        var c10 = FloatVector.zero(SPECIES);
        var c11 = FloatVector.zero(SPECIES);
        var c12 = FloatVector.zero(SPECIES);
        var c20 = FloatVector.zero(SPECIES);
        var c21 = FloatVector.zero(SPECIES);
        var c22 = FloatVector.zero(SPECIES);
        var c30 = FloatVector.zero(SPECIES);
        var c31 = FloatVector.zero(SPECIES);
        var c32 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + LANES);
            var b2 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + 2 * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            c02 = factor.fma(b2, c02);
            factor = FloatVector.broadcast(SPECIES, a[a1 + k]);
            c10 = factor.fma(b0, c10);
            c11 = factor.fma(b1, c11);
            c12 = factor.fma(b2, c12);
            factor = FloatVector.broadcast(SPECIES, a[a2 + k]);
            c20 = factor.fma(b0, c20);
            c21 = factor.fma(b1, c21);
            c22 = factor.fma(b2, c22);
            factor = FloatVector.broadcast(SPECIES, a[a3 + k]);
            c30 = factor.fma(b0, c30);
            c31 = factor.fma(b1, c31);
            c32 = factor.fma(b2, c32);
        }
        c00.add(FloatVector.fromArray(SPECIES, c, cAt)).intoArray(c, cAt);
        c01.add(FloatVector.fromArray(SPECIES, c, cAt + LANES)).intoArray(c, cAt + LANES);
        c02.add(FloatVector.fromArray(SPECIES, c, cAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
        c10.add(FloatVector.fromArray(SPECIES, c, cAt + cStride)).intoArray(c, cAt + cStride);
        c11.add(FloatVector.fromArray(SPECIES, c, cAt + cStride + LANES)).intoArray(c, cAt + cStride + LANES);
        c12.add(FloatVector.fromArray(SPECIES, c, cAt + cStride + 2 * LANES)).intoArray(c, cAt + cStride + 2 * LANES);
        c20.add(FloatVector.fromArray(SPECIES, c, cAt + 2 * cStride)).intoArray(c, cAt + 2 * cStride);
        c21.add(FloatVector.fromArray(SPECIES, c, cAt + 2 * cStride + LANES)).intoArray(c, cAt + 2 * cStride + LANES);
        c22.add(FloatVector.fromArray(SPECIES, c, cAt + 2 * cStride + 2 * LANES)).intoArray(c, cAt + 2 * cStride + 2 * LANES);
        c30.add(FloatVector.fromArray(SPECIES, c, cAt + 3 * cStride)).intoArray(c, cAt + 3 * cStride);
        c31.add(FloatVector.fromArray(SPECIES, c, cAt + 3 * cStride + LANES)).intoArray(c, cAt + 3 * cStride + LANES);
        c32.add(FloatVector.fromArray(SPECIES, c, cAt + 3 * cStride + 2 * LANES)).intoArray(c, cAt + 3 * cStride + 2 * LANES);
    }

    private static void tile1x3(float[] a, int aAt, float[] panel, int panelAt, int depth,
            float[] c, int cAt) {
        var c00 = FloatVector.zero(SPECIES);
        var c01 = FloatVector.zero(SPECIES);
        var c02 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE);
            var b1 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + LANES);
            var b2 = FloatVector.fromArray(SPECIES, panel, panelAt + k * WIDE + 2 * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
            c01 = factor.fma(b1, c01);
            c02 = factor.fma(b2, c02);
        }
        c00.add(FloatVector.fromArray(SPECIES, c, cAt)).intoArray(c, cAt);
        c01.add(FloatVector.fromArray(SPECIES, c, cAt + LANES)).intoArray(c, cAt + LANES);
        c02.add(FloatVector.fromArray(SPECIES, c, cAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
    }

    private static void tile8x1(float[] a, int aAt, int aStride, float[] panel, int panelAt, int depth,
            float[] c, int cAt, int cStride) {
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
        c00.add(FloatVector.fromArray(SPECIES, c, cAt)).intoArray(c, cAt);
        c10.add(FloatVector.fromArray(SPECIES, c, cAt + cStride)).intoArray(c, cAt + cStride);
        c20.add(FloatVector.fromArray(SPECIES, c, cAt + 2 * cStride)).intoArray(c, cAt + 2 * cStride);
        c30.add(FloatVector.fromArray(SPECIES, c, cAt + 3 * cStride)).intoArray(c, cAt + 3 * cStride);
        c40.add(FloatVector.fromArray(SPECIES, c, cAt + 4 * cStride)).intoArray(c, cAt + 4 * cStride);
        c50.add(FloatVector.fromArray(SPECIES, c, cAt + 5 * cStride)).intoArray(c, cAt + 5 * cStride);
        c60.add(FloatVector.fromArray(SPECIES, c, cAt + 6 * cStride)).intoArray(c, cAt + 6 * cStride);
        c70.add(FloatVector.fromArray(SPECIES, c, cAt + 7 * cStride)).intoArray(c, cAt + 7 * cStride);
    }

    private static void tile1x1(float[] a, int aAt, float[] panel, int panelAt, int depth,
            float[] c, int cAt) {
        var c00 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(SPECIES, panel, panelAt + k * LANES);
            var factor = FloatVector.broadcast(SPECIES, a[aAt + k]);
            c00 = factor.fma(b0, c00);
        }
        c00.add(FloatVector.fromArray(SPECIES, c, cAt)).intoArray(c, cAt);
    }
}
