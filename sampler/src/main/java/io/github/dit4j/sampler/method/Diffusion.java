package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.DiffusionTables;
import io.github.dit4j.sampler.schedule.NoisePath;
import io.github.dit4j.sampler.schedule.Timeline;

/**
 * The process that a sampler reverses and how the network's predictions about it are read.
 *
 * @param timeline the process and the steps of the run
 * @param prediction what the network predicts
 * @param thresholding what is done to predicted images outside [−1, 1]
 * @param firstTimestep what the network calls the first timestep: 0, or 1 where training counted from one (U-ViT's
 *     discrete-time models)
 */
public record Diffusion(Timeline timeline, Prediction prediction, Thresholding thresholding, int firstTimestep) {

    /**
     * @throws IllegalArgumentException if the network predicts velocities of a process that has timesteps
     */
    public Diffusion {
        if (prediction == Prediction.VELOCITY && timeline instanceof DiffusionTables) {
            throw new IllegalArgumentException(
                    "a network that predicts velocities is sampled along a path of flow matching, not by timesteps");
        }
    }

    /** A process whose network counts timesteps from 0, with predicted images held in [−1, 1] or not. */
    public Diffusion(Timeline timeline, Prediction prediction, boolean clip) {
        this(timeline, prediction, clip ? new Thresholding.Clip() : new Thresholding.None(), 0);
    }

    /** How many steps were asked for. */
    public int steps() {
        return timeline.steps();
    }

    /** The process in continuous time. */
    public NoisePath path() {
        return timeline.path();
    }

    /**
     * The process by timesteps.
     *
     * @throws IllegalArgumentException if it has none
     */
    public DiffusionTables tables() {
        return tables(timeline);
    }

    static DiffusionTables tables(Timeline timeline) {
        if (timeline instanceof DiffusionTables tables) {
            return tables;
        }
        throw new IllegalArgumentException("this model was trained by flow matching and has no timesteps and no betas, "
                + "which ddpm and ddim go by; take euler, heun, dopri5 or euler-maruyama");
    }

    /** What the network is told at step i of the tables. */
    public double time(int i) {
        return tables().networkTimestep(i, firstTimestep);
    }

    /** What the network is told at a time of the path. */
    public double timeAt(float t) {
        return timeline.networkTime(t, firstTimestep);
    }

    /**
     * How far along the forward process a network is, 0 at the image and 1 where all is noise.
     *
     * @param time what it is told
     */
    public double noiseFraction(double time) {
        return timeline.noiseFraction(time, firstTimestep);
    }

    /** Evaluates the network at a time of the path. */
    Estimate estimate(float t, float[] x, Network network) {
        float[] output = network.predict(x, timeAt(t)).prediction();
        return new Estimate(x, output, prediction, thresholding, path().at(t));
    }

    /**
     * The clean images that the network's output means at step i of the tables. Computes in float32 with coefficients
     * rounded from double, each product and sum rounded, as DiT's diffusion package does on tensors.
     */
    float[] predictedStart(int i, float[] x, NetworkOutput output) {
        var start = new float[x.length];
        float[] predicted = output.prediction();
        float ofX = (float) tables().sqrtRecipAlphasCumprod(i);
        float ofNoise = (float) tables().sqrtRecipm1AlphasCumprod(i);
        float sigma = (float) tables().sqrtOneMinusAlphasCumprod(i);
        for (int j = 0; j < x.length; j++) {
            start[j] = switch (prediction) {
                case EPSILON -> ofX * x[j] - ofNoise * predicted[j];
                case SCORE -> ofX * x[j] + ofNoise * sigma * predicted[j];
                case X_START -> predicted[j];
                case VELOCITY -> throw new AssertionError("refused by the constructor");
            };
        }
        thresholding.apply(start);
        return start;
    }

    /** The noise in x at step i of the tables if these are the clean images. */
    float[] noiseGiven(int i, float[] x, float[] start) {
        var noise = new float[x.length];
        float ofX = (float) tables().sqrtRecipAlphasCumprod(i);
        float ofNoise = (float) tables().sqrtRecipm1AlphasCumprod(i);
        for (int j = 0; j < x.length; j++) {
            noise[j] = (ofX * x[j] - start[j]) / ofNoise;
        }
        return noise;
    }
}
