package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Strassen;

/**
 * A level of {@link Strassen}'s algorithm: 7 products of quarters, by tiles or by another level. Matrices lie as
 * {@link StrassenCut} says. A right factor is given by where its left and its right half begin, and where in the worker's memory
 * those factors are that were {@linkplain #makeRight made} of it.
 */
final class StrassenLevel {
    private final Kernels kernels;
    private final Strassen strassen;
    private final StrassenLevel inner;
    private final int depth;
    private final int width;
    private final int quarter;
    private final int rowSize;
    private final float[] zeros;
    private final int productsAt;
    private final int leftAt;
    private final int rowAt;

    /**
     * A level, and those below it.
     *
     * @param levels how many there are
     * @param depth of a quarter of the right factor
     * @param width of a quarter of the right factor
     * @param mostRows of a quarter of the left factor
     * @param memoryAt where in a worker's memory there is room
     */
    StrassenLevel(Kernels kernels, int levels, int depth, int width, int mostRows, int memoryAt) {
        this.kernels = kernels;
        this.strassen = kernels.strassen();
        this.depth = depth;
        this.width = width;
        quarter = depth * width;
        productsAt = memoryAt;
        int end = productsAt + Strassen.COMBINED * mostRows * width;
        inner = levels > 1 ? new StrassenLevel(kernels, levels - 1, depth / 2, width / 2, mostRows / 2, end) : null;
        zeros = inner == null ? Kernels.ZEROS : new float[mostRows * width / 2];
        rowSize = inner == null ? kernels.arrangedRow(depth) : 2 * inner.rowSize;
        leftAt = inner == null ? end : inner.memoryEnd();
        rowAt = leftAt + (inner == null ? 0 : Strassen.PRODUCTS * mostRows * rowSize);
    }

    /** Where the part of a worker's memory ends that it takes. */
    int memoryEnd() {
        return rowAt + depth;
    }

    /** Elements of the left factors, of so many rows of a quarter. */
    int leftSize(int rows) {
        return Strassen.PRODUCTS * factorSize(rows);
    }

    /** Elements of those of one product. */
    private int factorSize(int rows) {
        return inner == null ? rows * rowSize : inner.leftSize(rows / 2);
    }

    /**
     * Makes the left factors.
     *
     * @param a the matrix, in pieces
     * @param rows of a quarter
     */
    void makeLeft(float[] a, int at, int rows, float[] out, int outAt, float[] memory) {
        int size = rows * rowSize;
        if (inner == null) {
            strassen.left(a, at, size, out, outAt);
        } else {
            strassen.left(a, at, size, memory, leftAt);
            for (int product = 0; product < Strassen.PRODUCTS; product++) {
                inner.makeLeft(memory, leftAt + product * size, rows / 2, out, outAt + product * factorSize(rows), memory);
            }
        }
    }

    /** Elements of the right factors that are made. */
    int rightSize() {
        return Strassen.RIGHT * quarter + (inner == null ? 0 : Strassen.PRODUCTS * inner.rightSize());
    }

    /** Makes the right factors that b does not hold, which has {@linkplain StrassenCut#differences differences}. */
    void makeRight(float[] b, int left, int right, float[] memory, int made) {
        strassen.right(b, left, right, quarter, memory, made);
        if (inner != null) {
            makeInner(0, memory, made, memory, made);
            makeInner(1, b, left, memory, made);
            makeInner(2, b, right, memory, made);
            makeInner(3, b, left + quarter, memory, made);
            makeInner(4, b, right + quarter, memory, made);
            makeInner(5, memory, made + quarter, memory, made);
            makeInner(6, memory, made + 2 * quarter, memory, made);
        }
    }

    private void makeInner(int product, float[] b, int at, float[] memory, int made) {
        inner.makeRight(b, at, at + quarter / 2, memory, innerMade(product, made));
    }

    private int innerMade(int product, int made) {
        return inner == null ? 0 : made + Strassen.RIGHT * quarter + product * inner.rightSize();
    }

    /**
     * {@code C = from + A B}.
     *
     * @param a its left factors
     * @param rows of a quarter
     * @param from as in {@link Strassen#combine}
     */
    void multiply(float[] a, int aAt, int rows, float[] b, int left, int right, float[] memory, int made,
            float[] from, int fromAt, int lower, float[] c, int cAt, Ahead ahead) {
        int size = rows * width;
        int factor = factorSize(rows);
        // One by one: in a loop, the processor does not foresee which factors are next.
        multiply(a, aAt, rows, memory, made, memory, innerMade(0, made), true, memory, productsAt, ahead);
        multiply(a, aAt + factor, rows, b, left, memory, innerMade(1, made), true, memory, productsAt + size, ahead);
        multiply(a, aAt + 2 * factor, rows, b, right, memory, innerMade(2, made), true, memory, productsAt + 2 * size, ahead);
        multiply(a, aAt + 3 * factor, rows, b, left + quarter, memory, innerMade(3, made), true, memory, productsAt + 3 * size, ahead);
        multiply(a, aAt + 4 * factor, rows, b, right + quarter, memory, innerMade(4, made), true, memory, productsAt + 4 * size, ahead);
        strassen.combine(memory, productsAt, size, from, fromAt, lower, c, cAt);
        addLast(a, aAt + 5 * factor, rows, memory, made, c, cAt + 3 * size, cAt, ahead);
    }

    /** Adds P6 to C22 and P7 to C11. */
    private void addLast(float[] a, int aAt, int rows, float[] memory, int made, float[] c, int c22, int c11, Ahead ahead) {
        int factor = factorSize(rows);
        multiply(a, aAt, rows, memory, made + quarter, memory, innerMade(5, made), false, c, c22, ahead);
        multiply(a, aAt + factor, rows, memory, made + 2 * quarter, memory, innerMade(6, made), false, c, c11, ahead);
    }

    /** {@code C = A B} for quarters, or, if it is not new, {@code C + A B}. */
    private void multiply(float[] a, int aAt, int rows, float[] b, int at, float[] memory, int innerMade,
            boolean isNew, float[] c, int cAt, Ahead ahead) {
        float[] from = isNew ? zeros : c;
        int fromAt = isNew ? 0 : cAt;
        if (inner == null) {
            kernels.accumulateArranged(a, aAt, depth, 0, rows, b, at, width, depth,
                    from, fromAt, isNew ? 0 : width, c, cAt, width, ahead);
        } else {
            inner.multiply(a, aAt, rows / 2, b, at, at + quarter / 2, memory, innerMade,
                    from, fromAt, isNew ? 0 : rows * width / 2, c, cAt, ahead);
        }
    }

    /**
     * The same for a row that has no other: with the differences that B holds, it is {@code (A1 + A2) B11 + A2 (B21 − B11)}
     * and {@code A1 (B12 − B22) + (A1 + A2) B22}.
     *
     * @param a the row
     * @param from as c, which it may be
     * @param c {@code [C1, C2]}
     */
    void multiplyRow(float[] a, int aAt, float[] b, int left, int right, float[] from, int fromAt, float[] c, int cAt,
            float[] memory) {
        int c2 = cAt + width;
        kernels.add(a, aAt, a, aAt + depth, memory, rowAt, depth);
        multiplyByQuarter(memory, rowAt, b, left, from, fromAt, c, cAt, memory);
        multiplyByQuarter(a, aAt + depth, b, left + quarter, c, cAt, c, cAt, memory);
        multiplyByQuarter(memory, rowAt, b, right + quarter, from, fromAt + width, c, c2, memory);
        multiplyByQuarter(a, aAt, b, right, c, c2, c, c2, memory);
    }

    private void multiplyByQuarter(float[] a, int aAt, float[] b, int at, float[] from, int fromAt, float[] c, int cAt,
            float[] memory) {
        if (inner == null) {
            kernels.accumulate(a, aAt, depth, 1, b, at, width, depth, from, fromAt, width, c, cAt, width);
        } else {
            inner.multiplyRow(a, aAt, b, at, at + quarter / 2, from, fromAt, c, cAt, memory);
        }
    }
}
