package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.ImageOp;

/**
 * Group normalisation in two rounds: a tile of the first finds mean and deviation of a group, one of the second
 * normalises some pixels of a channel.
 */
final class GroupNormStep implements Step {
    // Sums are floats within a piece and doubles over the pieces of a group, 64 of them in a decoder's largest.
    private static final int PIECE = 1 << 12;

    private final ImageOp.GroupNorm op;
    private final Kernels kernels;
    private final ThreadTeam team;
    private final float[] x;
    private final float[] weight;
    private final float[] bias;
    private final float[] output;
    private final int channels;
    private final int pixels;
    private final int pieces;
    private final float[] means;
    private final float[] inverses;
    private final ThreadTeam.Tiled measuring = this::measure;
    private final ThreadTeam.Tiled normalizing = this::normalize;

    GroupNormStep(ImageOp.GroupNorm op, StepContext context) {
        this.op = op;
        kernels = context.kernels();
        team = context.team();
        x = context.arrays().floats(op.x());
        weight = context.arrays().floats(op.weight());
        bias = context.arrays().floats(op.bias());
        output = context.arrays().floats(op.output());
        channels = op.x().shape().dim(1);
        pixels = op.x().shape().dim(2) * op.x().shape().dim(3);
        pieces = Math.ceilDiv(pixels, PIECE);
        means = new float[op.x().shape().dim(0) * op.groups()];
        inverses = new float[means.length];
    }

    @Override
    public void run() {
        team.run(means.length, measuring);
        team.run(op.x().shape().dim(0) * channels * pieces, normalizing);
    }

    private void measure(int group, int worker) {
        int size = op.groupSize();
        int end = (group + 1) * size;
        double sum = 0;
        for (int at = group * size; at < end; at += PIECE) {
            sum += kernels.sum(x, at, Math.min(PIECE, end - at));
        }
        means[group] = (float) (sum / size);
        double squares = 0;
        for (int at = group * size; at < end; at += PIECE) {
            squares += kernels.squares(x, at, Math.min(PIECE, end - at), means[group]);
        }
        inverses[group] = (float) (1 / Math.sqrt(squares / size + op.epsilon()));
    }

    private void normalize(int tile, int worker) {
        int plane = tile / pieces;
        int from = tile % pieces * PIECE;
        int at = plane * pixels + from;
        int count = Math.min(PIECE, pixels - from);
        int channel = plane % channels;
        int group = plane / (channels / op.groups());
        kernels.standardize(x, at, means[group], inverses[group] * weight[channel], bias[channel], output, at, count);
        if (op.function() != Activation.IDENTITY) {
            kernels.activate(op.function(), output, at, output, at, count);
        }
    }
}
