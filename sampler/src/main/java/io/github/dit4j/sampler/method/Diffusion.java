package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.DiffusionTables;

/**
 * The process that a sampler reverses and how the network's predictions about it are read. Computes in float32 with
 * coefficients rounded from double, each product and sum rounded, as the published code does on tensors.
 *
 * @param tables the steps
 * @param prediction what the network predicts
 * @param clip whether predicted images are held in [−1, 1]
 * @param firstTimestep what the network calls the first timestep: 0, or 1 where training counted from one (U-ViT's
 *     discrete-time models)
 */
public record Diffusion(DiffusionTables tables, Prediction prediction, boolean clip, int firstTimestep) {

    /** A process whose network counts timesteps from 0. */
    public Diffusion(DiffusionTables tables, Prediction prediction, boolean clip) {
        this(tables, prediction, clip, 0);
    }

    /** What the network is told at step i. */
    public double time(int i) {
        return tables.timestep(i) + firstTimestep;
    }

    /**
     * How far along the forward process a network is, 0 at the image and 1 where all is noise.
     *
     * @param time what it is told
     */
    public double noiseFraction(double time) {
        return (time - firstTimestep) / tables.schedule().timesteps();
    }

    /** The clean images that the network's output means at step i. */
    float[] predictedStart(int i, float[] x, NetworkOutput output) {
        var start = new float[x.length];
        float[] predicted = output.prediction();
        float ofX = (float) tables.sqrtRecipAlphasCumprod(i);
        float ofNoise = (float) tables.sqrtRecipm1AlphasCumprod(i);
        for (int j = 0; j < x.length; j++) {
            float value = switch (prediction) {
                case EPSILON -> ofX * x[j] - ofNoise * predicted[j];
                case X_START -> predicted[j];
            };
            start[j] = clip ? Math.clamp(value, -1f, 1f) : value;
        }
        return start;
    }

    /** The noise in x at step i if these are the clean images. */
    float[] noiseGiven(int i, float[] x, float[] start) {
        var noise = new float[x.length];
        float ofX = (float) tables.sqrtRecipAlphasCumprod(i);
        float ofNoise = (float) tables.sqrtRecipm1AlphasCumprod(i);
        for (int j = 0; j < x.length; j++) {
            noise[j] = (ofX * x[j] - start[j]) / ofNoise;
        }
        return noise;
    }
}
