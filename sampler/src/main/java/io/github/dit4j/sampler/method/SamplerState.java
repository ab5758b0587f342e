package io.github.dit4j.sampler.method;

import java.util.Optional;

/**
 * Where a sampler stands. Steps make new states and leave the old ones as they were.
 *
 * @param remaining how many steps are still to do; where a sampler chooses its steps an estimate, and 0 only at the end
 * @param x {@code [images, channels, height, width]}, the noisy images
 * @param start of the same shape, the clean images that the last step predicted; empty before the first
 * @param memory what the sampler keeps from its last steps
 */
public record SamplerState(int remaining, float[] x, Optional<float[]> start, Memory memory) {

    /** A state from which a sampler starts, without memory. */
    public SamplerState(int remaining, float[] x, Optional<float[]> start) {
        this(remaining, x, start, new Memory.None());
    }

    /** The state before the first step. */
    public static SamplerState initial(int steps, float[] noise) {
        return new SamplerState(steps, noise, Optional.empty());
    }

    /** The same with other images. */
    public SamplerState with(float[] images) {
        return new SamplerState(remaining, images, start, memory);
    }

    /** The state after a step that keeps nothing. */
    SamplerState next(float[] nextX, float[] predictedStart) {
        return next(nextX, predictedStart, new Memory.None());
    }

    /** The state after a step. */
    SamplerState next(float[] nextX, float[] predictedStart, Memory kept) {
        return new SamplerState(remaining - 1, nextX, Optional.of(predictedStart), kept);
    }
}
