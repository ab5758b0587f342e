package io.github.dit4j.sampler.method;

/** The network for one batch, its conditions and guidance applied. */
@FunctionalInterface
public interface Network {

    /**
     * Evaluates the network.
     *
     * @param x {@code [images, channels, height, width]}
     * @param time what the network is told about the noise in x, one value for all images
     */
    NetworkOutput predict(float[] x, double time);
}
