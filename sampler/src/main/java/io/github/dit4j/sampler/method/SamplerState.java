package io.github.dit4j.sampler.method;

import java.util.Optional;

/**
 * Where a sampler stands. Steps make new states and leave the old ones as they were.
 *
 * @param remaining how many steps are still to do; the next is step {@code remaining − 1} of the tables
 * @param x {@code [images, channels, height, width]}, the noisy images
 * @param start of the same shape, the clean images that the last step predicted; empty before the first
 */
public record SamplerState(int remaining, float[] x, Optional<float[]> start) {

    /** The state before the first step. */
    public static SamplerState initial(int steps, float[] noise) {
        return new SamplerState(steps, noise, Optional.empty());
    }

    /** The state after a step. */
    SamplerState next(float[] nextX, float[] predictedStart) {
        return new SamplerState(remaining - 1, nextX, Optional.of(predictedStart));
    }
}
