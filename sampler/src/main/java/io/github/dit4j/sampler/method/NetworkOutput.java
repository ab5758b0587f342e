package io.github.dit4j.sampler.method;

import java.util.Optional;

/**
 * What a network says about a batch of noisy images.
 *
 * @param prediction {@code [images, channels, height, width]}: noise, clean images, velocity or score, see
 *     {@link Prediction}
 * @param variance of the same shape, where the network learned one: −1 … 1 from the small to the large variance
 */
public record NetworkOutput(float[] prediction, Optional<float[]> variance) {
}
