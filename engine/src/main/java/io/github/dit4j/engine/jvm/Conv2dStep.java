package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.op.ImageOp;
import java.util.Arrays;

/**
 * Convolution as a product of the filters {@code [out, in · k · k]} with the pixels that they see: a tile gathers those
 * of one panel of pixels and multiplies all filters with it.
 */
final class Conv2dStep implements Step, ThreadTeam.Tiled {
    private final Kernels kernels;
    private final ThreadTeam team;
    private final Scratch scratch;
    private final float[] x;
    private final float[] weight;
    private final float[] bias;
    private final float[] output;
    private final int images;
    private final int in;
    private final int out;
    private final int height;
    private final int width;
    private final int size;
    private final int stride;
    private final int margin;
    private final int pixels;
    private final int columns;
    private final Panels panels;

    Conv2dStep(ImageOp.Conv2d op, StepContext context) {
        kernels = context.kernels();
        team = context.team();
        scratch = context.scratch();
        x = context.arrays().floats(op.x());
        weight = context.arrays().floats(op.weight());
        bias = context.arrays().floats(op.bias());
        output = context.arrays().floats(op.output());
        images = op.x().shape().dim(0);
        in = op.x().shape().dim(1);
        out = op.output().shape().dim(1);
        height = op.x().shape().dim(2);
        width = op.x().shape().dim(3);
        size = op.kernelSize();
        stride = op.stride();
        margin = op.margin();
        columns = op.output().shape().dim(3);
        pixels = op.output().shape().dim(2) * columns;
        panels = new Panels(in * size * size, pixels, kernels.lanes());
        scratch.reserve(Math.multiplyExact(Panels.WIDE * kernels.lanes(), panels.depth() + out));
    }

    @Override
    public void run() {
        team.run(images * panels.count(), this);
    }

    @Override
    public void tile(int tile, int worker) {
        int image = tile / panels.count();
        int panel = tile % panels.count();
        int lanes = panels.width(panel);
        int first = panels.column(panel);
        float[] seen = scratch.of(worker);
        int row = 0;
        for (int channel = 0; channel < in; channel++) {
            int plane = (image * in + channel) * height * width;
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    gather(plane, first, panels.used(panel), i - margin, j - margin, seen, row++ * lanes);
                }
            }
        }
        int sums = Panels.WIDE * kernels.lanes() * panels.depth();
        kernels.multiply(weight, 0, panels.depth(), out, seen, 0, lanes, panels.depth(), seen, sums, lanes);
        for (int channel = 0; channel < out; channel++) {
            int at = (image * out + channel) * pixels + first;
            for (int pixel = 0; pixel < panels.used(panel); pixel++) {
                output[at + pixel] = seen[sums + channel * lanes + pixel] + bias[channel];
            }
        }
    }

    /** Copies what the filter sees {@code (down, right)} of some consecutive places, zeros where there are no pixels. */
    private void gather(int plane, int first, int count, int down, int right, float[] target, int at) {
        int done = 0;
        while (done < count) {
            int y = (first + done) / columns * stride + down;
            int column = (first + done) % columns;
            int run = Math.min(count - done, columns - column);
            if (y < 0 || y >= height) {
                Arrays.fill(target, at + done, at + done + run, 0);
            } else if (stride == 1) {
                copy(plane + y * width, column + right, run, target, at + done);
            } else {
                for (int pixel = 0; pixel < run; pixel++) {
                    int z = (column + pixel) * stride + right;
                    target[at + done + pixel] = z >= 0 && z < width ? x[plane + y * width + z] : 0;
                }
            }
            done += run;
        }
    }

    /** Copies consecutive pixels of a row, zeros before its first and after its last. */
    private void copy(int row, int from, int count, float[] target, int at) {
        int before = Math.clamp(-(long) from, 0, count);
        int end = Math.clamp((long) width - from, before, count);
        Arrays.fill(target, at, at + before, 0);
        if (before < end) {
            System.arraycopy(x, row + from + before, target, at + before, end - before);
        }
        Arrays.fill(target, at + end, at + count, 0);
    }
}
