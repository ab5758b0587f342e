package io.github.dit4j.engine.device;

import io.github.dit4j.engine.op.Program;

/** A model's weights on a device. Programs prepared by one engine share them. */
public interface Engine extends AutoCloseable {

    /** Where it runs. */
    Device device();

    /**
     * Prepares a program: loads the weights that it needs and were not loaded before, compiles it, makes its buffers.
     *
     * @throws IllegalArgumentException if a weight is missing or has another shape than the program wants; the message
     *     names it and both shapes
     */
    Executor prepare(Program program);

    /** Frees the weights. Executors must be closed before. */
    @Override
    void close();
}
