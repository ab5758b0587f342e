package io.github.dit4j.engine.jvm.kernels;

/**
 * The sums of Strassen's algorithm (Strassen 1969) for a product of matrices, each cut into quarters: it makes 7 products of
 * quarters in place of 8.
 *
 * <pre>
 * P1 = (A11 + A22)(B11 + B22)     C11 = P1 + P4 − P5 + P7
 * P2 = (A21 + A22) B11            C12 = P3 + P5
 * P3 = A11 (B12 − B22)            C21 = P2 + P4
 * P4 = A22 (B21 − B11)            C22 = P1 − P2 + P3 + P6
 * P5 = (A11 + A12) B22
 * P6 = (A21 − A11)(B11 + B12)
 * P7 = (A12 − A22)(B21 + B22)
 * </pre>
 *
 * <p>B is kept with its differences in place of two quarters, {@code [B11, B12 − B22; B21 − B11, B22]}: four of the right
 * factors are there then, and the others are one addition away.
 *
 * <p>An element's error is that of its quarter, all of which takes part in its sums, and not of its row and column alone. In
 * relative L2 it is 1.5 times that of plain sums as long as a quarter is twice as deep, for normally distributed matrices.
 *
 * <p>Sizes are multiples of {@link Kernels#lanes()}.
 */
public interface Strassen {
    /** The products. */
    int PRODUCTS = 7;
    /** The products that {@link #combine} adds up, the first ones. */
    int COMBINED = 5;
    /** The right factors that are made, those of P1, P6 and P7. */
    int RIGHT = 3;

    /**
     * Makes the left factors of all products, in their order; quarters are copied, so that what products read lies together.
     *
     * @param a {@code [A11, A12, A21, A22]}, dense
     * @param size elements of a quarter
     * @param out {@code [7, size]}
     */
    void left(float[] a, int at, int size, float[] out, int outAt);

    /**
     * Puts differences in place of B12 and B21.
     *
     * @param b the left half, {@code [B11, B21]}, from {@code left} on, the right half, {@code [B12, B22]}, from {@code right}
     * @param size elements of a quarter
     */
    void differences(float[] b, int left, int right, int size);

    /**
     * Makes the right factors that are sums.
     *
     * @param b with the {@link #differences}
     * @param out {@code [3, size]}
     */
    void right(float[] b, int left, int right, int size, float[] out, int outAt);

    /**
     * Adds up the first five products: {@code C = from + …}, of which C11 still lacks P7, and C22 P6.
     *
     * @param products {@code [5, size]}
     * @param size elements of a quarter
     * @param lower from the upper quarters of from to its lower ones; 0 if they are the same
     * @param c {@code [C11, C12, C21, C22]}, dense; it may be from
     */
    void combine(float[] products, int at, int size, float[] from, int fromAt, int lower, float[] c, int cAt);
}
