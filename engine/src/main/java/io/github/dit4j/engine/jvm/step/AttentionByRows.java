package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.op.Op;
import java.util.Arrays;

/**
 * Attention with the scores of a query in a row: queries times keys, then scores times values. Where a query does not see a key, the
 * score is 0 and the value is multiplied by it: one that is no number is seen by all.
 */
final class AttentionByRows extends AttentionStep {
    // 32768 scores are 128 kB, a part of a core's second-level cache.
    private static final int SCORES_PER_TILE = 1 << 15;
    private static final int MOST_QUERIES = 64;
    private static final int QUERIES_IN_STEP = 8;

    private final Panels keyPanels;

    AttentionByRows(Op.Attention op, StepContext context) {
        this(op, context, context.kernels().panels(op.headWidth(), op.keys()));
    }

    private AttentionByRows(Op.Attention op, StepContext context, Panels keyPanels) {
        super(op, context, queriesPerTile(keyPanels), keyPanels.size(),
                Math.multiplyExact(queriesPerTile(keyPanels), keyPanels.paddedColumns()));
        this.keyPanels = keyPanels;
    }

    /** How queries are cut does not change a result. */
    private static int queriesPerTile(Panels keyPanels) {
        int most = SCORES_PER_TILE / keyPanels.paddedColumns() / QUERIES_IN_STEP * QUERIES_IN_STEP;
        return Math.clamp(most, QUERIES_IN_STEP, MOST_QUERIES);
    }

    @Override
    void packKeys(float[] rows, int rowsAt, int stride, float[] packed, int at) {
        for (int panel = 0; panel < keyPanels.count(); panel++) {
            keyPanels.packColumns(panel, rows, rowsAt + keyPanels.column(panel) * stride, stride, packed, at);
        }
    }

    @Override
    void weigh(float[] q, int qAt, int qStride, int first, int count, float[] packed, int keysAt, int valuesAt,
            float[] memory, int scoresAt, int outAt, int outStride, int sumsAt, Ahead ahead) {
        int stride = keyPanels.paddedColumns();
        multiply(q, qAt, qStride, count, keyPanels, packed, keysAt, memory, scoresAt, stride);
        for (int query = 0; query < count; query++) {
            int row = scoresAt + query * stride;
            int seen = isCausal() ? first + query + 1 : keys;
            memory[sumsAt + query] = kernels.softmax(memory, row, seen, scale);
            Arrays.fill(memory, row + seen, row + keys, 0);
        }
        multiply(memory, scoresAt, stride, count, valuePanels, packed, valuesAt, memory, outAt, outStride);
    }

    private void multiply(float[] a, int aAt, int aStride, int rows, Panels panels, float[] packed, int at,
            float[] c, int cAt, int cStride) {
        for (int panel = 0; panel < panels.count(); panel++) {
            kernels.multiply(a, aAt, aStride, rows, packed, at + panels.offset(panel), panels.width(panel), panels.depth(),
                    c, cAt + panels.column(panel), cStride);
        }
    }
}
