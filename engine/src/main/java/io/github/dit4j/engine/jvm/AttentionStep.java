package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.op.Op;
import java.util.Arrays;

/**
 * Attention, in two rounds: the keys and values of each head are packed for products with them, then each tile takes
 * some queries of a head, makes their scores against all keys, and sums the values. The scores of a tile never leave the
 * cache; as it has whole rows of them, nothing has to be rescaled. Queries are arranged first where the kernels want that and it
 * pays; scores, each of which is multiplied with few values, are not.
 */
final class AttentionStep implements Step {
    // 32768 scores are 128 kB, a part of a core's second-level cache.
    private static final int SCORES_PER_TILE = 1 << 15;
    private static final int MOST_QUERIES = 66;
    private static final int QUERIES_IN_STEP = 8;

    private final Op.Attention op;
    private final Kernels kernels;
    private final ThreadTeam team;
    private final Scratch scratch;
    private final float[] q;
    private final float[] k;
    private final float[] v;
    private final float[] output;
    private final int headWidth;
    private final int queries;
    private final int keys;
    private final boolean isArranged;
    private final Kernels.SideBySide laying;
    private final int queriesPerTile;
    private final int tilesPerHead;
    private final Panels keyPanels;
    private final Panels valuePanels;
    private final int arrangedAt;
    private final ThreadTeam.Tiled packing = this::pack;
    private final ThreadTeam.Tiled attending = this::attend;

    AttentionStep(Op.Attention op, StepContext context) {
        this.op = op;
        kernels = context.kernels();
        team = context.team();
        scratch = context.scratch();
        q = context.arrays().floats(op.q().tensor());
        k = context.arrays().floats(op.k().tensor());
        v = context.arrays().floats(op.v().tensor());
        output = context.arrays().floats(op.output());
        headWidth = op.headWidth();
        queries = op.queries();
        keys = op.keys();
        keyPanels = kernels.panels(headWidth, keys);
        valuePanels = kernels.panels(keys, headWidth);
        isArranged = kernels.wantsArranged((long) op.batch() * op.heads() * queries * keys * headWidth);
        laying = isArranged ? kernels::sideBySide : Kernels::oneByOne;
        // How queries are cut does not change a result.
        int step = isArranged ? Kernels.ARRANGED_ROWS : QUERIES_IN_STEP;
        int most = MOST_QUERIES / step * step;
        queriesPerTile = Math.clamp(SCORES_PER_TILE / keyPanels.paddedColumns() / step * step, step, most);
        tilesPerHead = Math.ceilDiv(queries, queriesPerTile);
        arrangedAt = Kernels.ALIGNED + Math.multiplyExact(queriesPerTile, keyPanels.paddedColumns() + valuePanels.paddedColumns() + 1);
        scratch.reserve(Math.addExact(arrangedAt, isArranged ? queriesPerTile * headWidth : 0));
        scratch.reserveShared(Math.addExact(Kernels.ALIGNED, Math.multiplyExact(op.batch() * op.heads(), packedSize())));
    }

    private int packedSize() {
        return Math.addExact(keyPanels.size(), valuePanels.size());
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
        int at = Kernels.ALIGNED + head * packedSize();
        int keyAt = firstRow * op.k().stride() + op.k().offset() + column;
        for (int panel = 0; panel < keyPanels.count(); panel++) {
            keyPanels.packColumns(panel, laying, k, keyAt + keyPanels.column(panel) * op.k().stride(), op.k().stride(), packed, at);
        }
        int valueAt = firstRow * op.v().stride() + op.v().offset() + column;
        for (int panel = 0; panel < valuePanels.count(); panel++) {
            valuePanels.packRows(panel, v, valueAt + valuePanels.column(panel), op.v().stride(), packed, at + keyPanels.size());
        }
    }

    private void attend(int tile, int worker) {
        int head = tile / tilesPerHead;
        int firstQuery = tile % tilesPerHead * queriesPerTile;
        int count = Math.min(queriesPerTile, queries - firstQuery);
        int firstRow = head / op.heads() * queries + firstQuery;
        int column = head % op.heads() * headWidth;
        float[] packed = scratch.shared();
        int at = Kernels.ALIGNED + head * packedSize();

        float[] scores = scratch.of(worker);
        int scoreStride = keyPanels.paddedColumns();
        int queryAt = firstRow * op.q().stride() + op.q().offset() + column;
        if (isArranged) {
            kernels.arrange(q, queryAt, op.q().stride(), count, headWidth, scores, arrangedAt);
            for (int panel = 0; panel < keyPanels.count(); panel++) {
                kernels.multiplyArranged(scores, arrangedAt, count, packed, at + keyPanels.offset(panel), keyPanels.width(panel),
                        headWidth, scores, Kernels.ALIGNED + keyPanels.column(panel), scoreStride);
            }
        } else {
            multiply(q, queryAt, op.q().stride(), count, keyPanels, packed, at, scores, Kernels.ALIGNED, scoreStride);
        }

        int weighted = Kernels.ALIGNED + queriesPerTile * scoreStride;
        int weightedStride = valuePanels.paddedColumns();
        int sums = weighted + queriesPerTile * weightedStride;
        float scale = (float) (1 / Math.sqrt(headWidth));
        for (int query = 0; query < count; query++) {
            int row = Kernels.ALIGNED + query * scoreStride;
            int seen = op.causal() ? firstQuery + query + 1 : keys;
            scores[sums + query] = kernels.softmax(scores, row, seen, scale);
            Arrays.fill(scores, row + seen, row + keys, 0);
        }

        multiply(scores, Kernels.ALIGNED, scoreStride, count, valuePanels, packed, at + keyPanels.size(), scores, weighted, weightedStride);
        for (int query = 0; query < count; query++) {
            kernels.scale(scores, weighted + query * weightedStride, 1 / scores[sums + query],
                    output, (firstRow + query) * op.q().width() + column, headWidth);
        }
    }

    private void multiply(float[] a, int aAt, int aStride, int rows, Panels panels, float[] packed, int at,
            float[] c, int cAt, int cStride) {
        for (int panel = 0; panel < panels.count(); panel++) {
            kernels.multiply(a, aAt, aStride, rows, packed, at + panels.offset(panel), panels.width(panel), panels.depth(),
                    c, cAt + panels.column(panel), cStride);
        }
    }
}
