package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.jvm.kernels.Winograd;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Convolution by 3×3 as {@link Winograd} has it. The image is cut into tiles of 2×2 pixels; as many of them as there are
 * lanes, side by side, are a run. A task of a thread is some runs, one after another: it transforms what they see,
 * multiplies each component by that of the filters, and transforms the products back, all of it in memory of its own that
 * stays in the caches.
 *
 * <p>A pixel is the same sum of the same products wherever its tile lies and whatever else is in its task.
 */
final class WinogradStep implements Step, ThreadTeam.Tiled {
    // 126 filters for 512 channels are 258 kB: they stay in the second-level cache, with a panel, for all panels.
    private static final int FILTER_BLOCK = 1 << 16;
    // The autoencoder's convolution from 4 to 512 channels takes 0.6 ms without, 1.3 with it.
    private static final int FEWEST_CHANNELS = 8;
    private static final int PANEL = Panels.WIDE; // runs
    // Elements of one component, of what goes in and out: sixteen of them are 8 MB, a share of a third-level cache.
    private static final int COMPONENT = 128 * 1024;
    // Components lie apart by some cache lines more than a power of two, or all would fall into the same lines of the cache.
    private static final int GAP = 48;

    private final Kernels kernels;
    private final Winograd winograd;
    private final ThreadTeam team;
    private final Scratch scratch;
    private final boolean repeated;
    private final int components;
    private final float[] x;
    private final float[] filters;
    private final float[] bias;
    private final float[] residual;
    private final float[] output;
    private final int images;
    private final int in;
    private final int out;
    private final int height;
    private final int width;
    private final int xHeight;
    private final int xWidth;
    private final int lanes;
    private final Panels pixelPanel;
    private final Panels productPanel;
    private final int runsAcross;
    private final int runs;
    private final int runsPerTask;
    private final int lineLength;
    private final int vStride;
    private final int mAt;
    private final int mStride;
    private final int rowsAt;
    private final int rowStride;
    private final int lineAt;
    private final int pixelsAt;

    WinogradStep(Convolution convolution, StepContext context) {
        kernels = context.kernels();
        winograd = kernels.winograd();
        team = context.team();
        scratch = context.scratch();
        repeated = convolution.isRepeated();
        components = Winograd.components(repeated);
        x = context.arrays().floats(convolution.x());
        filters = context.arrays().winograd(convolution.op().weight(), repeated);
        bias = context.arrays().floats(convolution.op().bias());
        residual = convolution.residual().map(context.arrays()::floats).orElseGet(() -> new float[0]);
        output = context.arrays().floats(convolution.output());
        images = convolution.images();
        in = convolution.in();
        out = convolution.out();
        height = convolution.height();
        width = convolution.width();
        xHeight = convolution.x().shape().dim(2);
        xWidth = convolution.x().shape().dim(3);
        lanes = kernels.lanes();
        pixelPanel = kernels.panels(in, PANEL * lanes);
        productPanel = new Panels(out, PANEL * lanes, lanes, 0);
        runsAcross = Math.ceilDiv(width, 2 * lanes);
        runs = Math.ceilDiv(height, 2) * runsAcross;
        runsPerTask = runsPerTask(team.threads());
        vStride = runsPerTask * lanes * in + GAP;
        mAt = Kernels.ALIGNED + components * vStride;
        mStride = runsPerTask * lanes * out + GAP;
        rowsAt = mAt + components * mStride;
        rowStride = (repeated ? 3 : 4) * runsAcross * lanes;
        int lines = (repeated ? 1 : 2) * (Math.ceilDiv(runsPerTask - 1, runsAcross) + 1) + 2;
        lineAt = rowsAt + lines * rowStride;
        lineLength = (repeated ? lanes : 2 * lanes) * runsAcross + 2;
        pixelsAt = lineAt + lineLength;
        scratch.reserve(pixelsAt + 4 * lanes);
    }

    /**
     * Whether a convolution is of this kind, has not just the few channels of an image or of its latents, of which a product has
     * too few terms, and an image wide enough for full runs to save multiplications.
     */
    static boolean suits(ImageOp.Conv2d op, int lanes) {
        long height = op.output().shape().dim(2);
        long width = op.output().shape().dim(3);
        int components = Winograd.components(false);
        long multiplications = Math.ceilDiv(height, 2) * Math.ceilDiv(width, 2 * lanes) * lanes * components;
        return op.kernelSize() == 3 && op.stride() == 1 && op.margin() == 1 && op.weight().role() == Tensor.Role.WEIGHT
                && op.weight().shape().dim(1) >= FEWEST_CHANNELS
                && op.weight().shape().elements() / 9 * components < Integer.MAX_VALUE
                && multiplications < 9 * height * width;
    }

    /** As many as the caches hold, or fewer if the busiest thread then has less to do. */
    private int runsPerTask(int threads) {
        int most = Math.clamp(COMPONENT / (lanes * (in + out)), PANEL, Math.max(PANEL, runs));
        int best = most;
        double least = Double.MAX_VALUE;
        for (int candidate = most; candidate >= PANEL; candidate--) {
            int tasks = Math.ceilDiv(images * Math.ceilDiv(runs, candidate), threads);
            // A run that shares no panel costs a quarter more; reading the filters once costs about as much as half a run.
            double cost = tasks * (candidate + 0.25 * (candidate % PANEL) + 0.5);
            if (cost < least) {
                least = cost;
                best = candidate;
            }
        }
        return best;
    }

    @Override
    public void run() {
        team.run(images * Math.ceilDiv(runs, runsPerTask), this);
    }

    @Override
    public void tile(int task, int worker) {
        int tasks = Math.ceilDiv(runs, runsPerTask);
        int image = task / tasks;
        int first = task % tasks * runsPerTask;
        int count = Math.min(runsPerTask, runs - first);
        float[] own = scratch.of(worker);
        Arrays.fill(own, lineAt, lineAt + lineLength, 0); // the pixels beside the image stay so
        transformInput(image, first, count, own);
        multiply(count, own, scratch.ahead(worker));
        transformOutput(image, first, count, own);
    }

    /**
     * Where a row of a run is: as many runs as make a wide panel share one.
     *
     * @param panel {@link #pixelPanel} or {@link #productPanel}
     */
    private int place(Panels panel, int run, int count, int row) {
        int inPanel = run % PANEL;
        return run - inPanel + PANEL <= count
                ? (run - inPanel) * panel.depth() * lanes + panel.at(0, row, inPanel * lanes)
                : (run * panel.depth() + row) * lanes;
    }

    private void transformInput(int image, int first, int count, float[] own) {
        int linesPerTile = repeated ? 1 : 2;
        int from = first / runsAcross;
        int tileRows = (first + count - 1) / runsAcross + 1 - from;
        int lines = linesPerTile * tileRows + 2;
        int left = tileRows == 1 ? first % runsAcross : 0;
        int across = tileRows == 1 ? count : runsAcross;
        for (int channel = 0; channel < in; channel++) {
            int plane = (image * in + channel) * xHeight * xWidth;
            for (int line = 0; line < lines; line++) {
                transformLine(plane, linesPerTile * from - 1 + line, left, across, own, rowsAt + line * rowStride);
            }
            for (int run = 0; run < count; run++) {
                int line = linesPerTile * ((first + run) / runsAcross - from);
                int column = (first + run) % runsAcross;
                int at = Kernels.ALIGNED + place(pixelPanel, run, count, channel);
                if (repeated) {
                    winograd.inputRepeated(own, rowsAt + line * rowStride + column * 3 * lanes, rowStride, own, at, vStride);
                } else {
                    winograd.input(own, rowsAt + line * rowStride + column * 4 * lanes, rowStride, own, at, vStride);
                }
            }
        }
    }

    /** Transforms some runs of a row of a channel with the zeros beside it; above and below the image there are but zeros. */
    private void transformLine(int plane, int row, int left, int across, float[] own, int at) {
        if (row < 0 || row >= xHeight) {
            Arrays.fill(own, at, at + rowStride, 0);
            return;
        }
        System.arraycopy(x, plane + row * xWidth, own, lineAt + 1, xWidth);
        if (repeated) {
            winograd.rowsRepeated(own, lineAt + left * lanes, across, own, at + left * 3 * lanes);
        } else {
            winograd.rows(own, lineAt + left * 2 * lanes, across, own, at + left * 4 * lanes);
        }
    }

    private void multiply(int count, float[] own, Ahead ahead) {
        int block = Math.max(1, FILTER_BLOCK / in / Kernels.ARRANGED_ROWS) * Kernels.ARRANGED_ROWS;
        int row = kernels.arrangedRow(in);
        for (int component = 0; component < components; component++) {
            int v = Kernels.ALIGNED + component * vStride;
            int m = mAt + component * mStride;
            for (int filter = 0; filter < out; filter += block) {
                int rows = Math.min(block, out - filter);
                int a = (component * out + filter) * row;
                int next = a + rows * row;
                ahead.at(filters, next, Math.min(block * row, filters.length - next));
                for (int run = 0; run < count; ) {
                    int panel = run + PANEL <= count ? PANEL : 1;
                    int panelWidth = panel * lanes;
                    kernels.multiplyArranged(filters, a, rows, own, v + run * lanes * in, panelWidth, in,
                            own, m + run * lanes * out + filter * panelWidth, panelWidth, ahead);
                    run += panel;
                }
            }
        }
    }

    private void transformOutput(int image, int first, int count, float[] own) {
        for (int filter = 0; filter < out; filter++) {
            int plane = (image * out + filter) * height * width;
            for (int run = 0; run < count; run++) {
                int row = 2 * ((first + run) / runsAcross);
                int column = 2 * lanes * ((first + run) % runsAcross);
                int products = mAt + place(productPanel, run, count, filter);
                int at = plane + row * width + column;
                if (row + 2 <= height && column + 2 * lanes <= width) {
                    transformOutput(own, products, bias[filter], output, at, width);
                    addResidual(at, 2 * lanes);
                    addResidual(at + width, 2 * lanes);
                } else {
                    transformOutput(own, products, bias[filter], own, pixelsAt, 2 * lanes);
                    int used = Math.min(2 * lanes, width - column);
                    for (int line = 0; line < Math.min(2, height - row); line++) {
                        System.arraycopy(own, pixelsAt + line * 2 * lanes, output, at + line * width, used);
                        addResidual(at + line * width, used);
                    }
                }
            }
        }
    }

    private void transformOutput(float[] own, int products, float add, float[] pixels, int at, int stride) {
        if (repeated) {
            winograd.outputRepeated(own, products, mStride, add, pixels, at, stride);
        } else {
            winograd.output(own, products, mStride, add, pixels, at, stride);
        }
    }

    private void addResidual(int at, int count) {
        if (residual.length > 0) {
            kernels.add(output, at, residual, at, output, at, count);
        }
    }
}
