package io.github.dit4j.engine.jvm.kernels;

/**
 * Matrix products by fast inner products (Winograd 1968), which take one multiplication for two terms:
 *
 * <pre>
 * a₀b₀ + a₁b₁ = (a₀ + b₁)(a₁ + b₀) − a₀a₁ − b₀b₁
 * </pre>
 *
 * <p>What is subtracted is a row's or a column's alone, and so is computed once. The additions pay where the processor has units
 * for them beside those for multiply-adds: of three terms, two are a pair and one is multiplied as it is, which takes both kinds
 * of units two thirds of the time that multiply-adds alone would.
 *
 * <p><b>Accuracy.</b> The terms of a pair come together in sums and have to be of the same size: a row is scaled by a power of
 * two, exactly, so that its mean square is the weight's. What is subtracted would grow with the depth where neighbours have the
 * same sign: so every other pair is {@code (a₀ − b₁)(b₀ − a₁)}, whose a₁ and b₁ are kept negative. For normally distributed
 * matrices the relative error is then 1.1 times that of plain sums in blocks of the same depth. Rows that are more than 2^60 times
 * larger or smaller than weights lose what the sums do not hold, and an infinite element gives NaN where plain sums may give infinity.
 *
 * <p>Terms come in groups of three lines of sixteen; the k-th of the first line and of the second are a pair, the k-th of the
 * third is as it is, and so are those behind the last whole group of a block. A left factor is kept as the bits of its floats,
 * some rows together, block by block: of each group, the three lines of a row after those of the other; the lines of the other
 * terms, filled up; then what each row's sums begin with, {@code −Σ a₀a₁}, and the powers of two that undo their scaling.
 */
public interface FastProducts {
    /** Terms of a line. */
    int LINE = 16;
    /** Its logarithm to base 2. */
    int LINE_BITS = 4;
    /** From a multiple of so many on, rows may be multiplied without those before them. */
    int ROWS = 8;
    /** Elements behind the terms of a row: what its sums begin with, what undoes its scaling, and what fills a line of the cache. */
    int ROW_END = LINE;

    /** How many pairs of a block are multiplied at once, each along with a term as it is. */
    static int steps(int depth) {
        return depth / (3 * LINE) * LINE;
    }

    /** So many elements, filled up to whole lines. */
    static int lines(int elements) {
        return (elements + LINE - 1) & -LINE;
    }

    /**
     * Makes those terms of a block negative that are kept so on both sides: the second of every other pair.
     *
     * @param b {@code [columns, depth]}, a column every {@code stride} elements
     */
    static void negate(float[] b, int at, int stride, int columns, int depth) {
        for (int first = at; first < at + columns * stride; first += stride) {
            for (int line = first + LINE; line < first + 3 * steps(depth); line += 3 * LINE) {
                for (int k = 1; k < LINE; k += 2) {
                    b[line + k] = -b[line + k];
                }
            }
        }
    }

    /**
     * Sums up what is to be subtracted from a panel's columns.
     *
     * @param b half a panel, a block of it
     * @param out {@code [columns]}
     */
    static void correct(float[] b, int at, int depth, int columns, float[] out, int outAt) {
        var sums = new double[columns];
        for (int k = 0; k < steps(depth); k++) {
            int first = at + (k + k / LINE * 2 * LINE) * columns;
            int second = first + LINE * columns;
            for (int column = 0; column < columns; column++) {
                sums[column] += (double) b[first + column] * b[second + column];
            }
        }
        for (int column = 0; column < columns; column++) {
            out[outAt + column] = (float) sums[column];
        }
    }

    /** Elements that a row of a left factor takes. */
    static int row(int depth) {
        int block = Kernels.depthBlock(depth);
        int last = depth % block;
        return depth / block * rowOfBlock(block) + (last > 0 ? rowOfBlock(last) : 0);
    }

    /** The same for a block of the depth. */
    static int rowOfBlock(int depth) {
        return lines(depth) + ROW_END;
    }

    /**
     * Scales and copies a left factor.
     *
     * @param a {@code [rows, depth]}, a row every {@code aStride} elements
     * @param meanSquare of the right factor's elements
     * @param out {@link #row} elements for each row
     */
    void arrange(float[] a, int aAt, int aStride, int rows, int depth, float meanSquare, int[] out, int outAt);

    /**
     * Half a wide panel after the other and one block of the depth, {@code c = from + a · panel}.
     *
     * @param a as {@link #arrange} has left it, or the last of these rows from a multiple of {@link #ROWS} on
     * @param k the first term of the block
     * @param panel a wide one, some of its terms {@linkplain #negate negative}
     * @param corrections {@code Σ b₀b₁} of the panel's columns, for this block
     * @param depth terms of the block
     */
    void accumulate(int[] a, int aAt, int aDepth, int k, int rows, float[] panel, int panelAt, int depth,
            float[] corrections, int correctionsAt, float[] from, int fromAt, int fromStride,
            float[] c, int cAt, int cStride, Ahead ahead);
}
