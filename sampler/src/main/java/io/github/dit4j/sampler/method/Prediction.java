package io.github.dit4j.sampler.method;

/** What the network was trained to predict, of {@code x_t = α x_0 + σ ε}. */
public enum Prediction {
    /** The noise ε. */
    EPSILON,
    /** The clean image {@code x_0}. */
    X_START,
    /** The velocity {@code dx/dt = α̇ x_0 + σ̇ ε} of flow matching (SiT, arXiv 2401.08740). */
    VELOCITY,
    /** The score {@code ∇ log p_t(x) = −ε/σ} (Song et al., arXiv 2011.13456). */
    SCORE;

    /**
     * The prediction of a name in metadata.
     *
     * @throws IllegalArgumentException if there is no such prediction
     */
    public static Prediction named(String name) {
        return switch (name) {
            case "epsilon", "eps", "noise" -> EPSILON;
            case "x_start", "xstart", "sample" -> X_START;
            case "velocity" -> VELOCITY;
            case "score" -> SCORE;
            default -> throw new IllegalArgumentException("prediction \"" + name
                    + "\" is not known; there are epsilon, x_start, velocity and score");
        };
    }
}
