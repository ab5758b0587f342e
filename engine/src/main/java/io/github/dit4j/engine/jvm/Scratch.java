package io.github.dit4j.engine.jvm;

import java.util.Arrays;

/**
 * Memory that the steps of a program use one after another: a piece for each worker, and a piece for all. Steps say what
 * they need when they are made, and ask for it when they run.
 *
 * <p>Where there are some workers, steps that follow each other have different places in the piece for all. What another core has
 * read last is in its cache, from where it must be taken away before it can be written again; the longer ago that was,
 * the likelier it is not there any more. U-ViT-S/2 takes 3.5 % less with two threads; one thread has no use for it.
 */
final class Scratch {
    // 16 MB: smaller ones gain less.
    private static final int SHARED_BY_TURNS = 4 << 20;

    private final Ahead[] ahead;
    private final float[][] own;
    private int ownSize;
    private float[] shared = {};
    private int nextShared;
    private int sharedSize;
    private int[] sharedBits = {};
    private int nextBits;
    private int bitsSize;

    Scratch(int workers) {
        own = new float[workers][0];
        ahead = new Ahead[workers];
        Arrays.setAll(ahead, _ -> new Ahead());
    }

    /** Says that a step needs this many elements for each worker. */
    void reserve(int size) {
        ownSize = Math.max(ownSize, size);
    }

    /**
     * Says that a step needs this many elements for all workers together.
     *
     * @return where they begin in {@link #shared}, at a line of the cache
     */
    int reserveShared(int size) {
        int at = Kernels.aligned(own.length > 1 && size <= SHARED_BY_TURNS - nextShared ? nextShared : 0);
        nextShared = Math.addExact(at, size);
        sharedSize = Math.max(sharedSize, nextShared);
        return at;
    }

    /** Makes the piece for all, when all steps have said what they need. */
    void makeShared() {
        shared = new float[sharedSize];
        sharedBits = new int[bitsSize];
    }

    /** The same of {@link #sharedBits}. */
    int reserveSharedBits(int size) {
        int at = Kernels.aligned(own.length > 1 && size <= SHARED_BY_TURNS - nextBits ? nextBits : 0);
        nextBits = Math.addExact(at, size);
        bitsSize = Math.max(bitsSize, nextBits);
        return at;
    }

    /** The worker's piece; made by the worker itself, so that it lies near its core. */
    float[] of(int worker) {
        if (own[worker].length < ownSize) {
            own[worker] = new float[ownSize];
        }
        return own[worker];
    }

    /** What the worker is going to read. */
    Ahead ahead(int worker) {
        return ahead[worker];
    }

    /** The piece for all. */
    float[] shared() {
        return shared;
    }

    /** The piece for all, of floats whose bits are what counts. */
    int[] sharedBits() {
        return sharedBits;
    }
}
