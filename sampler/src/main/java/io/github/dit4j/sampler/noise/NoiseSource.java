package io.github.dit4j.sampler.noise;

import io.github.dit4j.engine.tensor.Shape;

/**
 * Where standard normal noise comes from. What an image gets depends on nothing but its index and on which draw it is,
 * so that the result does not depend on how images are put into batches.
 */
public interface NoiseSource {

    /**
     * Writes the noise of one image.
     *
     * @param draw 0 is what sampling starts from; k is what the k-th step adds
     * @param image the image's index, from 0
     * @param target where to
     * @param at first index in the target
     * @param count how many elements an image has
     */
    void fill(int draw, int image, float[] target, int at, int count);

    /**
     * Refuses a run that this source has not enough noise for; called once before sampling starts.
     *
     * @param latents {@code [images, channels, height, width]}
     * @param draws how many steps may draw noise
     * @throws IllegalArgumentException if it has not enough, or noise of another shape
     */
    default void check(Shape latents, int draws) {
    }

    /** Noise from a generator: seed, image and draw decide it, the same on every machine. */
    static NoiseSource seeded(long seed) {
        return new PhiloxNoise(seed);
    }
}
