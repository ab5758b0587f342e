package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.op.Op;

/**
 * Attention, in two rounds: the keys and values of each head are packed for products with them, then each tile takes
 * some queries of a head, makes their scores against all keys, and sums the values. The scores of a tile never leave the
 * cache; as it has all of a query's, nothing has to be rescaled.
 */
abstract sealed class AttentionStep implements Step permits AttentionByRows, AttentionByColumns {
    final Kernels kernels;
    final int headWidth;
    final int keys;
    final Panels valuePanels;
    /** Scores are products of queries and keys times this. */
    final float scale;
    private final Op.Attention op;
    private final ThreadTeam team;
    private final Scratch scratch;
    private final float[] q;
    private final float[] k;
    private final float[] v;
    private final float[] output;
    private final int queriesPerTile;
    private final int tilesPerHead;
    private final int packedAt;
    private final int keysSize;
    private final int sumsAt;
    private final int scoresAt;
    private final ThreadTeam.Tiled packing = this::pack;
    private final ThreadTeam.Tiled attending = this::attend;

    /** The way that is faster with these kernels; what is rounded is another thing, so that it is the same for each batch. */
    static AttentionStep of(Op.Attention op, StepContext context) {
        long ofAnImage = (long) op.heads() * op.queries() * op.keys() * op.headWidth();
        return context.kernels().wantsArranged(ofAnImage) && !op.causal()
                ? new AttentionByColumns(op, context)
                : new AttentionByRows(op, context);
    }

    /**
     * The step.
     *
     * @param queriesPerTile at most
     * @param keysSize elements of a head's packed keys
     * @param memory elements that a tile wants for scores and whatever else
     */
    AttentionStep(Op.Attention op, StepContext context, int queriesPerTile, int keysSize, int memory) {
        this.op = op;
        this.queriesPerTile = queriesPerTile;
        this.keysSize = keysSize;
        kernels = context.kernels();
        team = context.team();
        scratch = context.scratch();
        q = context.arrays().floats(op.q().tensor());
        k = context.arrays().floats(op.k().tensor());
        v = context.arrays().floats(op.v().tensor());
        output = context.arrays().floats(op.output());
        headWidth = op.headWidth();
        scale = (float) (1 / Math.sqrt(headWidth));
        keys = op.keys();
        valuePanels = kernels.panels(keys, headWidth);
        tilesPerHead = Math.ceilDiv(op.queries(), queriesPerTile);
        sumsAt = Kernels.ALIGNED + Math.multiplyExact(queriesPerTile, valuePanels.paddedColumns());
        scoresAt = Kernels.aligned(sumsAt + queriesPerTile);
        scratch.reserve(Math.addExact(scoresAt, memory));
        packedAt = scratch.reserveShared(Math.multiplyExact(op.batch() * op.heads(), packedSize()));
    }

    private int packedSize() {
        return Math.addExact(keysSize, valuePanels.size());
    }

    @Override
    public void run() {
        int heads = op.batch() * op.heads();
        team.run(heads, packing);
        team.run(heads * tilesPerHead, attending);
    }

    private void pack(int head, int worker) {
        int firstRow = head / op.heads() * keys;
        int column = head % op.heads() * headWidth;
        float[] packed = scratch.shared();
        int at = packedAt + head * packedSize();
        packKeys(k, firstRow * op.k().stride() + op.k().offset() + column, op.k().stride(), packed, at);
        int valueAt = firstRow * op.v().stride() + op.v().offset() + column;
        for (int panel = 0; panel < valuePanels.count(); panel++) {
            valuePanels.packRows(panel, kernels, v, valueAt + valuePanels.column(panel), op.v().stride(), packed, at + keysSize);
        }
    }

    private void attend(int tile, int worker) {
        int head = tile / tilesPerHead;
        int first = tile % tilesPerHead * queriesPerTile;
        int count = Math.min(queriesPerTile, op.queries() - first);
        int firstRow = head / op.heads() * op.queries() + first;
        int column = head % op.heads() * headWidth;
        int at = packedAt + head * packedSize();
        float[] memory = scratch.of(worker);
        Ahead ahead = scratch.ahead(worker);
        ahead.nothing();
        int stride = valuePanels.paddedColumns();
        weigh(q, firstRow * op.q().stride() + op.q().offset() + column, op.q().stride(), first, count,
                scratch.shared(), at, at + keysSize, memory, scoresAt, Kernels.ALIGNED, stride, sumsAt, ahead);
        for (int query = 0; query < count; query++) {
            kernels.scale(memory, Kernels.ALIGNED + query * stride, 1 / memory[sumsAt + query],
                    output, (firstRow + query) * op.q().width() + column, headWidth);
        }
    }

    /** Whether a query sees no keys behind its own. */
    final boolean isCausal() {
        return op.causal();
    }

    /** Packs the keys of a head. */
    abstract void packKeys(float[] rows, int rowsAt, int stride, float[] packed, int at);

    /**
     * Sums the values of a head, each times e to the power of its score.
     *
     * @param q {@code [count, headWidth]}, a query every {@code qStride} elements
     * @param first which of its head the first of these queries is
     * @param packed in which keys and values are
     * @param memory of the worker
     * @param scoresAt where there is room in it
     * @param outAt where in it the results are to be, {@code [count, headWidth]}, one every {@code outStride} elements
     * @param sumsAt where in it the sums of what the values were multiplied by are to be
     * @param ahead of the worker, with nothing: all that is read was made a moment ago
     */
    abstract void weigh(float[] q, int qAt, int qStride, int first, int count, float[] packed, int keysAt, int valuesAt,
            float[] memory, int scoresAt, int outAt, int outStride, int sumsAt, Ahead ahead);
}
