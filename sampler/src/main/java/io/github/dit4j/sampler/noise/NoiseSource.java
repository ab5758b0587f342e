package io.github.dit4j.sampler.noise;

import io.github.dit4j.engine.tensor.Shape;

/**
 * Where standard normal noise comes from. What an image gets does not depend on how the images of a run are put into
 * batches.
 */
public interface NoiseSource {

    /**
     * The noise of a run.
     *
     * @param latents {@code [images, channels, height, width]} of the whole run
     * @param doubled whether the published script carries every image twice, once for its class and once for none, and so
     *     draws noise for twice as many images at each step; matters only to sources that repeat the order of its draws
     */
    Noise forRun(Shape latents, boolean doubled);

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
    static PhiloxNoise seeded(long seed) {
        return new PhiloxNoise(seed);
    }
}
