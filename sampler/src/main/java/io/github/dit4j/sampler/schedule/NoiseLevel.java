package io.github.dit4j.sampler.schedule;

/**
 * How much of a noisy image {@code α x_0 + σ ε} is image and how much noise.
 *
 * @param alpha α
 * @param sigma σ
 */
public record NoiseLevel(double alpha, double sigma) {

    /** An image without noise. */
    public static final NoiseLevel CLEAN = new NoiseLevel(1, 0);
}
