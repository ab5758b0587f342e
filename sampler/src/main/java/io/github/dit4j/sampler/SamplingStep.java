package io.github.dit4j.sampler;

import io.github.dit4j.engine.tensor.Shape;
import java.time.Duration;

/**
 * A step that was done.
 *
 * @param step its number in its batch, from 1
 * @param steps how many steps each batch takes; an estimate while a sampler chooses its steps
 * @param batch the number of the batch, from 1
 * @param batches how many batches the run takes
 * @param networkTime what the network was told first: a timestep, or a time from 0 to 1 for flow models
 * @param firstImage the index of the batch's first image in the run
 * @param shape of the batch, {@code [images, channels, height, width]}
 * @param latents the images after the step, row-major; not to be changed
 * @param predictedStart the clean images that the network predicted, row-major; not to be changed
 * @param time how long the step took
 */
public record SamplingStep(
        int step,
        int steps,
        int batch,
        int batches,
        double networkTime,
        int firstImage,
        Shape shape,
        float[] latents,
        float[] predictedStart,
        Duration time) {

    /** How many steps of the whole run are done. */
    public int done() {
        return (batch - 1) * steps + step;
    }

    /** How many steps the whole run takes. */
    public int total() {
        return batches * steps;
    }
}
