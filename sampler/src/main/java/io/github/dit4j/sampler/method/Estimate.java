package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.PathPoint;

/**
 * What one evaluation of the network says about {@code x = α x_0 + σ ε}, in the terms that a solver wants. Whatever the
 * network predicts, the others follow; where predicted images are thresholded they follow from those.
 */
final class Estimate {
    private final float[] x;
    private final float[] output;
    private final Prediction prediction;
    private final Thresholding thresholding;
    private final PathPoint at;

    Estimate(float[] x, float[] output, Prediction prediction, Thresholding thresholding, PathPoint at) {
        this.x = x;
        this.output = output;
        this.prediction = prediction;
        this.thresholding = thresholding;
        this.at = at;
    }

    /** The clean images x₀. */
    float[] start() {
        float[] start = switch (prediction) {
            case X_START -> output.clone();
            case EPSILON -> startGiven(output);
            case SCORE -> startGiven(Floats.scaled(-at.sigma(), output));
            case VELOCITY -> Floats.combined(
                    at.sigmaSlope() / determinant(), x, -at.sigma() / determinant(), output);
        };
        thresholding.apply(start);
        return start;
    }

    /** {@code (x − σ ε)/α}, rounded as published. */
    private float[] startGiven(float[] noise) {
        var start = new float[x.length];
        float alpha = (float) at.alpha();
        float sigma = (float) at.sigma();
        for (int j = 0; j < x.length; j++) {
            start[j] = (x[j] - sigma * noise[j]) / alpha;
        }
        return start;
    }

    /** The noise ε. */
    float[] noise() {
        if (!(thresholding instanceof Thresholding.None) || prediction == Prediction.X_START) {
            return Floats.combined(1 / at.sigma(), x, -at.alpha() / at.sigma(), start());
        }
        return switch (prediction) {
            case EPSILON -> output;
            case SCORE -> Floats.scaled(-at.sigma(), output);
            case VELOCITY -> Floats.combined(
                    -at.alphaSlope() / determinant(), x, at.alpha() / determinant(), output);
            case X_START -> throw new AssertionError("handled above");
        };
    }

    /** {@code dx/dt = α̇ x_0 + σ̇ ε}, the velocity of the probability flow. */
    float[] velocity() {
        boolean asPredicted = thresholding instanceof Thresholding.None;
        if (prediction == Prediction.VELOCITY && asPredicted) {
            return output;
        }
        if (prediction == Prediction.VELOCITY || prediction == Prediction.X_START) {
            float[] start = start();
            // By x₀ while there is noise to divide by, and at the very end, where x is x₀, by the velocity itself.
            return at.sigma() == 0
                    ? output
                    : Floats.combined(
                            at.sigmaSlope() / at.sigma(), x, -determinant() / at.sigma(), start);
        }
        return Floats.combined(at.alphaSlope() / at.alpha(), x, determinant() / at.alpha(), noise());
    }

    /** {@code α σ̇ − α̇ σ}, the determinant of what makes (x, dx/dt) of (x₀, ε). */
    private double determinant() {
        return at.alpha() * at.sigmaSlope() - at.alphaSlope() * at.sigma();
    }
}
