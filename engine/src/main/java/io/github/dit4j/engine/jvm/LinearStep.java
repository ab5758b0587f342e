package io.github.dit4j.engine.jvm;

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
    private static final int USUAL_ARRANGED_ROWS = 264;
    private static final int FEWEST_ROWS = 16;
    // Rows that a thread has made are in its cache: it goes on with them, if they are enough to be worth fetching panels for.
    private static final int ROWS_OF_A_THREAD = 120;
    private static final int ROWS_IN_STEP = 8;
    // To arrange an element takes as long as to multiply it by 10 columns, 24 with vectors of 128 bits, and gains a seventh of
    // what all columns take.
    private static final int LEAST_COLUMNS = 192;
    private static final int ARRANGED_AT_ONCE = 2 * Kernels.ARRANGED_ROWS;
    private static final int TILES_PER_THREAD = 4;
    // Their sums, 6 kB, are in the first-level cache when the epilogue comes.
    private static final int EPILOGUE_ROWS = 2 * Kernels.ARRANGED_ROWS;

    private final Kernels kernels;
    private final ThreadTeam team;
    private final float[] x;
    private final Panels panels;
    private final PackedMatrix weight;
    private final float[] bias;
    private final LinearEpilogue epilogue;
    private final boolean isDirect;
    private final float[] output;
    private final int rows;
    private final boolean isArranged;
    private final int rowsPerTile;
    private final Scratch scratch;
    private final int arrangedAt;
    private final int loadedAt;
    private final ThreadTeam.Tiled arranging = this::arrange;
    private final ThreadTeam.Tiled multiplying = this::multiply;

    LinearStep(Op.Linear op, StepContext context) {
        kernels = context.kernels();
        team = context.team();
        x = context.arrays().floats(op.x());
        weight = context.arrays().packed(op.weight());
        panels = weight.panels();
        bias = context.arrays().bias(op.bias(), panels.paddedColumns());
        output = context.arrays().floats(op.output());
        epilogue = LinearEpilogue.of(op, context);
        isDirect = op.epilogue().equals(Epilogue.NONE);
        rows = op.output().shape().rows();
        // If any layer is large: its tiles are compiled anyhow, when others, for a small layer alone, are still interpreted.
        isArranged = kernels.wantsArranged(context.largest()) && rows >= Kernels.ARRANGED_ROWS && panels.columns() >= LEAST_COLUMNS;
        rowsPerTile = isArranged
                ? rowsPerTile(USUAL_ARRANGED_ROWS, Kernels.ARRANGED_ROWS)
                : rowsPerTile(USUAL_ROWS, ROWS_IN_STEP);
        scratch = context.scratch();
        arrangedAt = scratch.reserveShared(isArranged ? Math.multiplyExact(rows, kernels.arrangedRow(panels.depth())) : 0);
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
        if (isArranged) {
            team.run(Math.ceilDiv(rows, ARRANGED_AT_ONCE), arranging);
        }
        team.run(Math.ceilDiv(rows, rowsPerTile) * panels.count(), multiplying);
    }

    private void arrange(int tile, int worker) {
        int first = tile * ARRANGED_AT_ONCE;
        kernels.arrange(x, first * panels.depth(), panels.depth(), Math.min(ARRANGED_AT_ONCE, rows - first), panels.depth(),
                scratch.shared(), arrangedAt(first));
    }

    private int arrangedAt(int row) {
        return arrangedAt + row * kernels.arrangedRow(panels.depth());
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
        for (int done = 0; done < count; done += EPILOGUE_ROWS) {
            int some = Math.min(EPILOGUE_ROWS, count - done);
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
        int depth = panels.depth();
        boolean isFirst = k == 0;
        float[] b = weight.loaded(memory);
        int bAt = weight.loadedAt(panel, k, loadedAt);
        float[] from = isFirst ? bias : sums;
        int fromAt = isFirst ? panels.column(panel) : at;
        int fromStride = isFirst ? 0 : stride;
        if (isArranged) {
            kernels.accumulateArranged(scratch.shared(), arrangedAt(row), depth, k, count, b, bAt, panels.width(panel), block(k),
                    from, fromAt, fromStride, sums, at, stride, ahead);
        } else {
            kernels.accumulate(x, row * depth + k, depth, count, b, bAt, panels.width(panel), block(k),
                    from, fromAt, fromStride, sums, at, stride);
        }
    }
}
