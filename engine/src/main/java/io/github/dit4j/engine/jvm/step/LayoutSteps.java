package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.tensor.Shape;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** The operations that move elements and change none. */
final class LayoutSteps {
    private static final int ELEMENTS_PER_TILE = 1 << 14;

    private LayoutSteps() {}

    static Step upsample(ImageOp.Upsample op, StepContext context) {
        float[] x = context.arrays().floats(op.x());
        float[] output = context.arrays().floats(op.output());
        int width = op.x().shape().dim(3);
        int factor = op.factor();
        int enlarged = factor * width;
        return forEachRun(op.x().shape().rows(), factor * enlarged, context, row -> {
            int first = row * factor * enlarged;
            for (int column = 0; column < width; column++) {
                Arrays.fill(output, first + column * factor, first + (column + 1) * factor, x[row * width + column]);
            }
            for (int copy = 1; copy < factor; copy++) {
                System.arraycopy(output, first, output, first + copy * enlarged, enlarged);
            }
        });
    }

    static Step patchify(ImageOp.Patchify op, StepContext context) {
        float[] x = context.arrays().floats(op.x());
        float[] output = context.arrays().floats(op.output());
        Shape image = op.x().shape();
        int patch = op.patch();
        int channels = image.dim(1);
        int height = image.dim(2);
        int width = image.dim(3);
        int across = width / patch;
        ThreadTeam.Tiled rowOfPatches = (tile, _) -> {
            int n = tile / (height / patch);
            int down = tile % (height / patch);
            for (int token = 0; token < across; token++) {
                int at = (tile * across + token) * channels * patch * patch;
                for (int channel = 0; channel < channels; channel++) {
                    for (int i = 0; i < patch; i++) {
                        int source = ((n * channels + channel) * height + down * patch + i) * width + token * patch;
                        System.arraycopy(x, source, output, at, patch);
                        at += patch;
                    }
                }
            }
        };
        return () -> context.team().run(image.dim(0) * (height / patch), rowOfPatches);
    }

    static Step unpatchify(ImageOp.Unpatchify op, StepContext context) {
        float[] x = context.arrays().floats(op.x());
        float[] output = context.arrays().floats(op.output());
        Shape image = op.output().shape();
        int patch = op.patch();
        int channels = image.dim(1);
        int height = image.dim(2);
        int width = image.dim(3);
        int across = width / patch;
        int tokens = op.x().shape().dim(1);
        ThreadTeam.Tiled rowOfPatches = (tile, _) -> {
            int n = tile / (height / patch);
            int down = tile % (height / patch);
            for (int token = 0; token < across; token++) {
                int at = (n * tokens + op.skip() + down * across + token) * patch * patch * channels;
                for (int i = 0; i < patch; i++) {
                    for (int j = 0; j < patch; j++) {
                        for (int channel = 0; channel < channels; channel++) {
                            int row = (n * channels + channel) * height + down * patch + i;
                            output[row * width + token * patch + j] = x[at++];
                        }
                    }
                }
            }
        };
        return () -> context.team().run(image.dim(0) * (height / patch), rowOfPatches);
    }

    static Step concat(Op.Concat op, StepContext context) {
        float[] output = context.arrays().floats(op.output());
        int runs = runs(op.output().shape(), op.axis());
        int length = op.output().shape().size() / runs;
        float[][] sources = op.parts().stream().map(context.arrays()::floats).toArray(float[][]::new);
        int[] lengths = op.parts().stream().mapToInt(part -> part.shape().size() / runs).toArray();
        return forEachRun(runs, length, context, run -> {
            int at = run * length;
            for (int part = 0; part < lengths.length; part++) {
                System.arraycopy(sources[part], run * lengths[part], output, at, lengths[part]);
                at += lengths[part];
            }
        });
    }

    static Step narrow(Op.Narrow op, StepContext context) {
        float[] x = context.arrays().floats(op.x());
        float[] output = context.arrays().floats(op.output());
        Shape whole = op.x().shape();
        int runs = runs(whole, op.axis());
        int stride = whole.size() / runs;
        int length = op.output().shape().size() / runs;
        int start = op.start() * (stride / whole.dim(op.axis()));
        return forEachRun(runs, length, context,
                run -> System.arraycopy(x, run * stride + start, output, run * length, length));
    }

    /** How many runs of consecutive elements there are in which the entries along an axis lie. */
    private static int runs(Shape shape, int axis) {
        int runs = 1;
        for (int outer = 0; outer < axis; outer++) {
            runs *= shape.dim(outer);
        }
        return runs;
    }

    /** Copies runs of elements, some in a tile. */
    private static Step forEachRun(int runs, int length, StepContext context, IntConsumer copy) {
        int runsPerTile = Math.max(1, ELEMENTS_PER_TILE / length);
        ThreadTeam.Tiled someRuns = (tile, _) -> {
            int end = Math.min(runs, (tile + 1) * runsPerTile);
            for (int run = tile * runsPerTile; run < end; run++) {
                copy.accept(run);
            }
        };
        return () -> context.team().run(Math.ceilDiv(runs, runsPerTile), someRuns);
    }
}
