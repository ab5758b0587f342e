package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.FastProducts;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;

/**
 * The right factor of {@link FastProducts}.
 *
 * @param matrix some of its terms {@linkplain FastProducts#negate negative}; all panels are wide
 * @param corrections {@code Σ b₀b₁} of each column, {@code [blocks of the depth, columns]}
 * @param meanSquare of most elements: a few that are much larger than the others, or no numbers, do not count
 */
record FastMatrix(PackedMatrix matrix, float[] corrections, float meanSquare) {

    /** Where those of a panel and a block are. */
    int correctionsAt(int panel, int k) {
        return correctionsAt(matrix.panels(), panel, k);
    }

    /** The same before there is a matrix. */
    static int correctionsAt(Panels panels, int panel, int k) {
        return k / Kernels.depthBlock(panels.depth()) * panels.columns() + panels.column(panel);
    }
}
