package io.github.dit4j.engine.jvm.kernels;

/**
 * The transforms of Winograd's minimal filtering F(2×2, 3×3) (Lavin and Gray 2015): 2×2 pixels of a convolution by 3×3 are
 * {@code Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A}, with d the 4×4 pixels that they see, and so 16 multiplications in place of 36.
 *
 * <p>The rounding stays that of the sums themselves, because Bᵀ and Aᵀ hold nothing but 0 and ±1. F(4×4, 3×3) would need 36
 * in place of 144, but its factors up to 8 lose another decimal digit, and its filters take four times the memory.
 *
 * <p>Of an image of which every pixel was repeated, down and across, before the convolution, the middle two of four pixels
 * are the same, and a row and a column of {@code Bᵀ d B} are zero: 9 multiplications are left.
 *
 * <p>An implementation transforms as many neighbouring tiles, each of 2×2 pixels, at a time as {@link Kernels#lanes()} says.
 * The components of a tile lie {@code stride} elements from each other, those of neighbouring tiles side by side, in an
 * order that is the implementation's own.
 */
public interface Winograd {
    /** The components of a tile, 16, or 9 where each pixel is repeated. */
    static int components(boolean repeated) {
        return repeated ? 9 : 16;
    }

    /**
     * {@code d B} for a row of pixels of one channel.
     *
     * @param x {@code 2 · lanes · runs + 2} pixels
     * @param rows {@code [runs, 4, lanes]}
     */
    void rows(float[] x, int xAt, int runs, float[] rows, int rowsAt);

    /**
     * The same where each pixel is repeated, without what is zero.
     *
     * @param x {@code lanes · runs + 2} pixels before they are repeated
     * @param rows {@code [runs, 3, lanes]}
     */
    void rowsRepeated(float[] x, int xAt, int runs, float[] rows, int rowsAt);

    /**
     * {@code Bᵀ (d B)} of one run.
     *
     * @param rows four of them, one every {@code rowStride} elements
     * @param v 16 components
     */
    void input(float[] rows, int rowsAt, int rowStride, float[] v, int vAt, int stride);

    /** The same from three rows of repeated pixels, 9 components. */
    void inputRepeated(float[] rows, int rowsAt, int rowStride, float[] v, int vAt, int stride);

    /**
     * {@code Aᵀ m A + bias} of one run and filter.
     *
     * @param m 16 components
     * @param out two rows of {@code 2 · lanes} pixels, one every {@code outStride} elements
     */
    void output(float[] m, int mAt, int stride, float bias, float[] out, int outAt, int outStride);

    /** The same from the 9 components that are not zero where pixels are repeated. */
    void outputRepeated(float[] m, int mAt, int stride, float bias, float[] out, int outAt, int outStride);

    /**
     * {@code G g Gᵀ}, in double precision so that it is rounded once.
     *
     * @param filters {@code [count, 3, 3]}
     * @param components {@code [16 or 9, count]}, a component every {@code stride} elements
     * @param repeated whether the 9 are wanted that are left where pixels are repeated
     */
    static void transformFilters(float[] filters, int count, float[] components, int at, int stride, boolean repeated) {
        var rows = new double[4][3];
        for (int filter = 0; filter < count; filter++) {
            for (int j = 0; j < 3; j++) {
                double g0 = filters[filter * 9 + j];
                double g1 = filters[filter * 9 + 3 + j];
                double g2 = filters[filter * 9 + 6 + j];
                rows[0][j] = g0;
                rows[1][j] = (g0 + g1 + g2) / 2;
                rows[2][j] = (g0 - g1 + g2) / 2;
                rows[3][j] = g2;
            }
            int component = 0;
            for (int i = 0; i < 4; i++) {
                double[] g = rows[i];
                double[] row = {g[0], (g[0] + g[1] + g[2]) / 2, (g[0] - g[1] + g[2]) / 2, g[2]};
                for (int j = 0; j < 4; j++) {
                    if (!repeated || i != 2 && j != 2) {
                        components[at + component++ * stride + filter] = (float) row[j];
                    }
                }
            }
        }
    }
}
