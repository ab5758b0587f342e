package io.github.dit4j.sampler.method;

/** The noise of one batch. */
@FunctionalInterface
public interface StepNoise {

    /**
     * Standard normal noise.
     *
     * @param draw 0 is what sampling starts from; k is what the k-th step adds
     * @return {@code [images, channels, height, width]}, the caller's own
     */
    float[] draw(int draw);
}
