package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.tensor.Shape;
import java.util.ArrayList;

/** The operations that move elements and change none. */
final class LayoutSteps {

    private LayoutSteps() {}

    static Step patchify(Op.Patchify op, StepContext context) {
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

    static Step unpatchify(Op.Unpatchify op, StepContext context) {
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
        int outer = runs(op.output().shape(), op.axis());
        int outputRun = op.output().shape().size() / outer;
        var copies = new ArrayList<ThreadTeam.Tiled>();
        int start = 0;
        for (var part : op.parts()) {
            float[] source = context.arrays().floats(part);
            int run = part.shape().size() / outer;
            int target = start;
            copies.add((tile, _) -> System.arraycopy(source, tile * run, output, tile * outputRun + target, run));
            start += run;
        }
        int tiles = outer;
        return () -> {
            for (int i = 0; i < copies.size(); i++) {
                context.team().run(tiles, copies.get(i));
            }
        };
    }

    static Step narrow(Op.Narrow op, StepContext context) {
        float[] x = context.arrays().floats(op.x());
        float[] output = context.arrays().floats(op.output());
        Shape whole = op.x().shape();
        int runs = runs(whole, op.axis());
        int stride = whole.size() / runs;
        int length = op.output().shape().size() / runs;
        int start = op.start() * (stride / whole.dim(op.axis()));
        ThreadTeam.Tiled copy = (tile, _) -> System.arraycopy(x, tile * stride + start, output, tile * length, length);
        return () -> context.team().run(runs, copy);
    }

    /** How many runs of consecutive elements there are in which the entries along an axis lie. */
    private static int runs(Shape shape, int axis) {
        int runs = 1;
        for (int outer = 0; outer < axis; outer++) {
            runs *= shape.dim(outer);
        }
        return runs;
    }
}
