package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaGroupedTiles.GROUP;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import jdk.incubator.vector.FloatVector;

/** The matrix product on vectors, cut into {@link PanamaTiles} and {@link PanamaArrangedTiles}. */
final class PanamaProduct {
    private static final int COLUMN_ROWS_BY_NARROW = 8;
    private static final int WIDE = Panels.WIDE * LANES;
    private static final int HALF = WIDE / 2;
    // Of the 16 registers that processors with shorter vectors may have, tiles of 2×4 sums, 4 vectors of the panel and a factor take
    // 13; with 4×3, 3 and 1 the compiler runs out of them: half as fast. Arranged rows take 6×2, 2 and 1, a seventh faster. Of 32
    // they take 12×2, 2 and 1; rows as they are 4×4, 4 and 1: tiles of 6×4 would be no faster, and take the compiler 0.2 s.
    static final boolean MANY_REGISTERS = LANES == 16 || System.getProperty("os.arch").equals("aarch64");

    private static final int ROWS = MANY_REGISTERS ? 12 : 6;

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

    /** Elements that a row takes when it is arranged: blocks of the depth one after another. */
    static int arrangedRow(int depth) {
        int block = Kernels.depthBlock(depth);
        return depth / block * arrangedBlock(block) + arrangedBlock(depth % block);
    }

    private static int arrangedBlock(int depth) {
        return MANY_REGISTERS ? Math.ceilDiv(depth, GROUP) * GROUP : depth;
    }

    /**
     * See {@link Kernels#arrange}: as many rows together as a tile takes, then fewer, block by block of the depth; what is left over
     * stays as it is.
     */
    static void arrange(float[] a, int aAt, int aStride, int rows, int depth, float[] out, int outAt) {
        int outStride = arrangedRow(depth);
        int block = Kernels.depthBlock(depth);
        for (int row = 0, count; row < rows; row += count) {
            count = Math.max(1, together(rows - row));
            for (int k = 0; k < depth; k += block) {
                arrangeBlock(a, aAt + row * aStride + k, aStride, count, Math.min(block, depth - k),
                        row + count == rows && k + block >= depth,
                        out, outAt + row * outStride + k / block * arrangedBlock(block) * count);
            }
        }
    }

    private static void arrangeBlock(float[] a, int aAt, int aStride, int rows, int depth, boolean isLast,
            float[] out, int outAt) {
        if (rows == 1) {
            System.arraycopy(a, aAt, out, outAt, depth);
        } else if (MANY_REGISTERS) {
            group(a, aAt, aStride, rows, depth, out, outAt);
        } else {
            sideBySide(a, aAt, aStride, rows, depth, isLast, out, outAt);
        }
    }

    /** How many of so many rows are together next. */
    private static int together(int rows) {
        if (rows >= ROWS) {
            return ROWS;
        }
        return rows >= 6 && rows != 8 && rows != 9 ? 6 : rows >= 4 ? 4 : 0;
    }

    private static void group(float[] a, int aAt, int aStride, int rows, int depth, float[] out, int outAt) {
        for (int row = 0; row < rows; row++) {
            int from = aAt + row * aStride;
            int to = outAt + row * GROUP;
            int k = 0;
            for (; k + GROUP <= depth; k += GROUP) {
                for (int i = 0; i < GROUP; i += LANES) {
                    FloatVector.fromArray(SPECIES, a, from + k + i).intoArray(out, to + k * rows + i);
                }
            }
            for (; k < depth; k++) {
                out[to + k / GROUP * GROUP * rows + k % GROUP] = a[from + k];
            }
        }
    }

    private static void sideBySide(float[] a, int aAt, int aStride, int rows, int depth, boolean isLast,
            float[] out, int outAt) {
        // The vectors of the last terms reach into what is behind these, which must not have been written yet.
        int done = PanamaSideBySide.rows(a, aAt, aStride, rows, isLast ? Math.max(0, depth - LANES) : depth, out, outAt, rows);
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
            int depth, float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride, Ahead ahead) {
        int whole = rows / ROWS * ROWS;
        int aStride = arrangedRow(aDepth);
        int block = Kernels.depthBlock(aDepth);
        int first = k / block * arrangedBlock(block);
        if (MANY_REGISTERS) {
            accumulateGroups(a, aAt, aStride, first, whole, panel, panelAt, width, depth,
                    from, fromAt, fromStride, c, cAt, cStride, ahead);
        } else {
            accumulateSideBySide(a, aAt, aStride, first, whole, panel, panelAt, width, depth,
                    from, fromAt, fromStride, c, cAt, cStride);
        }
        if (whole < rows) {
            accumulateLast(a, aAt + whole * aStride, aStride, first, rows - whole, panel, panelAt, width, depth,
                    from, fromAt + whole * fromStride, fromStride, c, cAt + whole * cStride, cStride);
        }
    }

    private static void accumulateGroups(float[] a, int aAt, int aStride, int k, int rows, float[] panel, int panelAt, int width,
            int depth, float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride, Ahead ahead) {
        if (width == LANES) {
            for (int row = 0; row < rows; row += ROWS) {
                PanamaGroupedTiles.tile12x1(a, aAt + row * aStride + k * ROWS, panel, panelAt, depth,
                        from, fromAt + row * fromStride, fromStride, c, cAt + row * cStride, cStride);
            }
            return;
        }
        // Half a panel after the other: it stays in the first-level cache while the rows come by.
        for (int column = 0; column < width; column += HALF) {
            for (int row = 0; row < rows; row += ROWS) {
                int next = ahead.take(depth);
                ahead.keep(PanamaGroupedTiles.tile12x2(a, aAt + row * aStride + k * ROWS, panel, panelAt + depth * column, depth,
                        from, fromAt + row * fromStride + column, fromStride, c, cAt + row * cStride + column, cStride,
                        ahead.data(), next));
            }
        }
    }

    private static void accumulateSideBySide(float[] a, int aAt, int aStride, int k, int rows, float[] panel, int panelAt,
            int width, int depth, float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        if (width == LANES) {
            for (int row = 0; row < rows; row += ROWS) {
                PanamaArrangedTiles.tile6x1(a, aAt + row * aStride + k * ROWS, panel, panelAt, depth,
                        from, fromAt + row * fromStride, fromStride, c, cAt + row * cStride, cStride);
            }
            return;
        }
        for (int column = 0; column < width; column += HALF) {
            for (int row = 0; row < rows; row += ROWS) {
                PanamaArrangedTiles.tile6x2(a, aAt + row * aStride + k * ROWS, panel, panelAt + depth * column, HALF, depth,
                        from, fromAt + row * fromStride + column, fromStride, c, cAt + row * cStride + column, cStride);
            }
        }
    }

    /**
     * The rows that whole tiles leave over.
     *
     * @param k where in a row's arranged blocks the block begins
     */
    private static void accumulateLast(float[] a, int aAt, int aStride, int k, int rows, float[] panel, int panelAt, int width,
            int depth, float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        int done = 0;
        for (int count; (count = together(rows - done)) > 0; done += count) {
            accumulateFew(a, aAt + done * aStride, k, count, panel, panelAt, width, depth,
                    from, fromAt + done * fromStride, fromStride, c, cAt + done * cStride, cStride);
        }
        accumulate(a, aAt + done * aStride + k, aStride, rows - done, panel, panelAt, width, depth,
                from, fromAt + done * fromStride, fromStride, c, cAt + done * cStride, cStride);
    }

    private static void accumulateFew(float[] a, int aAt, int k, int rows, float[] panel, int panelAt, int width,
            int depth, float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        if (width == LANES) {
            for (int row = 0; row < rows; row++) {
                if (MANY_REGISTERS) {
                    PanamaGroupedTiles.tile1x1(a, aAt + k * rows + row * GROUP, rows, panel, panelAt, depth,
                            from, fromAt + row * fromStride, c, cAt + row * cStride);
                } else {
                    PanamaTiles.tile1x1(a, aAt + k * rows + row, rows, panel, panelAt, depth,
                            from, fromAt + row * fromStride, c, cAt + row * cStride);
                }
            }
            return;
        }
        for (int column = 0; column < width; column += HALF) {
            int b = panelAt + depth * column;
            if (!MANY_REGISTERS) {
                PanamaArrangedTiles.tile4x2(a, aAt + k * rows, panel, b, HALF, depth,
                        from, fromAt + column, fromStride, c, cAt + column, cStride);
            } else if (rows == 6) {
                PanamaGroupedTiles.tile6x2(a, aAt + k * rows, panel, b, depth,
                        from, fromAt + column, fromStride, c, cAt + column, cStride);
            } else {
                PanamaGroupedTiles.tile4x2(a, aAt + k * rows, panel, b, depth,
                        from, fromAt + column, fromStride, c, cAt + column, cStride);
            }
        }
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
        for (int column = 0; column < width; column += HALF) {
            int at = panelAt + depth * column;
            int row = 0;
            if (MANY_REGISTERS) {
                for (; rows - row >= 12 && rows - row != 16; row += 12) { // sixteen are better as eight and eight
                    PanamaColumnTiles.tile12x2(a, aAt + row, panel, at, depth,
                            from, fromAt + row * fromStride + column, fromStride, c, cAt + row * cStride + column, cStride);
                }
                for (; rows - row >= 8; row += 8) {
                    PanamaColumnTiles.tile8x2(a, aAt + row, panel, at, depth,
                            from, fromAt + row * fromStride + column, fromStride, c, cAt + row * cStride + column, cStride);
                }
            }
            for (; row + 6 + 4 <= rows; row += 6) {
                PanamaColumnTiles.tile6x2(a, aAt + row, panel, at, HALF, depth,
                        from, fromAt + row * fromStride + column, fromStride, c, cAt + row * cStride + column, cStride);
            }
            for (; row < rows; row += 4) {
                PanamaColumnTiles.tile4x2(a, aAt + row, panel, at, HALF, depth,
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
