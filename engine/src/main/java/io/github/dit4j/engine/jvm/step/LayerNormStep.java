package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.op.Normalization;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Tensor;

/** Layer normalisation: a tile is some rows, each of which is read from memory once. */
final class LayerNormStep implements Step, ThreadTeam.Tiled {
    // 16 rows of a thousand take some microseconds: less is not worth a thread's while.
    private static final int ELEMENTS_PER_TILE = 1 << 14;

    private final Kernels kernels;
    private final ThreadTeam team;
    private final float[] x;
    private final float[] output;
    private final int rows;
    private final int width;
    private final int rowsPerTile;
    private final float epsilon;
    private final Factors factors;

    /** What a normalised row is multiplied by, {@code unit + scale}, and what is then added. */
    private record Factors(float[] scale, int scaleAt, float unit, float[] shift, int shiftAt, int stride, int rowsPerRow) {}

    LayerNormStep(Op.LayerNorm op, StepContext context) {
        kernels = context.kernels();
        team = context.team();
        x = context.arrays().floats(op.x());
        output = context.arrays().floats(op.output());
        rows = op.x().shape().rows();
        width = op.x().shape().width();
        rowsPerTile = Math.max(1, ELEMENTS_PER_TILE / width);
        epsilon = op.epsilon();
        factors = switch (op.normalization()) {
            case Normalization.Affine(Tensor weight, Tensor bias) ->
                    new Factors(context.arrays().floats(weight), 0, 0, context.arrays().floats(bias), 0, 0, rows);
            case Normalization.Modulated(Slice shift, Slice scale) -> {
                float[] modulation = context.arrays().floats(shift.tensor());
                yield new Factors(modulation, scale.offset(), 1, modulation, shift.offset(), shift.stride(),
                        rows / shift.tensor().shape().rows());
            }
        };
    }

    @Override
    public void run() {
        team.run(Math.ceilDiv(rows, rowsPerTile), this);
    }

    @Override
    public void tile(int tile, int worker) {
        int end = Math.min(rows, (tile + 1) * rowsPerTile);
        for (int row = tile * rowsPerTile; row < end; row++) {
            int factorRow = row / factors.rowsPerRow * factors.stride;
            kernels.normalize(x, row * width, width, epsilon, factors.scale, factors.scaleAt + factorRow, factors.unit,
                    factors.shift, factors.shiftAt + factorRow, output, row * width);
        }
    }
}
