package io.github.dit4j.sampler.noise;

/** The standard normal noise of one run. Not for use by two threads at once. */
@FunctionalInterface
public interface Noise {

    /**
     * Writes the noise of one image.
     *
     * @param draw 0 is what sampling starts from; k is what the k-th step adds
     * @param image the image's index in the run, from 0
     * @param target where to
     * @param at first index in the target
     * @param count how many elements an image has
     */
    void fill(int draw, int image, float[] target, int at, int count);
}
