package io.github.dit4j.engine.jvm;

import static io.github.dit4j.engine.jvm.PanamaSpecies.LANES;

/** The matrix product on vectors, cut into {@link PanamaTiles}. */
final class PanamaProduct {
    private static final int WIDE = Panels.WIDE * LANES;
    // 6×4 sums, 4 vectors of the panel and a factor fill 29 of 32 registers and reach 96 % of the processor's
    // multiply-adds, 8×3 (28 registers, but more factors to load) 89 %. Of the 16 registers that processors with shorter
    // vectors may have, 2×4, 4 and 1 take 13; with 4×3, 3 and 1 the compiler runs out of them: half as fast.
    private static final boolean MANY_REGISTERS = LANES == 16 || System.getProperty("os.arch").equals("aarch64");

    private PanamaProduct() {}

    /** See {@link Kernels#accumulate}. */
    static void accumulate(float[] a, int aAt, int aStride, int rows, float[] panel, int panelAt, int width, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        if (width == WIDE) {
            accumulateWide(a, aAt, aStride, rows, panel, panelAt, depth,
                    from, fromAt, fromStride, c, cAt, cStride);
        } else {
            accumulateNarrow(a, aAt, aStride, rows, panel, panelAt, depth,
                    from, fromAt, fromStride, c, cAt, cStride);
        }
    }

    private static void accumulateWide(float[] a, int aAt, int aStride, int rows, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int row = 0;
        if (MANY_REGISTERS) {
            for (; row + 6 <= rows && row + 8 != rows; row += 6) { // eight are better as four and four
                PanamaTiles.tile6x4(a, aAt + row * aStride, aStride, panel, panelAt, depth,
                        from, fromAt + row * fromStride, fromStride, c, cAt + row * cStride, cStride);
            }
            for (; row + 4 <= rows; row += 4) {
                PanamaTiles.tile4x4(a, aAt + row * aStride, aStride, panel, panelAt, depth,
                        from, fromAt + row * fromStride, fromStride, c, cAt + row * cStride, cStride);
            }
        }
        for (; row + 2 <= rows; row += 2) {
            PanamaTiles.tile2x4(a, aAt + row * aStride, aStride, panel, panelAt, depth,
                        from, fromAt + row * fromStride, fromStride, c, cAt + row * cStride, cStride);
        }
        if (row < rows) {
            PanamaTiles.tile1x4(a, aAt + row * aStride, panel, panelAt, depth,
                    from, fromAt + row * fromStride, c, cAt + row * cStride);
        }
    }

    private static void accumulateNarrow(float[] a, int aAt, int aStride, int rows, float[] panel, int panelAt, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int row = 0;
        for (; row + 8 <= rows; row += 8) {
            PanamaTiles.tile8x1(a, aAt + row * aStride, aStride, panel, panelAt, depth,
                        from, fromAt + row * fromStride, fromStride, c, cAt + row * cStride, cStride);
        }
        for (; row < rows; row++) {
            PanamaTiles.tile1x1(a, aAt + row * aStride, panel, panelAt, depth,
                    from, fromAt + row * fromStride, c, cAt + row * cStride);
        }
    }
}
