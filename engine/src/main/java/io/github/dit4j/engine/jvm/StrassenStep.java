package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.tensor.Shape;

/**
 * A linear layer by {@link Strassen}'s algorithm, which takes an eighth off its multiply-adds. The matrices are not cut into
 * quarters as wholes but piece by piece, so that what is added up is in the cache: some rows ({@link Bands}), two panels of the
 * weight side by side, and a block of the depth.
 *
 * <p>Some hundred rows and two blocks of the depth are multiplied at once, in two rounds. In the first a tile makes the left
 * factors of a band. In the second it is some bands by a pair of panels: it makes the right factors of a block, and multiplies
 * each band by them.
 */
final class StrassenStep implements Step {
    // The right factors of a block are 516 kB then, four of seven in the weight itself: half of a core's second-level cache.
    private static final int DEPTH_BLOCK = 576;
    // The left factors of 528 rows are 4 MB, which stay in the third-level cache while the panels come by. The fewer rows, the
    // more of the time the right factors take.
    private static final int BLOCKS_AT_ONCE = 2;
    private static final int ROWS_AT_ONCE = 528;
    private static final int FEWEST_ROWS = 60;
    private static final double MOST_IMBALANCE = 1.05;
    // Two tiles of a product, or four where they are arranged: these are done sooner with a factor from the second-level cache.
    private static final int BAND_ROWS = 2 * Kernels.ARRANGED_ROWS;
    // Less gains nothing. Shorter vectors multiply fewer numbers in the time that the sums take, which are bound by the caches:
    // they gain with 384, too, most where there are more columns, by whose number the sums of rows are shared.
    private static final int LEAST_TOKENS = 128;
    private static final int LEAST_WIDTH = 512;
    private static final int LEAST_WIDTH_OF_SHORT_VECTORS = 384;

    private final ThreadTeam team;
    private final Scratch scratch;
    private final Kernels kernels;
    private final Strassen strassen;
    private final StrassenProducts products;
    private final Bands bands;
    private final float[] x;
    private final float[] bias;
    private final LinearEpilogue epilogue;
    private final int pairs;
    private final int width;
    private final int depth;
    private final int block;
    private final int depthAtOnce;
    private final int bandsPerTile;
    private final int bandsAtOnce;
    private final int rowsAtOnce;
    private final int biasAt;
    private final int sumsAt;
    private final ThreadTeam.Tiled preparing = this::prepare;
    private final ThreadTeam.Tiled multiplying = this::multiply;
    private int firstBand;
    private int firstK;

    /** Whether a layer is large enough to gain by it, and of sizes that can be cut so. */
    static boolean suits(Op.Linear op, int lanes) {
        Shape shape = op.x().shape();
        int in = shape.width();
        int out = op.output().shape().width();
        int least = lanes < 16 && out > in ? LEAST_WIDTH_OF_SHORT_VECTORS : LEAST_WIDTH;
        return shape.rank() > 2 && shape.dim(-2) >= LEAST_TOKENS && Math.min(in, out) >= least
                && in % (blocks(in) * 2 * lanes) == 0 && out % (2 * Panels.WIDE * lanes) == 0;
    }

    private static int blocks(int depth) {
        return Math.ceilDiv(depth, DEPTH_BLOCK);
    }

    StrassenStep(Op.Linear op, StepContext context) {
        team = context.team();
        scratch = context.scratch();
        kernels = context.kernels();
        strassen = kernels.strassen();
        depth = op.x().shape().width();
        block = depth / blocks(depth);
        depthAtOnce = Math.min(depth, BLOCKS_AT_ONCE * block);
        PackedMatrix weight = context.arrays().packed(op.weight(), block);
        int tokens = op.x().shape().dim(-2);
        bands = new Bands(op.x().shape().rows() / tokens, tokens, kernels.wantsArranged() ? 2 * BAND_ROWS : BAND_ROWS);
        products = new StrassenProducts(kernels, weight, block / 2, bands.mostHalf());
        pairs = weight.panels().count() / 2;
        width = weight.panels().width(0);
        x = context.arrays().floats(op.x());
        bias = context.arrays().bias(op.bias(), weight.panels().columns());
        epilogue = LinearEpilogue.of(op, context);

        int rounds = Math.ceilDiv(bands.count(), ROWS_AT_ONCE / bands.usual());
        int parts = parts(Math.ceilDiv(bands.count(), rounds), team.threads());
        bandsPerTile = Math.ceilDiv(bands.count(), rounds * parts);
        bandsAtOnce = bandsPerTile * parts;
        rowsAtOnce = bands.mostRows(bandsAtOnce);

        biasAt = products.memory();
        int sums = biasAt + 2 * bands.mostHalf() * width;
        if (isWhole()) {
            sumsAt = sums;
            scratch.reserve(Math.addExact(sums, bands.mostRows(bandsPerTile) * 2 * width));
            scratch.reserveShared(leftSize(rowsAtOnce));
        } else {
            sumsAt = leftSize(rowsAtOnce);
            scratch.reserve(sums);
            scratch.reserveShared(Math.addExact(sumsAt, rowsAtOnce * weight.panels().columns()));
        }
    }

    /** Into how many parts bands are divided, so that no thread is long without a tile: as few as will do. */
    private int parts(int some, int threads) {
        int best = 1;
        for (int parts = 2; some / parts * bands.usual() >= FEWEST_ROWS
                && imbalance(best * pairs, threads) > MOST_IMBALANCE; parts++) {
            if (imbalance(parts * pairs, threads) < imbalance(best * pairs, threads)) {
                best = parts;
            }
        }
        return best;
    }

    /** The time that equal tiles take, in relation to what it would be if they could be divided. */
    private static double imbalance(int tiles, int threads) {
        return (double) Math.ceilDiv(tiles, threads) * threads / tiles;
    }

    /** Whether all of the depth is multiplied at once: sums are a tile's own then, and need not wait for the next part of it. */
    private boolean isWhole() {
        return depthAtOnce == depth;
    }

    /** Elements of the left factors of so many rows. */
    private int leftSize(int rows) {
        return Math.multiplyExact(Strassen.PRODUCTS * (rows / 2), depthAtOnce / 2);
    }

    @Override
    public void run() {
        for (firstBand = 0; firstBand < bands.count(); firstBand += bandsAtOnce) {
            int some = Math.min(bandsAtOnce, bands.count() - firstBand);
            for (firstK = 0; firstK < depth; firstK += depthAtOnce) {
                team.run(some, preparing);
                team.run(Math.ceilDiv(some, bandsPerTile) * pairs, multiplying);
            }
        }
    }

    private void prepare(int tile, int worker) {
        int band = firstBand + tile;
        int rows = bands.half(band);
        int half = block / 2;
        int size = rows * half;
        float[] factors = scratch.shared();
        for (int k = firstK; k < endOfDepth(); k += block) {
            int upper = bands.row(band) * depth + k;
            int lower = upper + rows * depth;
            int at = leftAt(band, k);
            if (kernels.wantsArranged()) {
                // The quarters go where factors of them go: fewer are arranged so than the factors are.
                int a11 = at + 2 * size;
                int a22 = at + 3 * size;
                int a21 = at + 5 * size;
                int a12 = at + 6 * size;
                kernels.arrange(x, upper, depth, rows, half, factors, a11);
                kernels.arrange(x, upper + half, depth, rows, half, factors, a12);
                kernels.arrange(x, lower, depth, rows, half, factors, a21);
                kernels.arrange(x, lower + half, depth, rows, half, factors, a22);
                strassen.left(factors, a11, a12, a21, a22, 0, 1, size, factors, at);
            } else {
                strassen.left(x, upper, upper + half, lower, lower + half, depth, rows, half, factors, at);
            }
        }
    }

    private int endOfDepth() {
        return Math.min(depth, firstK + depthAtOnce);
    }

    /** Where the left factors of a band and a block are. */
    private int leftAt(int band, int k) {
        return leftSize(bands.row(band) - bands.row(firstBand)) + Strassen.PRODUCTS * bands.half(band) * ((k - firstK) / 2);
    }

    private void multiply(int tile, int worker) {
        int pair = tile % pairs;
        int first = firstBand + tile / pairs * bandsPerTile;
        int end = Math.min(first + bandsPerTile, Math.min(firstBand + bandsAtOnce, bands.count()));
        float[] memory = scratch.of(worker);
        float[] sums = isWhole() ? memory : scratch.shared();
        int at = sumsAt + (isWhole() ? 0 : pair * rowsAtOnce + bands.row(first) - bands.row(firstBand)) * 2 * width;
        if (firstK == 0) {
            loadBias(pair, memory);
        }
        for (int k = firstK; k < endOfDepth(); k += block) {
            products.load(pair, k, memory);
            for (int band = first; band < end; band++) {
                sum(band, pair, k, memory, sums, at + (bands.row(band) - bands.row(first)) * 2 * width);
            }
        }
    }

    /** The bias of a pair of panels, for each row of half a band. */
    private void loadBias(int pair, float[] memory) {
        for (int row = 0; row < bands.mostHalf(); row++) {
            int column = pair * 2 * width;
            System.arraycopy(bias, column, memory, biasAt + row * width, width);
            System.arraycopy(bias, column + width, memory, biasAt + (bands.mostHalf() + row) * width, width);
        }
    }

    /** Adds a block to the sums of a band, {@code [C11, C12, C21, C22]} and of a last row {@code [C1, C2]}. */
    private void sum(int band, int pair, int k, float[] memory, float[] sums, int at) {
        int rows = bands.half(band);
        int size = rows * width;
        int first = bands.row(band);
        int last = first + 2 * rows;
        int lastAt = at + 4 * size;
        int lastRows = bands.rows(band) - 2 * rows;
        boolean isFirst = k == 0;
        float[] from = isFirst ? memory : sums;
        int biasRight = biasAt + bands.mostHalf() * width;
        products.multiply(pair, k, scratch.shared(), leftAt(band, k), rows,
                from, isFirst ? biasAt : at, isFirst ? biasRight : at + size, isFirst ? 0 : 2 * size, sums, at, memory);
        if (lastRows > 0) {
            products.multiplyRow(pair, k, x, last * depth + k,
                    from, isFirst ? biasAt : lastAt, isFirst ? biasRight : lastAt + width, sums, lastAt, memory);
        }
        if (k + block == depth) {
            int column = pair * 2 * width;
            store(sums, at, first, rows, column);
            store(sums, at + 2 * size, first + rows, rows, column);
            store(sums, lastAt, last, lastRows, column);
        }
    }

    /** Stores some rows of a left quarter and the right one behind it. */
    private void store(float[] sums, int at, int row, int rows, int column) {
        epilogue.store(sums, at, width, row, rows, column, width);
        epilogue.store(sums, at + rows * width, width, row, rows, column + width, width);
    }
}
