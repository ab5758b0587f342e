package io.github.dit4j.sampler.method;

/** What the network was trained to predict. */
public enum Prediction {
    /** The noise ε in {@code x_t = √ᾱ x_0 + √(1−ᾱ) ε}. */
    EPSILON,
    /** The clean image {@code x_0}. */
    X_START;

    /**
     * The prediction of a name in metadata.
     *
     * @throws IllegalArgumentException if there is no such prediction
     */
    public static Prediction named(String name) {
        return switch (name) {
            case "epsilon", "eps", "noise" -> EPSILON;
            case "x_start", "xstart", "sample" -> X_START;
            default -> throw new IllegalArgumentException(
                    "prediction \"" + name + "\" is not known; there are epsilon and x_start");
        };
    }
}
