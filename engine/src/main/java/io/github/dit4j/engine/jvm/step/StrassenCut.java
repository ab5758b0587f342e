package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.jvm.kernels.Strassen;

/**
 * How {@link Strassen}'s algorithm cuts matrices: some rows and a block of the depth are quartered, and each quarter again if there
 * are two levels.
 *
 * <p>Left factors and results lie in the smallest pieces that come of it, each dense, in the order of quarters of quarters, 11, 12,
 * 21, 22 (Morton's): so a whole matrix is added up in one go, and each of its quarters. A right factor is a pair of
 * {@link Panels}, whose halves and their upper and lower rows are quarters of quarters as they are.
 *
 * @param block the depth
 * @param levels how often they are quartered; 0: not at all
 */
record StrassenCut(int block, int levels) {
    /** For matrices that are multiplied as they are. */
    static final StrassenCut NONE = new StrassenCut(0, 0);

    private static final int ROW_BITS = 0xAAAA_AAAA;

    /** Whether anything is cut. */
    boolean isCut() {
        return levels > 0;
    }

    /** Into how many pieces rows, depth and columns are cut. */
    int parts() {
        return 1 << levels;
    }

    /** The pieces of a matrix. */
    int pieces() {
        return parts() * parts();
    }

    /** In which of the {@link #parts} of the rows a piece is. */
    static int row(int piece) {
        return Integer.compress(piece, ROW_BITS);
    }

    /** In which of the {@link #parts} of the columns a piece is. */
    static int column(int piece) {
        return Integer.compress(piece, ~ROW_BITS);
    }

    /**
     * Makes {@link Strassen#differences} on every level.
     *
     * @param b a pair of panels, a block of each, from {@code left} and from {@code right} on
     * @param width columns of a panel
     */
    void differences(Strassen strassen, float[] b, int left, int right, int width) {
        differences(strassen, b, left, right, block / 2 * width, levels);
    }

    private static void differences(Strassen strassen, float[] b, int left, int right, int size, int levels) {
        strassen.differences(b, left, right, size);
        if (levels > 1) {
            for (int quarter : new int[] {left, left + size, right, right + size}) {
                differences(strassen, b, quarter, quarter + size / 2, size / 4, levels - 1);
            }
        }
    }
}
