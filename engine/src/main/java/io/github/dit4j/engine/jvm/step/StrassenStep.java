package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.jvm.kernels.Strassen;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.tensor.Shape;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A linear layer by {@link Strassen}'s algorithm, each level of which takes an eighth off its multiply-adds. The matrices are not
 * cut into quarters as wholes but piece by piece ({@link StrassenCut}), so that what is added up is in the cache: some rows
 * ({@link Bands}), two panels of the weight side by side, and a block of the depth.
 *
 * <p>Some hundred rows and one or two blocks of the depth are multiplied at once, in two rounds. In the first a tile makes the left
 * factors of a band. In the second it is some bands by a pair of panels: it makes the right factors of a block, and multiplies
 * each band by them.
 *
 * <p>A depth of up to twice as much as that is split in two, each with sums of its own (split-K): who is the second to come to the
 * end of a tile adds them up. Two threads have a half each, with left factors that no other reads, and of columns that they often
 * made themselves in the layer before.
 */
final class StrassenStep implements Step {
    // The right factors of a block are 516 kB then, four of seven in the weight itself: half of a core's second-level cache. With
    // two levels they are 16 of 49, and 903 kB; half as deep, all that is done for a block costs more.
    private static final int DEPTH_BLOCK = 576;
    // The left factors of 528 rows are 4 MB, with two levels 7 MB, which stay in the third-level cache while the panels come by.
    // The fewer rows, the more of the time the right factors take.
    private static final int DEPTH_AT_ONCE = 2 * DEPTH_BLOCK;
    private static final int ROWS_AT_ONCE = 528;
    // Of so many it takes less than to have half of the left factors come from a core that shares no cache.
    private static final int ROWS_OF_A_THREAD = 240;
    private static final int FEWEST_ROWS = 60;
    private static final double MOST_IMBALANCE = 1.05;
    // A row of tiles of twelve, or of twice six, in each quarter if they are arranged; these are done sooner with a factor from the
    // second-level cache.
    private static final int BAND_ROWS = Kernels.ARRANGED_ROWS;
    // Less gains nothing. Shorter vectors multiply fewer numbers in the time that the sums take, which are bound by the caches; where
    // there are more columns, sums of rows serve more of them.
    private static final int LEAST_TOKENS = 128;
    private static final Widths SHORT_VECTORS = new Widths(384, 512, 768);
    private static final Widths LONG_VECTORS = new Widths(512, 1024, Integer.MAX_VALUE);

    private final Kernels kernels;
    private final ThreadTeam team;
    private final Scratch scratch;
    private final StrassenCut cut;
    private final StrassenProducts products;
    private final Bands bands;
    private final float[] x;
    private final float[] bias;
    private final float[] noBias;
    private final LinearEpilogue epilogue;
    private final int pairs;
    private final int width;
    private final int depth;
    private final int block;
    private final boolean isSplit;
    private final int depthAtOnce;
    private final int partsOfDepth;
    private final int partsAtOnce;
    private final int bandsPerTile;
    private final int bandsAtOnce;
    private final int rowsAtOnce;
    private final int leftAt;
    private final int biasAt;
    private final int sumsAt;
    /** How many halves of the depth of some bands by a pair of panels are summed, if it is split. */
    private final AtomicIntegerArray summed;
    private final ThreadTeam.Tiled preparing = this::prepare;
    private final ThreadTeam.Tiled multiplying = this::multiply;
    private int firstBand;
    private int firstPart;

    /**
     * How a layer is to be cut: not at all, if it is too small to gain by it or of sizes that cannot be cut so.
     *
     * @param isArranged whether the kernels want arranged rows
     */
    static StrassenCut cut(Op.Linear op, int lanes, boolean isArranged) {
        Shape shape = op.x().shape();
        int in = shape.width();
        int out = op.output().shape().width();
        if (shape.rank() > 2 && shape.dim(-2) >= LEAST_TOKENS && out % (2 * Panels.WIDE * lanes) == 0) {
            Widths least = lanes < 16 ? SHORT_VECTORS : LONG_VECTORS;
            int width = Math.min(in, out);
            if (isArranged && width >= least.ofTwoLevels() && isCut(in, 2, lanes)) {
                return new StrassenCut(block(in, 2), 2);
            }
            if (width >= (out > in ? least.toMore() : least.toFewer()) && isCut(in, 1, lanes)) {
                return new StrassenCut(block(in, 1), 1);
            }
        }
        return StrassenCut.NONE;
    }

    /**
     * From which width on layers gain by it.
     *
     * @param toMore of the input, if the output is wider
     * @param toFewer of the output, if it is not
     * @param ofTwoLevels of both, whose pieces are two vectors wide, which only tiles of arranged rows are; with long vectors their
     *         right factors are more than the second-level cache holds
     */
    private record Widths(int toMore, int toFewer, int ofTwoLevels) {}

    private static int blocks(int depth, int levels) {
        return Math.ceilDiv(depth, levels * DEPTH_BLOCK);
    }

    private static int block(int depth, int levels) {
        return depth / blocks(depth, levels);
    }

    /** Whether a depth is that of blocks, which can be cut into whole vectors. */
    private static boolean isCut(int depth, int levels, int lanes) {
        return depth % ((blocks(depth, levels) << levels) * lanes) == 0;
    }

    StrassenStep(Op.Linear op, StrassenCut cut, StepContext context) {
        this.cut = cut;
        kernels = context.kernels();
        team = context.team();
        scratch = context.scratch();
        depth = op.x().shape().width();
        block = cut.block();
        int most = DEPTH_AT_ONCE / block * block;
        isSplit = isSplit(most);
        depthAtOnce = isSplit ? depth / 2 : Math.min(depth, most);
        partsOfDepth = Math.ceilDiv(depth, depthAtOnce);
        partsAtOnce = isSplit ? Math.min(partsOfDepth, team.threads()) : 1;
        PackedMatrix weight = context.arrays().packed(op.weight(), cut);
        int tokens = op.x().shape().dim(-2);
        int bandRows = BAND_ROWS << cut.levels() - (kernels.wantsArranged() ? 0 : 1);
        bands = new Bands(op.x().shape().rows() / tokens, tokens, bandRows, cut.parts());
        products = new StrassenProducts(kernels, weight, cut, bands.mostHalf());
        pairs = weight.panels().count() / 2;
        width = weight.panels().width(0);
        x = context.arrays().floats(op.x());
        int columns = weight.panels().columns();
        bias = context.arrays().bias(op.bias(), columns);
        noBias = new float[isSplit ? columns : 0];
        epilogue = LinearEpilogue.of(op, context);

        int rounds = Math.ceilDiv(bands.count(), ROWS_AT_ONCE / bands.usual());
        int parts = parts(Math.ceilDiv(bands.count(), rounds), team.threads());
        bandsPerTile = Math.ceilDiv(bands.count(), rounds * parts);
        bandsAtOnce = bandsPerTile * parts;
        rowsAtOnce = bands.mostRows(bandsAtOnce);

        biasAt = products.memory();
        int sums = biasAt + 2 * bands.mostHalf() * width;
        int left = Math.multiplyExact(partsAtOnce, leftSize(rowsAtOnce));
        if (isWhole()) {
            sumsAt = sums;
            scratch.reserve(Math.addExact(sums, bands.mostRows(bandsPerTile) * 2 * width));
            leftAt = scratch.reserveShared(left);
        } else {
            scratch.reserve(sums);
            leftAt = scratch.reserveShared(Math.addExact(left, Math.multiplyExact(isSplit ? 2 : 1, rowsAtOnce * columns)));
            sumsAt = leftAt + left;
        }
        summed = new AtomicIntegerArray(parts * pairs);
    }

    /**
     * Whether the depth is summed in two halves, whatever the number of threads, as that is another order. With two levels the left
     * factors of both are too many for the cache.
     *
     * @param most of the depth at once
     */
    private boolean isSplit(int most) {
        return cut.levels() == 1 && depth > most && depth <= 2 * most && depth % (2 * block) == 0;
    }

    /**
     * Into how many parts bands are divided: each thread has rows of its own, if these are enough to make right factors for, so
     * that left factors need not come from another core; and so many that no thread is long without a tile, but as few as will do.
     */
    private int parts(int some, int threads) {
        int best = Math.clamp(some * bands.usual() / ROWS_OF_A_THREAD, 1, threads);
        for (int parts = best + 1; some / parts * bands.usual() >= FEWEST_ROWS
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

    /** Elements of the left factors of so many rows of bands. */
    private int leftSize(int rows) {
        return Math.multiplyExact(products.leftSize(bands.halfOf(rows)), depthAtOnce / block);
    }

    @Override
    public void run() {
        for (firstBand = 0; firstBand < bands.count(); firstBand += bandsAtOnce) {
            int some = lastBand() - firstBand;
            for (int tile = 0; tile < summed.length(); tile++) {
                summed.set(tile, 0);
            }
            for (firstPart = 0; firstPart < partsOfDepth; firstPart += partsAtOnce) {
                team.run(partsAtOnce * some, preparing);
                team.run(Math.ceilDiv(some, bandsPerTile) * partsAtOnce * pairs, multiplying);
            }
        }
    }

    /** Behind the bands that are multiplied at once. */
    private int lastBand() {
        return Math.min(firstBand + bandsAtOnce, bands.count());
    }

    /** Where a part of the depth ends. */
    private int end(int partOfDepth) {
        return Math.min((partOfDepth + 1) * depthAtOnce, depth);
    }

    /** Tiles are in the same order as those of the product, so that a thread makes what it reads. */
    private void prepare(int tile, int worker) {
        int first = firstBand + tile / (partsAtOnce * bandsPerTile) * bandsPerTile;
        int some = Math.min(bandsPerTile, lastBand() - first);
        int rest = tile % (partsAtOnce * bandsPerTile);
        int band = first + rest % some;
        int partOfDepth = firstPart + rest / some;
        for (int k = partOfDepth * depthAtOnce; k < end(partOfDepth); k += block) {
            products.makeLeft(x, bands.row(band) * depth + k, depth, bands.half(band),
                    scratch.shared(), leftAt(band, k), scratch.of(worker));
        }
    }

    /** Where the left factors of a band and a block are. */
    private int leftAt(int band, int k) {
        return leftAt + (k / depthAtOnce - firstPart) * leftSize(rowsAtOnce) + leftSize(bands.row(band) - bands.row(firstBand))
                + products.leftSize(bands.half(band)) * (k % depthAtOnce / block);
    }

    private void multiply(int tile, int worker) {
        int pair = tile % pairs;
        int partOfDepth = firstPart + tile / pairs % partsAtOnce;
        int part = tile / pairs / partsAtOnce;
        int first = firstBand + part * bandsPerTile;
        int last = Math.min(first + bandsPerTile, lastBand());
        float[] memory = scratch.of(worker);
        Ahead ahead = scratch.ahead(worker);
        float[] sums = isWhole() ? memory : scratch.shared();
        int at = sumsAt + (isWhole() ? 0 : (pair * rowsAtOnce + bands.row(first) - bands.row(firstBand)) * 2 * width);
        int sumsOfHalf = rowsAtOnce * pairs * 2 * width;
        int atOfPart = at + (isSplit ? partOfDepth * sumsOfHalf : 0);
        for (int k = partOfDepth * depthAtOnce; k < end(partOfDepth); k += block) {
            load(pair, partOfDepth, k, memory, ahead);
            for (int band = first; band < last; band++) {
                if (isFirst(k) && (band == first || bands.half(band) != bands.half(band - 1))) {
                    loadBeginning(pair, k, bands.half(band), memory);
                }
                sum(band, pair, k, memory, ahead, sums, atOfPart + (bands.row(band) - bands.row(first)) * 2 * width);
            }
        }
        if (isSplit ? summed.incrementAndGet(part * pairs + pair) == 2 : end(partOfDepth) == depth) {
            for (int band = first; band < last; band++) {
                int from = at + (bands.row(band) - bands.row(first)) * 2 * width;
                if (isSplit) {
                    kernels.add(sums, from, sums, from + sumsOfHalf, sums, from, bands.rows(band) * 2 * width);
                }
                store(band, pair * 2 * width, sums, from);
            }
        }
    }

    /** Loads a block, and says which is the next. */
    private void load(int pair, int partOfDepth, int k, float[] memory, Ahead ahead) {
        products.load(pair, k, memory);
        if (k + block < end(partOfDepth)) {
            products.announce(pair, k + block, ahead);
        } else if (pair + 1 < pairs) {
            products.announce(pair + 1, partOfDepth * depthAtOnce, ahead);
        } else {
            ahead.nothing();
        }
    }

    /** Whether sums begin with a block. */
    private boolean isFirst(int k) {
        return k == 0 || isSplit && k == depthAtOnce;
    }

    /** What they begin with. */
    private float[] beginning(int k) {
        return k == 0 ? bias : noBias;
    }

    /** The bias, or zeros, for each row of the upper half of a band, in pieces; the lower half has the same. */
    private void loadBeginning(int pair, int k, int half, float[] memory) {
        int columns = 2 * width / cut.parts();
        int size = 2 * half / cut.parts() * columns;
        for (int piece = 0; piece < cut.pieces() / 2; piece++) {
            int at = biasAt + piece * size;
            System.arraycopy(beginning(k), pair * 2 * width + StrassenCut.column(piece) * columns, memory, at, columns);
            for (int done = columns; done < size; done *= 2) {
                System.arraycopy(memory, at, memory, at + done, Math.min(done, size - done));
            }
        }
    }

    /** Adds a block to the sums of a band, in pieces, and of its last rows. */
    private void sum(int band, int pair, int k, float[] memory, Ahead ahead, float[] sums, int at) {
        int half = bands.half(band);
        boolean isFirst = isFirst(k);
        products.multiply(pair, k, scratch.shared(), leftAt(band, k), half,
                isFirst ? memory : sums, isFirst ? biasAt : at, isFirst ? 0 : 2 * half * width, sums, at, memory, ahead);
        for (int row = 2 * half; row < bands.rows(band); row++) {
            int to = at + row * 2 * width;
            products.multiplyRow(pair, k, x, (bands.row(band) + row) * depth + k,
                    isFirst ? beginning(k) : sums, isFirst ? pair * 2 * width : to, sums, to, memory);
        }
    }

    private void store(int band, int column, float[] sums, int at) {
        int first = bands.row(band);
        int whole = 2 * bands.half(band);
        int rows = whole / cut.parts();
        int columns = 2 * width / cut.parts();
        for (int piece = 0; piece < cut.pieces(); piece++) {
            epilogue.store(sums, at + piece * rows * columns, columns, first + StrassenCut.row(piece) * rows, rows,
                    column + StrassenCut.column(piece) * columns, columns);
        }
        epilogue.store(sums, at + whole * 2 * width, 2 * width, first + whole, bands.rows(band) - whole, column, 2 * width);
    }
}
