package io.github.dit4j.sampler.schedule;

/**
 * How an image becomes noise over continuous time: {@code x_t = α(t) x_0 + σ(t) ε}. Times are single-precision numbers,
 * as the published solvers have them; {@code λ = log(α/σ)} is half the logarithm of the signal-to-noise ratio.
 */
public interface NoisePath {

    /** The weights of image and noise at a time. */
    PathPoint at(float t);

    /** λ at a time. */
    float lambda(float t);

    /** The time at which λ has this value. */
    float timeAt(float lambda);

    /** The noisiest time at which λ is finite enough to start from. */
    float noisy();

    /** The cleanest time at which λ is finite enough to end at. */
    float clean();
}
