package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Tensor;

/**
 * A linear layer: a tile is some rows by one panel of the weight. Its sums go to a strip of memory that stays in the
 * cache, where the epilogue finds them.
 */
final class LinearStep implements Step, ThreadTeam.Tiled {
    // 128 rows of 1152 are 590 kB: they stay in a core's second-level cache while the panels stream past.
    private static final int USUAL_ROWS = 128;
    private static final int FEWEST_ROWS = 16;
    private static final int ROWS_IN_STEP = 8; // the kernels take eight rows at a time
    private static final int TILES_PER_THREAD = 4;

    private final Kernels kernels;
    private final ThreadTeam team;
    private final float[] x;
    private final Panels panels;
    private final float[] weight;
    private final float[] bias;
    private final RowEpilogue epilogue;
    private final float[] output;
    private final int rows;
    private final int rowsPerTile;
    private final Scratch scratch;

    /** What is done with the sums of one row in one panel. */
    private interface RowEpilogue {
        void store(float[] sums, int at, int row, int column, int count);
    }

    LinearStep(Op.Linear op, StepContext context) {
        kernels = context.kernels();
        team = context.team();
        x = context.arrays().floats(op.x());
        PackedMatrix packed = context.arrays().packed(op.weight());
        panels = packed.panels();
        weight = packed.data();
        bias = op.bias().map(context.arrays()::floats).orElseGet(() -> new float[panels.columns()]);
        output = context.arrays().floats(op.output());
        epilogue = epilogue(op, context.arrays());
        rows = op.output().shape().rows();
        rowsPerTile = rowsPerTile(rows, panels.count(), team.threads());
        scratch = context.scratch();
        scratch.reserve(rowsPerTile * 3 * kernels.lanes());
    }

    /** Equal parts of about as many as the cache holds, but few enough that there are tiles for all threads. */
    private static int rowsPerTile(int rows, int panels, int threads) {
        int parts = Math.max(1, Math.round((float) rows / USUAL_ROWS));
        while (parts * panels < TILES_PER_THREAD * threads && rows / parts > FEWEST_ROWS) {
            parts *= 2;
        }
        return Math.ceilDiv(Math.ceilDiv(rows, parts), ROWS_IN_STEP) * ROWS_IN_STEP;
    }

    private RowEpilogue epilogue(Op.Linear op, JvmArrays arrays) {
        int width = op.output().shape().width();
        return switch (op.epilogue()) {
            case Epilogue.Activate(Activation function) -> function == Activation.IDENTITY
                    ? (sums, at, row, column, count) ->
                            kernels.add(sums, at, bias, column, output, row * width + column, count)
                    : (sums, at, row, column, count) -> {
                        kernels.add(sums, at, bias, column, sums, at, count);
                        kernels.activate(function, sums, at, output, row * width + column, count);
                    };
            case Epilogue.Residual(Tensor residual) -> {
                float[] stream = arrays.floats(residual);
                yield (sums, at, row, column, count) -> {
                    kernels.add(sums, at, bias, column, sums, at, count);
                    kernels.add(stream, row * width + column, sums, at, output, row * width + column, count);
                };
            }
            case Epilogue.GatedResidual(Tensor residual, Slice gate) -> {
                float[] stream = arrays.floats(residual);
                float[] gates = arrays.floats(gate.tensor());
                int rowsPerGate = op.output().shape().rows() / gate.tensor().shape().rows();
                yield (sums, at, row, column, count) -> {
                    kernels.add(sums, at, bias, column, sums, at, count);
                    kernels.multiplyAdd(sums, at, gates, row / rowsPerGate * gate.stride() + gate.offset() + column,
                            stream, row * width + column, output, row * width + column, count);
                };
            }
        };
    }

    @Override
    public void run() {
        team.run(Math.ceilDiv(rows, rowsPerTile) * panels.count(), this);
    }

    @Override
    public void tile(int tile, int worker) {
        int panel = tile % panels.count();
        int from = tile / panels.count() * rowsPerTile;
        int count = Math.min(rowsPerTile, rows - from);
        int depth = panels.depth();
        int width = panels.width(panel);
        float[] strip = scratch.of(worker);
        kernels.multiply(x, from * depth, depth, count, weight, panels.offset(panel), width, depth, strip, 0, width);
        for (int row = 0; row < count; row++) {
            epilogue.store(strip, row * width, from + row, panels.column(panel), panels.used(panel));
        }
    }
}
