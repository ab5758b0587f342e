package io.github.dit4j.sampler;

import io.github.dit4j.engine.tensor.TensorData;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a pipeline drew.
 *
 * @param settings what was used
 * @param latents {@code [images, channels, height, width]}, unrounded; pixels in [−1, 1] where the model draws pixels
 * @param stepTimes how long each step of each batch took, in order
 * @param decoded {@code [images, 3, height, width]}, about from −1 to 1: the latents' images, if the pipeline has an
 *     autoencoder
 */
public record Samples(
        SampleSettings settings, TensorData latents, List<Duration> stepTimes, Optional<TensorData> decoded) {

    public Samples {
        stepTimes = List.copyOf(stepTimes);
    }

    /** Without an autoencoder. */
    public Samples(SampleSettings settings, TensorData latents, List<Duration> stepTimes) {
        this(settings, latents, stepTimes, Optional.empty());
    }

    /** How many images there are. */
    public int count() {
        return latents.shape().dim(0);
    }

    /** The images as numbers: decoded, or as they were drawn. */
    private TensorData pixels() {
        return decoded.orElse(latents);
    }

    /** Whether they are pixels, grey or in colour, not latents for a decoder. */
    public boolean arePixels() {
        int channels = pixels().shape().dim(1);
        return channels == 1 || channels == 3;
    }

    /**
     * The images.
     *
     * @throws IllegalArgumentException if they are not pixels, see {@link #arePixels}
     */
    public List<Image> images() {
        return Image.all(pixels());
    }

    /**
     * One of the images.
     *
     * @param index from 0
     * @throws IllegalArgumentException if they are not pixels, see {@link #arePixels}
     */
    public Image image(int index) {
        return images().get(index);
    }

    /**
     * All images as one.
     *
     * @throws IllegalArgumentException if they are not pixels, see {@link #arePixels}
     */
    public Image grid() {
        return Image.grid(images());
    }

    /** How long all steps took together. */
    public Duration samplingTime() {
        return stepTimes.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
