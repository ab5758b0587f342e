package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Op;

/**
 * A linear layer: a tile is some rows by one panel of the weight. The bias is what its sums begin with; what else is done
 * with them happens to some rows at a time, in a strip of memory that stays in the cache. Where nothing else is done
 * they go to the output directly. Rows are arranged first where the kernels want that and it pays.
 */
final class LinearStep implements Step {
    // 128 rows of 1152 are 590 kB: they stay in a core's second-level cache while the panels stream past. Arranged rows are read
    // fewer times, and more of them at once, so that panels come from memory less often: 2 % of 256 × 1536 → 384.
    private static final int USUAL_ROWS = 128;
    // Of deep layers, whose panels are many blocks, half as many: 3 to 6 % of 512 × 4608 → 1152.
    private static final int USUAL_ARRANGED_ROWS = 264;
    private static final int USUAL_DEEP_ROWS = 136;
    private static final int DEEP = 2304;
    private static final int FEWEST_ROWS = 16;
    // Rows that a thread has made are in its cache: it goes on with them, if they are enough to be worth fetching panels for.
    private static final int ROWS_OF_A_THREAD = 120;
    private static final int ROWS_IN_STEP = 8;
    private static final int TILES_PER_THREAD = 4;
    private static final int ROWS_AT_ONCE = 24;

    private final Kernels kernels;
    private final ThreadTeam team;
    private final LinearProduct product;
    private final PackedMatrix weight;
    private final Panels panels;
    private final float[] bias;
    private final LinearEpilogue epilogue;
    private final boolean isDirect;
    private final float[] output;
    private final int rows;
    private final int rowsPerTile;
    private final Scratch scratch;
    /** Of as many the sums, 5 to 6 kB, are in the first-level cache when the epilogue comes. */
    private final int rowsAtOnce;
    private final int loadedAt;
    private final ThreadTeam.Tiled arranging = this::arrange;
    private final ThreadTeam.Tiled multiplying = this::multiply;

    LinearStep(Op.Linear op, StepContext context) {
        kernels = context.kernels();
        team = context.team();
        product = LinearProduct.of(op, context);
        weight = product.weight();
        panels = weight.panels();
        bias = context.arrays().bias(op.bias(), panels.paddedColumns());
        output = context.arrays().floats(op.output());
        epilogue = LinearEpilogue.of(op, context);
        isDirect = op.epilogue().equals(Epilogue.NONE);
        rows = op.output().shape().rows();
        rowsAtOnce = product.isArranged() ? 2 * product.together() : ROWS_AT_ONCE;
        rowsPerTile = product.isArranged()
                ? rowsPerTile(panels.depth() > DEEP ? USUAL_DEEP_ROWS : USUAL_ARRANGED_ROWS, product.together())
                : rowsPerTile(USUAL_ROWS, ROWS_IN_STEP);
        scratch = context.scratch();
        loadedAt = Kernels.ALIGNED + rowsPerTile * Panels.WIDE * kernels.lanes();
        scratch.reserve(Math.addExact(loadedAt, weight.blockSize(Kernels.depthBlock(panels.depth()))));
    }

    /** Equal parts of about as many as the cache holds, one for each thread if rows suffice, and so many that all have tiles. */
    private int rowsPerTile(int usual, int step) {
        int forCache = Math.round((float) rows / usual);
        int forThreads = Math.min(team.threads(), rows / ROWS_OF_A_THREAD);
        int parts = Math.max(1, Math.max(forCache, forThreads));
        while (parts * panels.count() < TILES_PER_THREAD * team.threads() && rows / parts > FEWEST_ROWS) {
            parts *= 2;
        }
        return Math.ceilDiv(Math.ceilDiv(rows, parts), step) * step;
    }

    @Override
    public void run() {
        if (product.isArranged()) {
            team.run(Math.ceilDiv(rows, rowsAtOnce), arranging);
        }
        team.run(Math.ceilDiv(rows, rowsPerTile) * panels.count(), multiplying);
    }

    private void arrange(int tile, int worker) {
        int first = tile * rowsAtOnce;
        product.arrange(first, Math.min(rowsAtOnce, rows - first));
    }

    private void multiply(int tile, int worker) {
        int panel = tile % panels.count();
        int first = tile / panels.count() * rowsPerTile;
        int count = Math.min(rowsPerTile, rows - first);
        int width = panels.width(panel);
        int column = panels.column(panel);
        float[] strip = scratch.of(worker);
        Ahead ahead = scratch.ahead(worker);
        if (isDirect && panels.used(panel) == width) {
            int at = first * panels.columns() + column;
            int last = sumAllButLast(panel, first, count, strip, output, at, panels.columns(), ahead);
            sum(panel, first, count, last, strip, output, at, panels.columns(), ahead);
            return;
        }
        int last = sumAllButLast(panel, first, count, strip, strip, Kernels.ALIGNED, width, ahead);
        for (int done = 0; done < count; done += rowsAtOnce) {
            int some = Math.min(rowsAtOnce, count - done);
            int at = Kernels.ALIGNED + done * width;
            sum(panel, first + done, some, last, strip, strip, at, width, ahead);
            epilogue.store(strip, at, width, first + done, some, column, panels.used(panel));
        }
    }

    /** Loads the last block of the depth, and returns where it begins. */
    private int sumAllButLast(int panel, int row, int count, float[] memory, float[] sums, int at, int stride, Ahead ahead) {
        int block = Kernels.depthBlock(panels.depth());
        int k = 0;
        for (; k + block < panels.depth(); k += block) {
            load(panel, k, memory, ahead);
            sum(panel, row, count, k, memory, sums, at, stride, ahead);
        }
        load(panel, k, memory, ahead);
        return k;
    }

    /** Loads a block, and says which is the next. */
    private void load(int panel, int k, float[] memory, Ahead ahead) {
        weight.load(panel, k, block(k), kernels, memory, loadedAt);
        int next = k + block(k);
        if (next < panels.depth()) {
            weight.announce(panel, next, block(next), ahead);
        } else if (panel + 1 < panels.count()) {
            weight.announce(panel + 1, 0, block(0), ahead);
        } else {
            ahead.nothing();
        }
    }

    /** How many terms the block has that begins at k. */
    private int block(int k) {
        return Math.min(Kernels.depthBlock(panels.depth()), panels.depth() - k);
    }

    /**
     * A block of the depth, from {@code k} on.
     *
     * @param memory into which it was loaded
     */
    private void sum(int panel, int row, int count, int k, float[] memory, float[] sums, int at, int stride, Ahead ahead) {
        boolean isFirst = k == 0;
        product.accumulate(panel, k, block(k), row, count, memory, loadedAt,
                isFirst ? bias : sums, isFirst ? panels.column(panel) : at, isFirst ? 0 : stride, sums, at, stride, ahead);
    }
}
