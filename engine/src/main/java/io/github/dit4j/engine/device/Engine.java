package io.github.dit4j.engine.device;

import io.github.dit4j.engine.op.Program;
import java.util.List;

/** A model's weights on a device. Programs prepared by one engine share them. */
public interface Engine extends AutoCloseable {

    /** Where it runs. */
    Device device();

    /**
     * Checks, where that can be told before, that programs fit into memory side by side and with those that were prepared
     * before. Prepares nothing.
     *
     * @throws IllegalArgumentException if they do not; the message says what they take and what helps
     */
    default void requireMemory(List<Program> programs) {}

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
