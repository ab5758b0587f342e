package io.github.dit4j.engine.jvm;

/**
 * Products of {@link Strassen}'s algorithm with a weight, of which B is a pair of panels, side by side, and a block of the
 * depth. A worker loads a pair and a block into its memory, and then multiplies as many rows by it as it can.
 */
final class StrassenProducts {
    private final Kernels kernels;
    private final Strassen strassen;
    private final PackedMatrix weight;
    private final int half;
    private final int width;
    private final int quarter;
    private final int sumAt;
    private final int rightAt;
    private final int copiesAt;

    /**
     * Products with a weight.
     *
     * @param weight all panels wide and two and two; with {@link Strassen#differences} if it is not copied
     * @param half the depth of a quarter, half that of a block
     * @param mostRows of a quarter of A
     */
    StrassenProducts(Kernels kernels, PackedMatrix weight, int half, int mostRows) {
        this.kernels = kernels;
        this.strassen = kernels.strassen();
        this.weight = weight;
        this.half = half;
        width = weight.panels().width(0);
        quarter = half * width;
        rightAt = Kernels.ALIGNED + Strassen.COMBINED * mostRows * width;
        sumAt = rightAt + Strassen.RIGHT * quarter;
        copiesAt = sumAt + half;
    }

    /** Elements of a worker's memory that it takes, from the first on. */
    int memory() {
        return copiesAt + 2 * weight.blockSize(2 * half);
    }

    private int left(int pair, int k) {
        return weight.loadedAt(2 * pair, k, copiesAt);
    }

    private int right(int pair, int k) {
        return weight.loadedAt(2 * pair + 1, k, copiesAt + weight.blockSize(2 * half));
    }

    /** Makes the right factors of a pair of panels and the block that begins at {@code k}. */
    void load(int pair, int k, float[] memory) {
        int left = left(pair, k);
        int right = right(pair, k);
        if (weight.isCopied()) {
            weight.load(2 * pair, k, 2 * half, kernels, memory, left);
            weight.load(2 * pair + 1, k, 2 * half, kernels, memory, right);
            strassen.differences(memory, left, right, quarter);
        }
        strassen.right(weight.loaded(memory), left, right, quarter, memory, rightAt);
    }

    /**
     * {@code C = from + A B}.
     *
     * @param factors the left ones, each {@linkplain Kernels#arrange arranged}, from {@code a} on
     * @param rows of a quarter
     * @param from as in {@link Strassen#combine}
     * @param c {@code [C11, C12, C21, C22]}
     */
    void multiply(int pair, int k, float[] factors, int a, int rows, float[] from, int fromLeft, int fromRight, int lower,
            float[] c, int cAt, float[] memory) {
        float[] b = weight.loaded(memory);
        int left = left(pair, k);
        int right = right(pair, k);
        int size = rows * width;
        int depth = rows * half;
        float[] zero = Kernels.ZEROS;
        int at = Kernels.ALIGNED;
        multiply(factors, a, rows, memory, rightAt, zero, 0, 0, memory, at);
        multiply(factors, a + depth, rows, b, left, zero, 0, 0, memory, at + size);
        multiply(factors, a + 2 * depth, rows, b, right, zero, 0, 0, memory, at + 2 * size);
        multiply(factors, a + 3 * depth, rows, b, left + quarter, zero, 0, 0, memory, at + 3 * size);
        multiply(factors, a + 4 * depth, rows, b, right + quarter, zero, 0, 0, memory, at + 4 * size);
        strassen.combine(memory, at, size, from, fromLeft, fromRight, lower, c, cAt);
        int c22 = cAt + 3 * size;
        multiply(factors, a + 5 * depth, rows, memory, rightAt + quarter, c, c22, width, c, c22);
        multiply(factors, a + 6 * depth, rows, memory, rightAt + 2 * quarter, c, cAt, width, c, cAt);
    }

    private void multiply(float[] a, int aAt, int rows, float[] b, int bAt, float[] from, int fromAt, int fromStride,
            float[] c, int cAt) {
        kernels.accumulateArranged(a, aAt, half, 0, rows, b, bAt, width, half, from, fromAt, fromStride, c, cAt, width);
    }

    /**
     * The same for a row that has no other: with the differences that B holds, it is {@code (A1 + A2) B11 + A2 (B21 − B11)}
     * and {@code A1 (B12 − B22) + (A1 + A2) B22}.
     *
     * @param a the row
     * @param c {@code [C1, C2]}
     */
    void multiplyRow(int pair, int k, float[] a, int aAt, float[] from, int fromLeft, int fromRight,
            float[] c, int cAt, float[] memory) {
        float[] b = weight.loaded(memory);
        int left = left(pair, k);
        int right = right(pair, k);
        int c2 = cAt + width;
        kernels.add(a, aAt, a, aAt + half, memory, sumAt, half);
        multiply(memory, sumAt, 1, b, left, from, fromLeft, 0, c, cAt);
        multiply(a, aAt + half, 1, b, left + quarter, c, cAt, 0, c, cAt);
        multiply(memory, sumAt, 1, b, right + quarter, from, fromRight, 0, c, c2);
        multiply(a, aAt, 1, b, right, c, c2, 0, c, c2);
    }
}
