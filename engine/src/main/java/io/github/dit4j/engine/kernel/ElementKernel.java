package io.github.dit4j.engine.kernel;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Element by element: {@link io.github.dit4j.engine.op.Op.Add}, {@link io.github.dit4j.engine.op.Op.Activate}, and the
 * copies of {@link io.github.dit4j.engine.op.ImageOp.Upsample}, {@link io.github.dit4j.engine.op.Op.Concat} and
 * {@link io.github.dit4j.engine.op.Op.Narrow}. One thread computes one element.
 */
public final class ElementKernel {

    private ElementKernel() {}

    /**
     * {@code output = a + b}, with b repeated.
     *
     * @param a {@code [repeats, size]}
     * @param b {@code [size]}
     * @param output {@code [repeats, size]}; none of the inputs
     */
    public static void sum(FloatArray a, FloatArray b, FloatArray output, int repeats, int size) {
        for (@Parallel int repeat = 0; repeat < repeats; repeat++) {
            for (@Parallel int i = 0; i < size; i++) {
                output.set(repeat * size + i, a.get(repeat * size + i) + b.get(i));
            }
        }
    }

    /**
     * {@code output = f(x)}.
     *
     * @param x {@code [size]}
     * @param output {@code [size]}; not the input
     * @param function f, a {@linkplain Functions#code code}
     */
    public static void activation(FloatArray x, FloatArray output, int size, int function) {
        for (@Parallel int i = 0; i < size; i++) {
            output.set(i, Functions.apply(x.get(i), function));
        }
    }

    /**
     * Repeats each pixel, down and across: {@link io.github.dit4j.engine.op.ImageOp.Upsample}.
     *
     * @param x {@code [planes, height, width]}
     * @param output {@code [planes, factor · height, factor · width]}; not the input
     */
    public static void repetition(FloatArray x, FloatArray output, int planes, int height, int width, int factor) {
        for (@Parallel int row = 0; row < planes * height * factor; row++) {
            for (@Parallel int column = 0; column < width * factor; column++) {
                output.set(row * width * factor + column, x.get(row / factor * width + column / factor));
            }
        }
    }

    /**
     * Copies runs of consecutive elements into longer runs.
     *
     * @param part {@code [runs, length]}
     * @param whole {@code [runs, stride]}; columns {@code [offset, offset + length)} are written; not the input
     */
    public static void insertion(FloatArray part, FloatArray whole, int runs, int length, int stride, int offset) {
        for (@Parallel int run = 0; run < runs; run++) {
            for (@Parallel int i = 0; i < length; i++) {
                whole.set(run * stride + offset + i, part.get(run * length + i));
            }
        }
    }

    /**
     * Copies runs of consecutive elements out of longer runs.
     *
     * @param whole {@code [runs, stride]}; columns {@code [offset, offset + length)} are read
     * @param part {@code [runs, length]}; not the input
     */
    public static void extraction(FloatArray whole, FloatArray part, int runs, int length, int stride, int offset) {
        for (@Parallel int run = 0; run < runs; run++) {
            for (@Parallel int i = 0; i < length; i++) {
                part.set(run * length + i, whole.get(run * stride + offset + i));
            }
        }
    }
}
