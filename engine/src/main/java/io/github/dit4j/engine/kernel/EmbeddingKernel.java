package io.github.dit4j.engine.kernel;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Labels and timesteps as vectors. One thread computes one element, or one cosine and its sine. */
public final class EmbeddingKernel {

    private EmbeddingKernel() {}

    /**
     * {@code output[i] = table[ids[i]]}, {@link io.github.dit4j.engine.op.Op.Embedding}.
     *
     * @param ids {@code [count]}, each a row of the table (not checked here)
     * @param table {@code [rows, width]}
     * @param output {@code [count, width]}; none of the inputs
     */
    public static void lookup(IntArray ids, FloatArray table, FloatArray output, int count, int width) {
        for (@Parallel int row = 0; row < count; row++) {
            for (@Parallel int i = 0; i < width; i++) {
                output.set(row * width + i, table.get(ids.get(row) * width + i));
            }
        }
    }

    /**
     * {@code output[i] = cos(t[i] · frequencies) ‖ sin(t[i] · frequencies)},
     * {@link io.github.dit4j.engine.op.Op.SinusoidalEmbedding}.
     *
     * @param t {@code [count]}
     * @param frequencies {@code [waves]}
     * @param output {@code [count, 2 · waves]}; none of the inputs
     */
    public static void sinusoids(FloatArray t, FloatArray frequencies, FloatArray output, int count, int waves) {
        for (@Parallel int row = 0; row < count; row++) {
            for (@Parallel int i = 0; i < waves; i++) {
                float angle = t.get(row) * frequencies.get(i);
                output.set(row * 2 * waves + i, TornadoMath.cos(angle));
                output.set(row * 2 * waves + waves + i, TornadoMath.sin(angle));
            }
        }
    }
}
