package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.FastProducts;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.tensor.Shape;

/** How a {@link LinearStep} multiplies its rows by a weight: as they are, or arranged first. */
sealed interface LinearProduct {
    // To arrange an element takes as long as to multiply it by 10 columns, 24 with vectors of 128 bits, and gains a seventh of
    // what all columns take.
    int LEAST_COLUMNS = 192;
    // In less there are hardly two groups of terms.
    int LEAST_FAST_DEPTH = 128;
    // Of an image: less is not worth compiling more tiles for.
    long LEAST_FAST = 1 << 24;

    /**
     * Whether a layer is multiplied by {@link FastProducts}, which gives other bits: so it must not depend on how many images there
     * are.
     */
    static boolean isFast(Op.Linear op, Kernels kernels) {
        Shape shape = op.x().shape();
        int out = op.output().shape().width();
        return kernels.fastProducts().isPresent() && shape.rank() > 2 && shape.dim(-2) >= Kernels.ARRANGED_ROWS
                && shape.width() >= LEAST_FAST_DEPTH && out % (2 * kernels.half()) == 0
                && (long) shape.dim(-2) * shape.width() * out >= LEAST_FAST;
    }

    /** The one that suits a layer. */
    static LinearProduct of(Op.Linear op, StepContext context) {
        Kernels kernels = context.kernels();
        int rows = op.output().shape().rows();
        int in = op.x().shape().width();
        int out = op.output().shape().width();
        if (isFast(op, kernels)) {
            return new Fast(kernels.fastProducts().orElseThrow(), context.arrays().floats(op.x()), context.arrays().fast(op.weight()),
                    context.scratch(), context.scratch().reserveSharedBits(Math.multiplyExact(rows, FastProducts.row(in))));
        }
        // If any layer is large: its tiles are compiled anyhow, when others, for a small layer alone, are still interpreted.
        if (!kernels.wantsArranged(context.largest()) || rows < Kernels.ARRANGED_ROWS || out < LEAST_COLUMNS) {
            return new AsTheyAre(kernels, context.arrays().floats(op.x()), context.arrays().packed(op.weight()));
        }
        return new Arranged(kernels, context.arrays().floats(op.x()), context.arrays().packed(op.weight()), context.scratch(),
                context.scratch().reserveShared(Math.multiplyExact(rows, kernels.arrangedRow(in))));
    }

    PackedMatrix weight();

    /** Whether rows are to be arranged before they are multiplied. */
    default boolean isArranged() {
        return true;
    }

    /** From a multiple of so many on, rows may be arranged and multiplied without those before them. */
    int together();

    /** Arranges some rows, from a multiple of {@link #together} on. */
    void arrange(int first, int count);

    /**
     * Some rows by a panel and a block of the depth, {@code c = from + x · panel}.
     *
     * @param row the first one, a multiple of {@link #together}
     * @param k the first term of the block
     * @param memory into which the block was {@linkplain PackedMatrix#load loaded}, from {@code loadedAt} on
     */
    void accumulate(int panel, int k, int block, int row, int count, float[] memory, int loadedAt,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride, Ahead ahead);

    /** By {@link Kernels#accumulate}. */
    record AsTheyAre(Kernels kernels, float[] x, PackedMatrix weight) implements LinearProduct {
        @Override
        public boolean isArranged() {
            return false;
        }

        @Override
        public int together() {
            return 1;
        }

        @Override
        public void arrange(int first, int count) {}

        @Override
        public void accumulate(int panel, int k, int block, int row, int count, float[] memory, int loadedAt,
                float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride, Ahead ahead) {
            int depth = weight.panels().depth();
            kernels.accumulate(x, row * depth + k, depth, count, weight.loaded(memory), weight.loadedAt(panel, k, loadedAt),
                    weight.panels().width(panel), block, from, fromAt, fromStride, c, cAt, cStride);
        }
    }

    /** By {@link Kernels#accumulateArranged}. */
    record Arranged(Kernels kernels, float[] x, PackedMatrix weight, Scratch scratch, int at) implements LinearProduct {
        @Override
        public int together() {
            return Kernels.ARRANGED_ROWS;
        }

        @Override
        public void arrange(int first, int count) {
            int depth = weight.panels().depth();
            kernels.arrange(x, first * depth, depth, count, depth, scratch.shared(), at + first * kernels.arrangedRow(depth));
        }

        @Override
        public void accumulate(int panel, int k, int block, int row, int count, float[] memory, int loadedAt,
                float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride, Ahead ahead) {
            int depth = weight.panels().depth();
            kernels.accumulateArranged(scratch.shared(), at + row * kernels.arrangedRow(depth), depth, k, count,
                    weight.loaded(memory), weight.loadedAt(panel, k, loadedAt), weight.panels().width(panel), block,
                    from, fromAt, fromStride, c, cAt, cStride, ahead);
        }
    }

    /** By {@link FastProducts}. */
    record Fast(FastProducts products, float[] x, FastMatrix right, Scratch scratch, int at) implements LinearProduct {
        @Override
        public PackedMatrix weight() {
            return right.matrix();
        }

        @Override
        public int together() {
            return FastProducts.ROWS;
        }

        @Override
        public void arrange(int first, int count) {
            int depth = weight().panels().depth();
            products.arrange(x, first * depth, depth, count, depth, right.meanSquare(),
                    scratch.sharedBits(), at + first * FastProducts.row(depth));
        }

        @Override
        public void accumulate(int panel, int k, int block, int row, int count, float[] memory, int loadedAt,
                float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride, Ahead ahead) {
            int depth = weight().panels().depth();
            products.accumulate(scratch.sharedBits(), at + row * FastProducts.row(depth), depth, k, count,
                    weight().loaded(memory), weight().loadedAt(panel, k, loadedAt), block,
                    right.corrections(), right.correctionsAt(panel, k), from, fromAt, fromStride, c, cAt, cStride, ahead);
        }
    }
}
