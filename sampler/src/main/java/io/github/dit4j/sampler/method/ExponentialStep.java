package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.NoisePath;
import io.github.dit4j.sampler.schedule.PathPoint;

/**
 * A step of an exponential integrator, in which the linear part of the probability flow is exact and only the prediction m
 * is approximated, by a polynomial in λ (DPM-Solver, arXiv 2206.00927; DPM-Solver++, arXiv 2211.01095):
 * {@code x_t = a x − k (φ₁ m + φ₂ D₁ + φ₃ D₂)}, where D₁ and D₂ are the first and second derivatives of m over the step.
 *
 * <p>If m is noise, {@code a = α_t/α_s, k = σ_t, z = h}; if m is clean images, {@code a = σ_t/σ_s, k = α_t, z = −h}; then
 * {@code φ₁ = e^z − 1, φ₂ = φ₁/z − 1, φ₃ = φ₂/z − ½}. Here {@code h = λ_t − λ_s}.
 *
 * @param ofX a
 * @param k σ_t or α_t
 * @param z h or −h
 */
record ExponentialStep(double ofX, double k, double z) {

    /**
     * The step between two times of a path.
     *
     * @param predictsStart whether m is clean images
     */
    static ExponentialStep between(NoisePath path, float s, float t, boolean predictsStart) {
        PathPoint from = path.at(s);
        PathPoint to = path.at(t);
        float h = path.lambda(t) - path.lambda(s);
        return predictsStart
                ? new ExponentialStep(to.sigma() / from.sigma(), to.alpha(), -h)
                : new ExponentialStep(to.alpha() / from.alpha(), to.sigma(), h);
    }

    double phi1() {
        return StrictMath.expm1(z);
    }

    double phi2() {
        return phi1() / z - 1;
    }

    double phi3() {
        return phi2() / z - 0.5;
    }

    /** {@code a x − k φ₁ m}, the step for a prediction that does not change. */
    float[] first(float[] x, float[] m) {
        return Floats.combined(ofX, x, -k * phi1(), m);
    }
}
