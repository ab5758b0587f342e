package io.github.dit4j.sampler.schedule;

import java.util.Arrays;

/**
 * What a diffusion sampler looks up for each step, in double precision: the tables of the diffusion package that DiT
 * publishes (diffusion/gaussian_diffusion.py and respace.py). Steps are counted as there, {@code i = steps−1} being the
 * noisiest and 0 the last.
 *
 * <p>In the formulas ᾱ is the product of all {@code 1 − β} up to step i and ᾱ′ that up to step i−1 (1 for i = 0).
 */
public final class DiffusionTables implements Timeline {
    private final NoiseSchedule schedule;
    private final TimestepSpacing spacing;
    private final NoisePath path;
    private final int[] timesteps;
    private final double[] betas;
    private final double[] alphasCumprod;
    private final double[] alphasCumprodPrev;
    private final double[] posteriorVariance;

    private DiffusionTables(NoiseSchedule schedule, TimestepSpacing spacing, int[] timesteps, double[] betas) {
        this.schedule = schedule;
        this.spacing = spacing;
        this.path = schedule.path();
        this.timesteps = timesteps;
        this.betas = betas;
        alphasCumprod = new double[betas.length];
        alphasCumprodPrev = new double[betas.length];
        posteriorVariance = new double[betas.length];
        double product = 1;
        for (int i = 0; i < betas.length; i++) {
            alphasCumprodPrev[i] = product;
            product *= 1 - betas[i];
            alphasCumprod[i] = product;
            posteriorVariance[i] = betas[i] * (1 - alphasCumprodPrev[i]) / (1 - product);
        }
    }

    /**
     * Tables for the timesteps that the spacing chooses. Their betas are such that {@code ᾱ} stays what it was at these
     * timesteps.
     *
     * @throws IllegalArgumentException if the spacing does not fit the schedule's number of timesteps
     */
    public static DiffusionTables of(NoiseSchedule schedule, TimestepSpacing spacing) {
        int[] timesteps = spacing.timesteps(schedule.timesteps());
        double[] all = schedule.betas();
        var betas = new double[timesteps.length];
        double product = 1;
        double previous = 1;
        int next = 0;
        for (int t = 0; t < all.length && next < timesteps.length; t++) {
            product *= 1 - all[t];
            if (t == timesteps[next]) {
                betas[next++] = 1 - product / previous;
                previous = product;
            }
        }
        return new DiffusionTables(schedule, spacing, timesteps, betas);
    }

    /** How many steps there are. */
    @Override
    public int steps() {
        return timesteps.length;
    }

    @Override
    public double noiseFraction(double networkTime, int firstTimestep) {
        return schedule.noiseFraction(networkTime, firstTimestep);
    }

    @Override
    public TimestepSpacing spacing() {
        return spacing;
    }

    @Override
    public NoisePath path() {
        return path;
    }

    @Override
    public float networkTime(float t, int firstTimestep) {
        return schedule.networkTime(t, firstTimestep);
    }

    /** What a network is told at step i. */
    public double networkTimestep(int i, int firstTimestep) {
        return schedule.networkTimestep(timesteps[i], firstTimestep);
    }

    /** How much is image and how much noise where this many steps remain. */
    public NoiseLevel level(int remaining) {
        return remaining == 0
                ? NoiseLevel.CLEAN
                : new NoiseLevel(sqrtAlphasCumprod(remaining - 1), sqrtOneMinusAlphasCumprod(remaining - 1));
    }

    /** The timestep of the forward process that step i stands at. */
    public int timestep(int i) {
        return timesteps[i];
    }

    /** All timesteps, ascending. */
    public int[] timesteps() {
        return timesteps.clone();
    }

    /** {@code β}. */
    public double beta(int i) {
        return betas[i];
    }

    /** {@code log β}. */
    public double logBeta(int i) {
        return StrictMath.log(betas[i]);
    }

    /** {@code ᾱ}. */
    public double alphasCumprod(int i) {
        return alphasCumprod[i];
    }

    /** {@code ᾱ′}. */
    public double alphasCumprodPrev(int i) {
        return alphasCumprodPrev[i];
    }

    /** {@code √ᾱ}. */
    public double sqrtAlphasCumprod(int i) {
        return Math.sqrt(alphasCumprod[i]);
    }

    /** {@code √(1−ᾱ)}. */
    public double sqrtOneMinusAlphasCumprod(int i) {
        return Math.sqrt(1 - alphasCumprod[i]);
    }

    /** {@code √(1/ᾱ)}. */
    public double sqrtRecipAlphasCumprod(int i) {
        return Math.sqrt(1 / alphasCumprod[i]);
    }

    /** {@code √(1/ᾱ − 1)}. */
    public double sqrtRecipm1AlphasCumprod(int i) {
        return Math.sqrt(1 / alphasCumprod[i] - 1);
    }

    /** {@code β(1−ᾱ′)/(1−ᾱ)}, the variance of {@code q(x_{i−1} | x_i, x_0)}; 0 for the last step. */
    public double posteriorVariance(int i) {
        return posteriorVariance[i];
    }

    /** The logarithm of {@link #posteriorVariance}; for the last step, whose variance is 0, that of the step before. */
    public double posteriorLogVarianceClipped(int i) {
        return StrictMath.log(clippedPosteriorVariance(i));
    }

    /**
     * The logarithm of {@code β}, the upper bound of the variance; for the last step that of the posterior variance of
     * the step before, "to get a better decoder log likelihood".
     */
    public double fixedLargeLogVariance(int i) {
        return StrictMath.log(i == 0 ? clippedPosteriorVariance(0) : betas[i]);
    }

    private double clippedPosteriorVariance(int i) {
        // With a single step there is none before it; the value is never used then, for the last step adds no noise.
        return posteriorVariance.length == 1 ? betas[0] : posteriorVariance[Math.max(i, 1)];
    }

    /** {@code β√ᾱ′/(1−ᾱ)}, the weight of {@code x_0} in the posterior's mean. */
    public double posteriorMeanCoef1(int i) {
        return betas[i] * Math.sqrt(alphasCumprodPrev[i]) / (1 - alphasCumprod[i]);
    }

    /** {@code (1−ᾱ′)√(1−β)/(1−ᾱ)}, the weight of {@code x_i} in the posterior's mean. */
    public double posteriorMeanCoef2(int i) {
        return (1 - alphasCumprodPrev[i]) * Math.sqrt(1 - betas[i]) / (1 - alphasCumprod[i]);
    }

    @Override
    public String toString() {
        return steps() + " steps at " + Arrays.toString(timesteps);
    }
}
