package io.github.dit4j.sampler.method;

/** The variance of a DDPM step. */
public enum Variance {
    /** {@link #LEARNED_RANGE} where the network predicts a variance, otherwise {@link #FIXED_LARGE}, as DiT's package. */
    AS_TRAINED,
    /** The network places the logarithm between those of the two fixed ones (Nichol, Dhariwal, arXiv 2102.09672). */
    LEARNED_RANGE,
    /** That of the posterior {@code q(x_{t−1} | x_t, x_0)}. */
    FIXED_SMALL,
    /** β. */
    FIXED_LARGE
}
