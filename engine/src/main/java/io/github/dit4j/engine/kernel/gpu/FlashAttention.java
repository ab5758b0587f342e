package io.github.dit4j.engine.kernel.gpu;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Multi-head attention with an online softmax over tiles of keys and values in local memory (FlashAttention, Dao et al.
 * 2022), to equal {@link io.github.dit4j.engine.kernel.AttentionKernel}. No score leaves the work-group.
 *
 * <p>A work-group of 16 × 8 items computes a block of queries of one head: {@code span} queries for each row of items, 8
 * apart, with their output in registers, columns 16 apart. It walks along the keys, 32 at a time:
 * <ol>
 * <li>keys to local memory, each item scores {@code span} queries by 2 keys;
 * <li>values to local memory, in the place of the keys; a few items for each query find the largest score so far, replace
 *     the scores by the weights {@code exp(score − largest)}, and note how much the output so far has to shrink;
 * <li>each item shrinks its output and adds weights by values.
 * </ol>
 *
 * <p>Grid: {@link Grids#attention}. Local memory: {@link #localBytes}, below 48 KiB for every head width up to
 * {@link #WIDEST_HEAD}.
 */
public final class FlashAttention {
    /**
     * The narrowest head that it takes. No network has a narrower one, and heads of 2 elements with 64 keys are what
     * TornadoVM 5.2 does not compile (a branch on a constant, {@code LogicConstantNode}).
     */
    public static final int NARROWEST_HEAD = 4;
    /** The widest head that it takes. */
    public static final int WIDEST_HEAD = 128;

    static final int ITEMS_X = 16;
    static final int ITEMS_Y = 8;
    /** Items of a work-group. */
    public static final int ITEMS = ITEMS_X * ITEMS_Y;
    private static final int KEYS = 32;
    // Odd distances between rows: items that walk down a column find the words in different banks.
    private static final int KEY_STRIDE = KEYS + 1;

    private FlashAttention() {}

    /** Queries of a row of items: as many as leave the tiles below 48 KiB. */
    private static int span(int d) {
        return d <= 80 ? 8 : 4;
    }

    /** Queries of a work-group. */
    static int blockOfQueries(int d) {
        return ITEMS_Y * span(d);
    }

    private static int queryTile(int d) {
        return d * (ITEMS_Y * span(d) + 1);
    }

    /** Keys, transposed; or values, whose last row may be read 15 elements too far. */
    private static int keyTile(int d) {
        return d * KEY_STRIDE + ITEMS_X;
    }

    private static int scoreTile(int d) {
        return ITEMS_Y * span(d) * KEY_STRIDE;
    }

    /** Bytes of local memory that a work-group needs. */
    public static int localBytes(int d) {
        return (queryTile(d) + keyTile(d) + scoreTile(d) + ITEMS + ITEMS_Y * span(d)) * Float.BYTES;
    }

    /**
     * Equals {@link io.github.dit4j.engine.kernel.AttentionKernel#attention}; the grid knows the batch.
     *
     * @param d elements of a head, at most {@link #WIDEST_HEAD}
     */
    public static void attention(KernelContext context, FloatArray q, FloatArray k, FloatArray v, FloatArray output,
            int heads, int queries, int keys, int d,
            int qStride, int qOffset, int kStride, int kOffset, int vStride, int vOffset) {
        int itemX = context.localIdx;
        int itemY = context.localIdy;
        int item = itemY * ITEMS_X + itemX;
        int image = context.groupIdx / heads;
        int column = context.groupIdx % heads * d;
        int span = span(d);
        int block = ITEMS_Y * span;
        int firstQuery = context.groupIdy * block;
        int columns = (d + ITEMS_X - 1) / ITEMS_X; // of the output, for each item
        int lanes = ITEMS / block; // items that share the softmax of a query
        int line = item / lanes;
        int lane = item % lanes;
        int queryStride = block + 1;
        float scale = 1.0f / TornadoMath.sqrt(d);

        float[] queryTile = context.allocateFloatLocalArray(queryTile(d)); // [d, queries]
        float[] keyTile = context.allocateFloatLocalArray(keyTile(d)); // keys [d, KEYS], then values [KEYS, d]
        float[] scores = context.allocateFloatLocalArray(scoreTile(d)); // [queries, KEYS], then their weights
        float[] parts = context.allocateFloatLocalArray(ITEMS);
        float[] shrinks = context.allocateFloatLocalArray(ITEMS_Y * span(d));
        float[] products = new float[16]; // [2 keys, span]
        float[] sums = new float[40]; // [span, columns], at most 8 × 5 or 4 × 8
        float[] values = new float[8];
        float largest = -Float.MAX_VALUE; // not −∞, which OpenCL C cannot spell
        float sum = 0.0f;

        for (int e = item; e < block * d; e += ITEMS) {
            queryTile[e % d * queryStride + e / d] =
                    element(q, image, firstQuery + e / d, queries, qStride, qOffset + column + e % d);
        }
        clear(sums, span * columns);
        for (int firstKey = 0; firstKey < keys; firstKey += KEYS) {
            for (int e = item; e < KEYS * d; e += ITEMS) {
                keyTile[e % d * KEY_STRIDE + e / d] =
                        element(k, image, firstKey + e / d, keys, kStride, kOffset + column + e % d);
            }
            context.localBarrier();

            clear(products, 2 * span);
            for (int c = 0; c < d; c++) {
                float key0 = keyTile[c * KEY_STRIDE + itemX];
                float key1 = keyTile[c * KEY_STRIDE + itemX + ITEMS_X];
                for (int i = 0; i < span; i++) {
                    float query = queryTile[c * queryStride + itemY + ITEMS_Y * i];
                    products[i] += query * key0;
                    products[span + i] += query * key1;
                }
            }
            for (int i = 0; i < span; i++) {
                int to = (itemY + ITEMS_Y * i) * KEY_STRIDE + itemX;
                scores[to] = firstKey + itemX < keys ? scale * products[i] : -Float.MAX_VALUE;
                scores[to + ITEMS_X] = firstKey + itemX + ITEMS_X < keys ? scale * products[span + i] : -Float.MAX_VALUE;
            }
            context.localBarrier();

            for (int e = item; e < KEYS * d; e += ITEMS) {
                keyTile[e] = element(v, image, firstKey + e / d, keys, vStride, vOffset + column + e % d);
            }
            float larger = largest;
            for (int key = lane; key < KEYS; key += lanes) {
                larger = TornadoMath.max(larger, scores[line * KEY_STRIDE + key]);
            }
            parts[item] = larger;
            context.localBarrier();

            for (int i = 0; i < lanes; i++) {
                larger = TornadoMath.max(larger, parts[line * lanes + i]);
            }
            float shrink = TornadoMath.exp(largest - larger);
            sum *= shrink;
            for (int key = lane; key < KEYS; key += lanes) {
                float weight = TornadoMath.exp(scores[line * KEY_STRIDE + key] - larger);
                scores[line * KEY_STRIDE + key] = weight;
                sum += weight;
            }
            largest = larger;
            shrinks[line] = shrink; // by all lanes, the same
            context.localBarrier();

            for (int i = 0; i < span; i++) {
                scale(sums, i * columns, columns, shrinks[itemY + ITEMS_Y * i]);
            }
            for (int key = 0; key < KEYS; key++) {
                for (int c = 0; c < columns; c++) {
                    values[c] = keyTile[key * d + itemX + ITEMS_X * c];
                }
                for (int i = 0; i < span; i++) {
                    add(sums, i * columns, columns, scores[(itemY + ITEMS_Y * i) * KEY_STRIDE + key], values);
                }
            }
            context.localBarrier();
        }

        parts[item] = sum;
        context.localBarrier();
        for (int i = 0; i < span; i++) {
            pick(sums, i, span, columns, values);
            int query = firstQuery + itemY + ITEMS_Y * i;
            float total = 0.0f;
            for (int n = 0; n < lanes; n++) {
                total += parts[(itemY + ITEMS_Y * i) * lanes + n];
            }
            float inverse = 1.0f / total;
            for (int c = 0; c < columns; c++) {
                if (query < queries && itemX + ITEMS_X * c < d) {
                    output.set((image * queries + query) * heads * d + column + itemX + ITEMS_X * c, values[c] * inverse);
                }
            }
        }
    }

    /** An element of a query, key or value of an image, 0 beyond the last one. */
    private static float element(FloatArray tokens, int image, int token, int count, int stride, int column) {
        float element = 0.0f;
        if (token < count) {
            element = tokens.get((image * count + token) * stride + column);
        }
        return element;
    }

    private static void clear(float[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] = 0.0f;
        }
    }

    private static void scale(float[] sums, int first, int columns, float factor) {
        for (int c = 0; c < columns; c++) {
            sums[first + c] *= factor;
        }
    }

    private static void add(float[] sums, int first, int columns, float weight, float[] values) {
        for (int c = 0; c < columns; c++) {
            sums[first + c] += weight * values[c];
        }
    }

    /** Copies the sums of one query. Chosen, not indexed, as in {@link TiledLinear}. */
    private static void pick(float[] sums, int query, int span, int columns, float[] picked) {
        for (int i = 0; i < span; i++) {
            for (int c = 0; c < columns; c++) {
                picked[c] = query == i ? sums[i * columns + c] : picked[c];
            }
        }
    }
}
