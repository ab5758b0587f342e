package io.github.dit4j.engine.kernel;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Multi-head attention, {@link io.github.dit4j.engine.op.Op.Attention}. */
public final class AttentionKernel {

    private AttentionKernel() {}

    /**
     * {@code output = softmax(q · kᵀ / √d) · v} for each image and head.
     *
     * <p>One thread computes one query of one head. It passes over the keys once, with the softmax of what it has seen so
     * far (online softmax, Milakov and Gimelshein 2018): when a larger score appears, the sum so far is scaled down. No
     * score is stored, and nothing overflows. The output row holds the sum meanwhile.
     *
     * <p>Rows of q, k and v may be parts of longer rows; q, k and v may be one array (a packed projection).
     *
     * @param q {@code [batch, queries, qStride]}, the heads from column {@code qOffset} on, d elements each
     * @param k {@code [batch, keys, kStride]}, the heads from column {@code kOffset} on
     * @param v {@code [batch, keys, vStride]}, the heads from column {@code vOffset} on
     * @param output {@code [batch, queries, heads · d]}; none of the inputs
     * @param keys at least 1
     */
    public static void attention(FloatArray q, FloatArray k, FloatArray v, FloatArray output,
            int batch, int heads, int queries, int keys, int d,
            int qStride, int qOffset, int kStride, int kOffset, int vStride, int vOffset) {
        for (@Parallel int head = 0; head < batch * heads; head++) {
            for (@Parallel int query = 0; query < queries; query++) {
                int image = head / heads;
                int column = head % heads * d;
                int token = image * queries + query;
                attend(q, token * qStride + qOffset + column, k, image * keys * kStride + kOffset + column, kStride,
                        v, image * keys * vStride + vOffset + column, vStride, output, token * heads * d + column, keys, d);
            }
        }
    }

    /**
     * As {@link #attention}, of each token to itself and to those before it: text read from the left.
     *
     * <p>A kernel of its own because some releases of TornadoVM take no more than 15 arguments.
     *
     * @param q {@code [batch, tokens, qStride]}, the heads from column {@code qOffset} on, d elements each
     * @param k {@code [batch, tokens, kStride]}, the heads from column {@code kOffset} on
     * @param v {@code [batch, tokens, vStride]}, the heads from column {@code vOffset} on
     * @param output {@code [batch, tokens, heads · d]}; none of the inputs
     */
    public static void causal(FloatArray q, FloatArray k, FloatArray v, FloatArray output,
            int batch, int heads, int tokens, int d,
            int qStride, int qOffset, int kStride, int kOffset, int vStride, int vOffset) {
        for (@Parallel int head = 0; head < batch * heads; head++) {
            for (@Parallel int query = 0; query < tokens; query++) {
                int image = head / heads;
                int column = head % heads * d;
                int token = image * tokens + query;
                attend(q, token * qStride + qOffset + column, k, image * tokens * kStride + kOffset + column, kStride,
                        v, image * tokens * vStride + vOffset + column, vStride, output, token * heads * d + column,
                        query + 1, d);
            }
        }
    }

    /** Attention of one query to so many keys, each argument with the index of its first element. */
    private static void attend(FloatArray q, int qAt, FloatArray k, int kAt, int kStride, FloatArray v, int vAt, int vStride,
            FloatArray output, int at, int keys, int d) {
        float scale = 1.0f / TornadoMath.sqrt(d);
        float largest = -Float.MAX_VALUE; // not −∞, which OpenCL C cannot spell
        float sum = 0.0f;
        for (int i = 0; i < d; i++) {
            output.set(at + i, 0.0f);
        }
        for (int key = 0; key < keys; key++) {
            float score = scale * Sums.dot(q, qAt, k, kAt + key * kStride, d);
            float larger = TornadoMath.max(largest, score);
            float shrink = TornadoMath.exp(largest - larger);
            float weight = TornadoMath.exp(score - larger);
            sum = sum * shrink + weight;
            for (int i = 0; i < d; i++) {
                output.set(at + i, output.get(at + i) * shrink + weight * v.get(vAt + key * vStride + i));
            }
            largest = larger;
        }
        float inverse = 1.0f / sum;
        for (int i = 0; i < d; i++) {
            output.set(at + i, output.get(at + i) * inverse);
        }
    }
}
