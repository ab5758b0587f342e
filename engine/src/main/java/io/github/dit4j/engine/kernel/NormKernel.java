package io.github.dit4j.engine.kernel;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Layer normalisation, {@link io.github.dit4j.engine.op.Op.LayerNorm}: {@code n = (x − mean) / √(variance + epsilon)} over
 * each row, with the biased variance from a second pass, then scaled and shifted. One thread computes one row.
 */
public final class NormKernel {

    private NormKernel() {}

    /**
     * {@code output = n · weight + bias}.
     *
     * @param x {@code [rows, width]}
     * @param weight {@code [width]}
     * @param bias {@code [width]}
     * @param output {@code [rows, width]}; none of the inputs
     * @param epsilon added to the variance
     */
    public static void affine(FloatArray x, FloatArray weight, FloatArray bias, FloatArray output,
            int rows, int width, float epsilon) {
        for (@Parallel int row = 0; row < rows; row++) {
            int at = row * width;
            float mean = Sums.sum(x, at, width) / width;
            float inverse = 1.0f / TornadoMath.sqrt(Sums.squares(x, at, width, mean) / width + epsilon);
            for (int i = 0; i < width; i++) {
                output.set(at + i, (x.get(at + i) - mean) * inverse * weight.get(i) + bias.get(i));
            }
        }
    }

    /**
     * {@code output = n · (1 + scale) + shift}, one row of shifts and scales for several consecutive rows (the tokens of
     * an image): adaLN.
     *
     * @param x {@code [rows, width]}
     * @param modulation {@code [rows/tokens, stride]}, shifts and scales each in {@code width} columns
     * @param output {@code [rows, width]}; none of the inputs
     * @param epsilon added to the variance
     * @param tokens rows that share a row of the modulation; divides {@code rows}
     * @param shiftOffset first column of the shifts
     * @param scaleOffset first column of the scales
     */
    public static void modulated(FloatArray x, FloatArray modulation, FloatArray output,
            int rows, int width, float epsilon, int tokens, int stride, int shiftOffset, int scaleOffset) {
        for (@Parallel int row = 0; row < rows; row++) {
            int at = row * width;
            int image = row / tokens * stride;
            float mean = Sums.sum(x, at, width) / width;
            float inverse = 1.0f / TornadoMath.sqrt(Sums.squares(x, at, width, mean) / width + epsilon);
            for (int i = 0; i < width; i++) {
                float scale = 1.0f + modulation.get(image + scaleOffset + i);
                float shift = modulation.get(image + shiftOffset + i);
                output.set(at + i, (x.get(at + i) - mean) * inverse * scale + shift);
            }
        }
    }
}
