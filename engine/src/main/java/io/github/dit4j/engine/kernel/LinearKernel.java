package io.github.dit4j.engine.kernel;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Linear layers, {@link io.github.dit4j.engine.op.Op.Linear}: {@code y = x · weightᵀ + bias}, then an epilogue. Weights lie
 * as PyTorch stores them, {@code [out, in]}, so that both operands of every dot product are consecutive. One thread
 * computes one element of the output.
 */
public final class LinearKernel {

    private LinearKernel() {}

    /**
     * {@code output = f(x · weightᵀ + bias)}.
     *
     * @param x {@code [rows, in]}
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}, or longer (zeros, where a layer has none)
     * @param output {@code [rows, out]}; none of the inputs
     * @param function f, a {@linkplain Functions#code code}
     */
    public static void activated(FloatArray x, FloatArray weight, FloatArray bias, FloatArray output,
            int rows, int in, int out, int function) {
        for (@Parallel int row = 0; row < rows; row++) {
            for (@Parallel int column = 0; column < out; column++) {
                float sum = bias.get(column) + Sums.dot(x, row * in, weight, column * in, in);
                output.set(row * out + column, Functions.apply(sum, function));
            }
        }
    }

    /**
     * {@code output = residual + x · weightᵀ + bias}.
     *
     * @param x {@code [rows, in]}
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}, or longer (zeros, where a layer has none)
     * @param residual {@code [rows, out]}
     * @param output {@code [rows, out]}; none of the inputs
     */
    public static void residual(FloatArray x, FloatArray weight, FloatArray bias, FloatArray residual, FloatArray output,
            int rows, int in, int out) {
        for (@Parallel int row = 0; row < rows; row++) {
            for (@Parallel int column = 0; column < out; column++) {
                float sum = bias.get(column) + Sums.dot(x, row * in, weight, column * in, in);
                int at = row * out + column;
                output.set(at, residual.get(at) + sum);
            }
        }
    }

    /**
     * {@code output = residual + gate · (x · weightᵀ + bias)}, one row of gates for several consecutive rows (the tokens
     * of an image): adaLN-Zero.
     *
     * @param x {@code [rows, in]}
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}, or longer (zeros, where a layer has none)
     * @param residual {@code [rows, out]}
     * @param gate {@code [rows/tokens, gateStride]}, the gates in columns {@code [gateOffset, gateOffset + out)}
     * @param output {@code [rows, out]}; none of the inputs
     * @param tokens rows that share a row of gates; divides {@code rows}
     */
    public static void gatedResidual(FloatArray x, FloatArray weight, FloatArray bias, FloatArray residual,
            FloatArray gate, FloatArray output, int rows, int in, int out, int tokens, int gateStride, int gateOffset) {
        for (@Parallel int row = 0; row < rows; row++) {
            for (@Parallel int column = 0; column < out; column++) {
                float sum = bias.get(column) + Sums.dot(x, row * in, weight, column * in, in);
                int at = row * out + column;
                float factor = gate.get(row / tokens * gateStride + gateOffset + column);
                output.set(at, residual.get(at) + factor * sum);
            }
        }
    }
}
