package io.github.dit4j.engine.jvm;

import static io.github.dit4j.engine.jvm.PanamaSpecies.LANES;

/** The matrix product on vectors, cut into {@link PanamaTiles} and {@link PanamaArrangedTiles}. */
final class PanamaProduct {
    private static final int ROWS = Kernels.ARRANGED_ROWS;
    private static final int FEWER_ROWS = 4;
    private static final int COLUMN_ROWS_BY_NARROW = 8;
    private static final int WIDE = Panels.WIDE * LANES;
    private static final int HALF = WIDE / 2;
    // 6×4 sums, 4 vectors of the panel and a factor fill 29 of 32 registers and reach 96 % of the processor's
    // multiply-adds, 8×3 (28 registers, but more factors to load) 89 %. Of the 16 registers that processors with shorter
    // vectors may have, 2×4, 4 and 1 take 13; with 4×3, 3 and 1 the compiler runs out of them: half as fast. Arranged rows
    // take 6×2, 2 and 1, a seventh faster.
    static final boolean MANY_REGISTERS = LANES == 16 || System.getProperty("os.arch").equals("aarch64");

    private PanamaProduct() {}

    /** See {@link Kernels#accumulate}. */
    static void accumulate(float[] a, int aAt, int aStride, int rows, float[] panel, int panelAt, int width, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        if (width == WIDE) {
            accumulateWide(a, aAt, aStride, rows, panel, panelAt, depth,
                    from, fromAt, fromStride, c, cAt, cStride);
        } else if (width == HALF) {
            for (int row = 0; row < rows; row++) {
                PanamaTiles.tile1x2(a, aAt + row * aStride, panel, panelAt, depth,
                        from, fromAt + row * fromStride, c, cAt + row * cStride);
            }
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

    /** See {@link Kernels#arrange}: rows lie side by side, six at a time, then four; what is left over stays as it is. */
    static void arrange(float[] a, int aAt, int aStride, int rows, int depth, float[] out, int outAt) {
        int row = 0;
        for (int count; (count = together(rows - row)) > 0; row += count) {
            sideBySide(a, aAt + row * aStride, aStride, count, depth, row + count == rows, out, outAt + row * depth);
        }
        for (; row < rows; row++) {
            System.arraycopy(a, aAt + row * aStride, out, outAt + row * depth, depth);
        }
    }

    /** How many of so many rows lie side by side next. */
    private static int together(int rows) {
        return rows >= ROWS ? ROWS : rows >= FEWER_ROWS ? FEWER_ROWS : 0;
    }

    private static void sideBySide(float[] a, int aAt, int aStride, int rows, int depth, boolean areLast,
            float[] out, int outAt) {
        // The vectors of the last terms reach into the rows behind these, which must not have been written yet.
        int done = PanamaSideBySide.rows(a, aAt, aStride, rows, areLast ? Math.max(0, depth - LANES) : depth, out, outAt, rows);
        // A row after the other: with six at once, all of a layer from 2048 to 512 took 5 % longer.
        for (int row = 0; row < rows; row++) {
            int from = aAt + row * aStride;
            int to = outAt + row;
            for (int k = done; k < depth; k++) {
                out[to + k * rows] = a[from + k];
            }
        }
    }

    /** See {@link Kernels#accumulateArranged}; in small methods, which the compiler puts into those that call them. */
    static void accumulateArranged(float[] a, int aAt, int aDepth, int k, int rows, float[] panel, int panelAt, int width,
            int depth, float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int whole = rows / ROWS * ROWS;
        if (width == LANES) {
            for (int row = 0; row < whole; row += ROWS) {
                PanamaArrangedTiles.tile6x1(a, aAt + row * aDepth + k * ROWS, panel, panelAt, depth,
                        from, fromAt + row * fromStride, fromStride, c, cAt + row * cStride, cStride);
            }
        } else {
            // Half a panel after the other: it stays in the first-level cache while the rows come by.
            for (int column = 0; column < width; column += HALF) {
                for (int row = 0; row < whole; row += ROWS) {
                    PanamaArrangedTiles.tile6x2(a, aAt + row * aDepth + k * ROWS, panel, panelAt + depth * column, HALF, depth,
                            from, fromAt + row * fromStride + column, fromStride, c, cAt + row * cStride + column, cStride);
                }
            }
        }
        if (whole < rows) {
            accumulateLast(a, aAt + whole * aDepth, aDepth, k, rows - whole, panel, panelAt, width, depth,
                    from, fromAt + whole * fromStride, fromStride, c, cAt + whole * cStride, cStride);
        }
    }

    /** The rows that six leave over. */
    private static void accumulateLast(float[] a, int aAt, int aDepth, int k, int rows, float[] panel, int panelAt, int width,
            int depth, float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int done = together(rows);
        int at = aAt + k * done;
        if (width == LANES) {
            for (int row = 0; row < done; row++) {
                PanamaTiles.tile1x1(a, at + row, done, panel, panelAt, depth,
                        from, fromAt + row * fromStride, c, cAt + row * cStride);
            }
        } else {
            for (int column = 0; done > 0 && column < width; column += HALF) {
                PanamaArrangedTiles.tile4x2(a, at, panel, panelAt + depth * column, HALF, depth,
                        from, fromAt + column, fromStride, c, cAt + column, cStride);
            }
        }
        accumulate(a, aAt + done * aDepth + k, aDepth, rows - done, panel, panelAt, width, depth,
                from, fromAt + done * fromStride, fromStride, c, cAt + done * cStride, cStride);
    }

    /** See {@link Kernels#accumulateColumns}. */
    static void accumulateColumns(float[] a, int aAt, int rows, float[] panel, int panelAt, int width, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        if (width == LANES) {
            for (int row = 0; row < rows; row += COLUMN_ROWS_BY_NARROW) {
                PanamaColumnTiles.tile8x1(a, aAt + row, panel, panelAt, depth,
                        from, fromAt + row * fromStride, fromStride, c, cAt + row * cStride, cStride);
            }
            return;
        }
        int apart = MANY_REGISTERS ? 1 : depth;
        int stride = MANY_REGISTERS ? WIDE : HALF;
        for (int column = 0; column < width; column += HALF) {
            int at = panelAt + apart * column;
            int row = 0;
            for (; row + ROWS + FEWER_ROWS <= rows; row += ROWS) {
                PanamaColumnTiles.tile6x2(a, aAt + row, panel, at, stride, depth,
                        from, fromAt + row * fromStride + column, fromStride, c, cAt + row * cStride + column, cStride);
            }
            for (; row < rows; row += FEWER_ROWS) {
                PanamaColumnTiles.tile4x2(a, aAt + row, panel, at, stride, depth,
                        from, fromAt + row * fromStride + column, fromStride, c, cAt + row * cStride + column, cStride);
            }
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
            PanamaTiles.tile1x1(a, aAt + row * aStride, 1, panel, panelAt, depth,
                    from, fromAt + row * fromStride, c, cAt + row * cStride);
        }
    }
}
