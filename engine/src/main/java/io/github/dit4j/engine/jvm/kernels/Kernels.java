package io.github.dit4j.engine.jvm.kernels;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.tensor.DType;
import java.util.Optional;

/**
 * The inner loops of the operations on rows of {@code float[]}. A row is an array and the index of its first element; no
 * row that is written overlaps one that is read unless it is the same.
 *
 * <p>An implementation computes an element by the same arithmetic in the same order wherever its row lies and however many
 * rows there are: that is why neither the batch nor the number of threads shows in the results.
 */
public interface Kernels {

    /** The most terms of a matrix product that are summed in one go; the sums of such blocks are then added up. */
    int DEPTH_BLOCK = 384;

    /** For people: as in {@code 512-bit SIMD}. */
    String description();

    /** Columns of the narrow {@link Panels}; the wide ones have {@link Panels#WIDE} times as many. */
    int lanes();

    /** As many zeros as a panel of a product is wide at most. */
    float[] ZEROS = new float[Panels.WIDE * 16];

    /**
     * Where the panels of a product begin in an array, so that none of their vectors lies across two lines of a cache, which
     * takes two loads. Arrays have 16 bytes before their first element; objects, and this element, lie at multiples of 64 bytes if
     * the JVM is told to ({@code -XX:ObjectAlignmentInBytes=64}, as the launcher does).
     */
    int ALIGNED = 12;

    /** The next element from the given one on at which panels may begin. */
    static int aligned(int at) {
        int line = 16;
        return Math.addExact(at, Math.floorMod(ALIGNED - at, line));
    }

    /** Columns of half a wide panel. */
    default int half() {
        return Panels.WIDE / 2 * lanes();
    }

    /** The terms of a block: equal parts of the depth. */
    static int depthBlock(int depth) {
        return Math.ceilDiv(depth, Math.ceilDiv(depth, DEPTH_BLOCK));
    }

    /**
     * How a right factor is to be packed. Where left factors are arranged, they meet half a panel at a time, which is read at one
     * go if it lies together: 2 % of layers whose weights come from memory.
     *
     * @param block the depth of the blocks in which it is multiplied
     */
    default Panels panels(int depth, int columns, int block) {
        return new Panels(depth, columns, lanes(), wantsArranged() ? block : 0);
    }

    /** For products by {@link #multiply}. */
    default Panels panels(int depth, int columns) {
        return panels(depth, columns, depthBlock(depth));
    }

    /**
     * One panel of a matrix product, {@code c = a · panel}, block by block of the depth.
     *
     * @param a {@code [rows, depth]}, a row every {@code aStride} elements
     * @param panel of {@link #panels}
     * @param width {@link #lanes()} or {@link Panels#WIDE} times that
     * @param c {@code [rows, width]}, a row every {@code cStride} elements
     */
    default void multiply(float[] a, int aAt, int aStride, int rows, float[] panel, int panelAt, int width, int depth,
            float[] c, int cAt, int cStride) {
        int block = depthBlock(depth);
        for (int k = 0; k < depth; k += block) {
            accumulate(a, aAt + k, aStride, rows, panel, panelAt + k * width, width, Math.min(block, depth - k),
                    k == 0 ? ZEROS : c, k == 0 ? 0 : cAt, k == 0 ? 0 : cStride, c, cAt, cStride);
        }
    }

    /**
     * One panel and one block of the depth of a matrix product: {@code c = from + a · panel}. Its terms are summed in one
     * go, then added.
     *
     * @param from {@code [rows, width]}, a row every {@code fromStride} elements: with 0 the same for all; it may be c
     * @see #multiply
     */
    void accumulate(float[] a, int aAt, int aStride, int rows, float[] panel, int panelAt, int width, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride);

    /**
     * Lays rows side by side, {@code out[k · outStride + row] = a[row · aStride + k]}: of many elements. Of few, {@link #oneByOne} is
     * done before the compilation of this has paid.
     *
     * @param rows at most {@link #lanes()}; of as many elements for each k, those behind the last row's may have any value
     */
    default void sideBySide(float[] a, int aAt, int aStride, int rows, int depth, float[] out, int outAt, int outStride) {
        oneByOne(a, aAt, aStride, rows, depth, out, outAt, outStride);
    }

    /** {@link #sideBySide} without vectors. */
    static void oneByOne(float[] a, int aAt, int aStride, int rows, int depth, float[] out, int outAt, int outStride) {
        for (int k = 0; k < depth; k++) {
            for (int row = 0; row < rows; row++) {
                out[outAt + k * outStride + row] = a[aAt + row * aStride + k];
            }
        }
    }

    /** The rows of an arranged left factor that may be multiplied without those before them: from a multiple of this on. */
    int ARRANGED_ROWS = 12;

    /** Whether products are faster with a left factor that was arranged: by more than that takes, if it is used often. */
    default boolean wantsArranged() {
        return false;
    }

    /**
     * The same where the largest operation is of so many multiply-adds, if its left factor is arranged each time: of less than a
     * millisecond's work, a run is over before the compilation of these tiles has paid.
     */
    default boolean wantsArranged(long multiplyAdds) {
        return wantsArranged() && multiplyAdds >= 1 << 24;
    }

    /** Elements that a row of an arranged left factor takes. */
    default int arrangedRow(int depth) {
        return depth;
    }

    /**
     * Copies a left factor in the order in which {@link #accumulateArranged} reads it, which is the implementation's own.
     *
     * @param a {@code [rows, depth]}, a row every {@code aStride} elements
     * @param out {@link #arrangedRow} elements for each row, dense, of which some may not be written
     */
    default void arrange(float[] a, int aAt, int aStride, int rows, int depth, float[] out, int outAt) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(a, aAt + row * aStride, out, outAt + row * depth, depth);
        }
    }

    /**
     * {@link #accumulate} with a left factor that was arranged, which gives the same bits.
     *
     * @param a {@code [rows, aDepth]} as {@link #arrange} has left it, or the last of these rows from a multiple of
     *         {@link #ARRANGED_ROWS} on
     * @param k the first of the terms, with which a {@linkplain #depthBlock block} begins
     * @param depth how many of them: all of the block
     * @param ahead what the worker is going to read, of which tiles may read a little by the way
     */
    default void accumulateArranged(float[] a, int aAt, int aDepth, int k, int rows, float[] panel, int panelAt, int width,
            int depth, float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride, Ahead ahead) {
        accumulate(a, aAt + k, aDepth, rows, panel, panelAt, width, depth, from, fromAt, fromStride, c, cAt, cStride);
    }

    /**
     * {@link #multiply} with a left factor that was arranged, which gives the same bits.
     *
     * @param a {@code [rows, depth]}, as for {@link #accumulateArranged}
     * @param ahead as there
     */
    default void multiplyArranged(float[] a, int aAt, int rows, float[] panel, int panelAt, int width, int depth,
            float[] c, int cAt, int cStride, Ahead ahead) {
        int block = depthBlock(depth);
        for (int k = 0; k < depth; k += block) {
            accumulateArranged(a, aAt, depth, k, rows, panel, panelAt + k * width, width, Math.min(block, depth - k),
                    k == 0 ? ZEROS : c, k == 0 ? 0 : cAt, k == 0 ? 0 : cStride, c, cAt, cStride, ahead);
        }
    }

    /** Another way to multiply, of which the results have other bits, where the processor is faster with it. */
    default Optional<FastProducts> fastProducts() {
        return Optional.empty();
    }

    /**
     * {@link #accumulate} with a left factor that is given by columns, those of as many rows as half a wide panel has columns; it
     * gives the same bits.
     *
     * @param a {@code [depth, half()]}, dense, an element of each row after the other
     * @param rows {@link #lanes()}, which are the first, or all; c has room for eight at least
     */
    void accumulateColumns(float[] a, int aAt, int rows, float[] panel, int panelAt, int width, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride);

    /**
     * {@link #multiply} with a left factor that is given by columns, which gives the same bits.
     *
     * @param a as for {@link #accumulateColumns}
     */
    default void multiplyColumns(float[] a, int aAt, int rows, float[] panel, int panelAt, int width, int depth,
            float[] c, int cAt, int cStride) {
        int block = depthBlock(depth);
        for (int k = 0; k < depth; k += block) {
            accumulateColumns(a, aAt + k * half(), rows, panel, panelAt + k * width, width, Math.min(block, depth - k),
                    k == 0 ? ZEROS : c, k == 0 ? 0 : cAt, k == 0 ? 0 : cStride, c, cAt, cStride);
        }
    }

    /**
     * What numbers of 16 bits stand for, exactly.
     *
     * @param type F16 or BF16
     * @param x bits
     */
    void widen(DType type, short[] x, int xAt, float[] out, int outAt, int count);

    /** The sums of large products. */
    Strassen strassen();

    /** The transforms of convolutions by 3×3. */
    Winograd winograd();

    /**
     * {@code out = x} for some rows at once.
     *
     * @param x {@code [rows, count]}, a row every {@code xStride} elements
     */
    default void copy(float[] x, int xAt, int xStride, float[] out, int outAt, int outStride, int rows, int count) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, xAt + row * xStride, out, outAt + row * outStride, count);
        }
    }

    /** {@code out = x + y}. */
    void add(float[] x, int xAt, float[] y, int yAt, float[] out, int outAt, int count);

    /** {@code out = x · factor}. */
    void scale(float[] x, int xAt, float factor, float[] out, int outAt, int count);

    /**
     * {@code out = x + y} for some rows at once: a call takes as long as some vectors do.
     *
     * @param x {@code [rows, count]}, a row every {@code xStride} elements
     * @param y rows of the same place as out's, from {@code at} on, one every {@code stride} elements; it may be out
     */
    void add(float[] x, int xAt, int xStride, float[] y, float[] out, int at, int stride, int rows, int count);

    /**
     * {@code out = x · factors + y} for some rows at once, as {@link #add}.
     *
     * @param factors {@code [count]}, the same for all rows
     */
    void multiplyAdd(float[] x, int xAt, int xStride, float[] factors, int factorsAt, float[] y,
            float[] out, int at, int stride, int rows, int count);

    /**
     * {@code out = function(x)} for some rows at once; see {@link ElementFunctions} for the error.
     *
     * @param x {@code [rows, count]}, a row every {@code xStride} elements
     */
    void activate(Activation function, float[] x, int xAt, int xStride, float[] out, int outAt, int outStride,
            int rows, int count);

    /** The same for one row. */
    default void activate(Activation function, float[] x, int xAt, float[] out, int outAt, int count) {
        activate(function, x, xAt, 0, out, outAt, 0, 1, count);
    }

    /**
     * {@code out = (x − mean) / √(variance + epsilon) · (unit + scale) + shift}.
     *
     * @param unit 1 for adaLN, 0 for an affine normalisation
     */
    void normalize(float[] x, int xAt, int count, float epsilon, float[] scale, int scaleAt, float unit,
            float[] shift, int shiftAt, float[] out, int outAt);

    /** {@code Σ x}, for no more than some thousands: what is summed up is a float. */
    double sum(float[] x, int xAt, int count);

    /** {@code Σ (x − center)²}, for no more than some thousands. */
    double squares(float[] x, int xAt, int count, float center);

    /** {@code out = (x − center) · factor + shift}. */
    void standardize(float[] x, int xAt, float center, float factor, float shift, float[] out, int outAt, int count);

    /**
     * {@code x = e^((x − max x) · scale)}, a softmax short of its division.
     *
     * @param scale positive
     * @return the sum of the new x
     */
    float softmax(float[] x, int at, int count, float scale);

    /**
     * The same for each column, of as many as half a wide panel has.
     *
     * @param x {@code [rows, half()]}, dense
     * @param sums of the new columns, from {@code sumsAt} on
     */
    void softmaxOfColumns(float[] x, int at, int rows, float scale, float[] sums, int sumsAt);

    /**
     * Multiply-adds that need no memory and do not wait for each other, as many at a time as the processor has use for.
     *
     * @param result {@link #lanes()} elements, there so that something comes of it
     * @return how many there were
     */
    long multiplyAdds(int rounds, float[] result);
}
