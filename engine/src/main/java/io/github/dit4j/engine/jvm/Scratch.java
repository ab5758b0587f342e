package io.github.dit4j.engine.jvm;

/**
 * Memory that the steps of a program use one after another: a piece for each worker, and a piece for all. Steps say what
 * they need when they are made, and ask for it when they run.
 */
final class Scratch {
    private final float[][] own;
    private int ownSize;
    private float[] shared = {};

    Scratch(int workers) {
        own = new float[workers][0];
    }

    /** Says that a step needs this many elements for each worker. */
    void reserve(int size) {
        ownSize = Math.max(ownSize, size);
    }

    /** Says that a step needs this many elements for all workers together. */
    void reserveShared(int size) {
        if (shared.length < size) {
            shared = new float[size];
        }
    }

    /** The worker's piece; made by the worker itself, so that it lies near its core. */
    float[] of(int worker) {
        if (own[worker].length < ownSize) {
            own[worker] = new float[ownSize];
        }
        return own[worker];
    }

    /** The piece for all. */
    float[] shared() {
        return shared;
    }
}
