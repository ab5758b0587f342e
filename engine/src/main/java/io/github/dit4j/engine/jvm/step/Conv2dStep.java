package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.op.ImageOp;
import java.util.Arrays;

/**
 * Convolution as a product of the filters {@code [out, in · k · k]} with the pixels that they see: a tile gathers those of
 * some panels of pixels, so many that a channel gives more than a few at once, and multiplies all filters with them.
 */
final class Conv2dStep implements Step, ThreadTeam.Tiled {
    // 786 kB of gathered pixels stay in a second-level cache; the filters pass by them in blocks of 131 kB.
    private static final int GATHERED = 192 * 1024;
    private static final int FILTER_BLOCK = 32 * 1024;
    private static final int ROWS_IN_STEP = 8; // which the kernels take as four and four, or beside six at a time
    private static final int TILES_PER_THREAD = 4;

    private final Kernels kernels;
    private final ThreadTeam team;
    private final Scratch scratch;
    private final float[] x;
    private final float[] weight;
    private final float[] bias;
    private final float[] residual;
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
    private final int panelsPerTile;
    private final int filtersPerBlock;
    private final int sumsAt;

    Conv2dStep(Convolution convolution, StepContext context) {
        ImageOp.Conv2d op = convolution.op();
        kernels = context.kernels();
        team = context.team();
        scratch = context.scratch();
        x = context.arrays().floats(op.x());
        weight = context.arrays().floats(op.weight());
        bias = context.arrays().floats(op.bias());
        residual = convolution.residual().map(context.arrays()::floats).orElseGet(() -> new float[0]);
        output = context.arrays().floats(convolution.output());
        images = convolution.images();
        in = convolution.in();
        out = convolution.out();
        height = op.x().shape().dim(2);
        width = op.x().shape().dim(3);
        size = op.kernelSize();
        stride = op.stride();
        margin = op.margin();
        columns = convolution.width();
        pixels = convolution.height() * columns;
        panels = kernels.panels(in * size * size, pixels);
        int widest = Panels.WIDE * kernels.lanes();
        int most = Math.clamp(GATHERED / (widest * panels.depth()), 1, panels.count());
        int forAllThreads = Math.max(1, images * panels.count() / (TILES_PER_THREAD * team.threads()));
        panelsPerTile = Math.min(most, forAllThreads);
        filtersPerBlock = Math.min(out, Math.max(ROWS_IN_STEP, FILTER_BLOCK / panels.depth() / ROWS_IN_STEP * ROWS_IN_STEP));
        sumsAt = Kernels.ALIGNED + Math.multiplyExact(panelsPerTile * widest, panels.depth());
        scratch.reserve(Math.addExact(sumsAt, filtersPerBlock * widest));
    }

    @Override
    public void run() {
        team.run(images * Math.ceilDiv(panels.count(), panelsPerTile), this);
    }

    @Override
    public void tile(int tile, int worker) {
        int tiles = Math.ceilDiv(panels.count(), panelsPerTile);
        int image = tile / tiles;
        int first = tile % tiles * panelsPerTile;
        int end = Math.min(panels.count(), first + panelsPerTile);
        float[] own = scratch.of(worker);
        gather(image, first, end, own);
        for (int filter = 0; filter < out; filter += filtersPerBlock) {
            int filters = Math.min(filtersPerBlock, out - filter);
            for (int panel = first; panel < end; panel++) {
                int lanes = panels.width(panel);
                kernels.multiply(weight, filter * panels.depth(), panels.depth(), filters,
                        own, Kernels.ALIGNED + panels.offset(panel) - panels.offset(first), lanes, panels.depth(), own, sumsAt, lanes);
                for (int row = 0; row < filters; row++) {
                    store(own, sumsAt + row * lanes, image, filter + row, panel);
                }
            }
        }
    }

    private void store(float[] sums, int from, int image, int filter, int panel) {
        int at = (image * out + filter) * pixels + panels.column(panel);
        int count = panels.used(panel);
        kernels.standardize(sums, from, 0, 1, bias[filter], output, at, count);
        if (residual.length > 0) {
            kernels.add(output, at, residual, at, output, at, count);
        }
    }

    private void gather(int image, int first, int end, float[] own) {
        int row = 0;
        for (int channel = 0; channel < in; channel++) {
            int plane = (image * in + channel) * height * width;
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    for (int panel = first; panel < end; panel++) {
                        int used = panels.used(panel);
                        int together = panels.together(panel);
                        for (int column = 0; column < used; column += together) {
                            gather(plane, panels.column(panel) + column, Math.min(together, used - column), i - margin, j - margin,
                                    own, Kernels.ALIGNED + panels.at(panel, row, column) - panels.offset(first));
                        }
                    }
                    row++;
                }
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
