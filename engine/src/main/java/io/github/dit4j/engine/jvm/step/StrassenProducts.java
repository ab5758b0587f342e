package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Strassen;

/**
 * Products of {@link Strassen}'s algorithm with a weight, of which B is a pair of panels, side by side, and a block of the
 * depth. A worker loads a pair and a block into its memory, and then multiplies as many rows by it as it can.
 */
final class StrassenProducts {
    private final Kernels kernels;
    private final PackedMatrix weight;
    private final StrassenCut cut;
    private final StrassenLevel level;
    private final int mostRows;
    private final int madeAt;
    private final int copiesAt;

    /**
     * Products with a weight.
     *
     * @param weight all panels wide and two and two; with {@linkplain StrassenCut#differences differences} if it is not copied
     * @param mostRows of a quarter of A
     */
    StrassenProducts(Kernels kernels, PackedMatrix weight, StrassenCut cut, int mostRows) {
        this.kernels = kernels;
        this.weight = weight;
        this.cut = cut;
        this.mostRows = mostRows;
        level = new StrassenLevel(kernels, cut.levels(), cut.block() / 2, weight.panels().width(0), mostRows, Kernels.ALIGNED);
        madeAt = level.memoryEnd();
        copiesAt = madeAt + level.rightSize();
    }

    /** Elements of a worker's memory that it takes, from the first on. */
    int memory() {
        int row = cut.parts() * kernels.arrangedRow(cut.block() / cut.parts());
        return Math.max(copiesAt + 2 * weight.blockSize(cut.block()), madeAt + 2 * mostRows * row);
    }

    private int left(int pair, int k) {
        return weight.loadedAt(2 * pair, k, copiesAt);
    }

    private int right(int pair, int k) {
        return weight.loadedAt(2 * pair + 1, k, copiesAt + weight.blockSize(cut.block()));
    }

    /** Elements of the left factors, of so many rows of a quarter. */
    int leftSize(int rows) {
        return level.leftSize(rows);
    }

    /**
     * Makes the left factors of some rows and a block.
     *
     * @param x the first element, a row every {@code stride} elements
     * @param rows of a quarter
     * @param out {@link #leftSize} elements
     */
    void makeLeft(float[] x, int xAt, int stride, int rows, float[] out, int outAt, float[] memory) {
        int pieceRows = 2 * rows / cut.parts();
        int pieceDepth = cut.block() / cut.parts();
        for (int piece = 0; piece < cut.pieces(); piece++) {
            int from = xAt + StrassenCut.row(piece) * pieceRows * stride + StrassenCut.column(piece) * pieceDepth;
            kernels.arrange(x, from, stride, pieceRows, pieceDepth, memory,
                    madeAt + piece * pieceRows * kernels.arrangedRow(pieceDepth));
        }
        level.makeLeft(memory, madeAt, rows, out, outAt, memory);
    }

    /** Makes the right factors of a pair of panels and the block that begins at {@code k}. */
    void load(int pair, int k, float[] memory) {
        int left = left(pair, k);
        int right = right(pair, k);
        if (weight.isCopied()) {
            weight.load(2 * pair, k, cut.block(), kernels, memory, left);
            weight.load(2 * pair + 1, k, cut.block(), kernels, memory, right);
            cut.differences(kernels.strassen(), memory, left, right, weight.panels().width(0));
        }
        level.makeRight(weight.loaded(memory), left, right, memory, madeAt);
    }

    /** Says that a pair of panels and a block is the next to be loaded. */
    void announce(int pair, int k, Ahead ahead) {
        weight.announce(2 * pair, k, cut.block(), ahead);
        if (!weight.isCopied()) {
            ahead.then(right(pair, k), cut.block() * weight.panels().width(0));
        }
    }

    /**
     * {@code C = from + A B}, both in pieces.
     *
     * @param a the left factors
     * @param rows of a quarter
     * @param from as in {@link Strassen#combine}
     */
    void multiply(int pair, int k, float[] a, int aAt, int rows, float[] from, int fromAt, int lower, float[] c, int cAt,
            float[] memory, Ahead ahead) {
        level.multiply(a, aAt, rows, weight.loaded(memory), left(pair, k), right(pair, k), memory, madeAt,
                from, fromAt, lower, c, cAt, ahead);
    }

    /** {@code C = from + A B} for a row as it is. */
    void multiplyRow(int pair, int k, float[] a, int aAt, float[] from, int fromAt, float[] c, int cAt, float[] memory) {
        level.multiplyRow(a, aAt, weight.loaded(memory), left(pair, k), right(pair, k), from, fromAt, c, cAt, memory);
    }
}
