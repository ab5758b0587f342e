package io.github.dit4j.engine.kernel.gpu;

import io.github.dit4j.engine.kernel.Functions;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** What the kernels of linear layers do with an element of the product, told by a code that is a constant to them. */
final class LinearEpilogue {
    /** {@code residual + sum}. */
    static final int RESIDUAL = -1;
    /** {@code residual + gate · sum}. */
    static final int GATED_RESIDUAL = -2;

    private LinearEpilogue() {}

    /**
     * Finishes an element of {@code [rows, out]}.
     *
     * @param sum of the products and the bias
     * @param at its index, {@code row · out + column}
     * @param code {@link #RESIDUAL}, {@link #GATED_RESIDUAL}, or that of a function; arrays that it lacks are left alone
     */
    static float finish(float sum, int row, int column, int at, FloatArray residual, FloatArray gate, int code,
            int tokens, int gateStride, int gateOffset) {
        float finished;
        if (code == RESIDUAL) {
            finished = residual.get(at) + sum;
        } else if (code == GATED_RESIDUAL) {
            finished = residual.get(at) + gate.get(row / tokens * gateStride + gateOffset + column) * sum;
        } else {
            finished = Functions.apply(sum, code);
        }
        return finished;
    }
}
