package io.github.dit4j.engine.device;

import io.github.dit4j.engine.tensor.Tensor;

/** A program that is ready to run, with its buffers. Not for use by two threads at once. */
public interface Executor extends AutoCloseable {

    /**
     * Writes an F32 input; it stays until it is written again.
     *
     * @param values all elements, row-major
     * @throws IllegalArgumentException if it is not an input of the program, or the number of values differs
     */
    void write(Tensor input, float[] values);

    /**
     * Writes an I32 input; it stays until it is written again.
     *
     * @param values all elements, row-major
     * @throws IllegalArgumentException if it is not an input of the program, or the number of values differs
     */
    void write(Tensor input, int[] values);

    /** Runs all blocks once. */
    void run();

    /**
     * Reads an output of the last run.
     *
     * @return all elements, row-major
     * @throws IllegalArgumentException if it is not an output of the program
     */
    float[] read(Tensor output);

    /**
     * Reads some elements of an output of the last run.
     *
     * @param from the first of them, row-major
     * @param target where they go
     * @param at where in it the first of them goes
     * @param count how many
     * @throws IllegalArgumentException if it is not an output of the program
     * @throws IndexOutOfBoundsException if there are not so many elements, or not so much room for them
     */
    default void read(Tensor output, int from, float[] target, int at, int count) {
        System.arraycopy(read(output), from, target, at, count);
    }

    /** Frees the buffers. */
    @Override
    void close();
}
