package io.github.dit4j.sampler;

import io.github.dit4j.engine.tensor.TensorData;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a pipeline drew.
 *
 * @param settings what was used
 * @param latents {@code [images, channels, height, width]}, unrounded; pixels in [−1, 1] where the model draws pixels
 * @param stepTimes how long each step of each batch took, in order
 */
public record Samples(SampleSettings settings, TensorData latents, List<Duration> stepTimes) {

    public Samples {
        stepTimes = List.copyOf(stepTimes);
    }

    /** How many images there are. */
    public int count() {
        return latents.shape().dim(0);
    }

    /** Whether they are pixels, grey or in colour, not latents for a decoder. */
    public boolean arePixels() {
        int channels = latents.shape().dim(1);
        return channels == 1 || channels == 3;
    }

    /**
     * The images.
     *
     * @throws IllegalArgumentException if they are not pixels, see {@link #arePixels}
     */
    public List<Image> images() {
        float[] values = latents.toFloats();
        int channels = latents.shape().dim(1);
        int height = latents.shape().dim(2);
        int width = latents.shape().dim(3);
        return IntStream.range(0, count())
                .mapToObj(i -> Image.of(values, i * channels * height * width, channels, height, width))
                .toList();
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
