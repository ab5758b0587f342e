package io.github.dit4j.sampler.schedule;

/**
 * Where a path stands at a time: {@code x_t = α x_0 + σ ε}.
 *
 * @param alpha α, the weight of the image
 * @param sigma σ, the weight of the noise
 * @param alphaSlope dα/dt
 * @param sigmaSlope dσ/dt
 */
public record PathPoint(double alpha, double sigma, double alphaSlope, double sigmaSlope) {

    /** α and σ. */
    public NoiseLevel level() {
        return new NoiseLevel(alpha, sigma);
    }

    /** A point of a path that preserves variance, {@code α² + σ² = 1}. */
    static PathPoint variancePreserving(double alpha, double sigma, double logAlphaSlope) {
        return new PathPoint(alpha, sigma, alpha * logAlphaSlope, -alpha * alpha * logAlphaSlope / sigma);
    }

    /**
     * {@code |σ² α̇/α − σσ̇|}, half the squared diffusion coefficient of the stochastic process whose noise levels the
     * path has (g²/2; β/2 where variance is preserved).
     */
    public double forwardDiffusion() {
        return Math.abs(sigma * sigma * alphaSlope / alpha - sigma * sigmaSlope);
    }
}
