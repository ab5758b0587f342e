package io.github.dit4j.layers;

/** Checks that the configurations share. */
final class ConfigChecks {

    private ConfigChecks() {}

    static void positive(String what, int value) {
        if (value <= 0) {
            throw new ModelException("the " + what + " has to be positive, not " + value);
        }
    }

    static void divides(String part, int divisor, String whole, int value) {
        positive(part, divisor);
        positive(whole, value);
        if (value % divisor != 0) {
            throw new ModelException("the " + whole + " " + value + " is not a multiple of the " + part + " " + divisor);
        }
    }

    /**
     * Checks that so many elements can be counted by an {@code int}.
     *
     * @param sizes names and values, for the error
     * @param factors whose product is the number of elements
     */
    static void countable(String sizes, double... factors) {
        double elements = 1;
        for (double factor : factors) {
            elements *= factor;
        }
        if (elements > Integer.MAX_VALUE) {
            throw new ModelException("too many elements for an array: " + sizes + "; make them smaller");
        }
    }

    /** Checks that a perceptron has hidden elements, and not more than can be counted. */
    static void mlpRatio(double ratio, String width, int value) {
        positive("mlp_ratio", ratio);
        if (value * ratio < 1) {
            throw new ModelException("the mlp_ratio " + ratio + " leaves perceptrons of " + width + " " + value
                    + " without hidden elements; it is usually 4");
        }
        countable("mlp_ratio " + ratio + " of " + width + " " + value, value, ratio);
    }

    static void positive(String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new ModelException("the " + what + " has to be positive, not " + value);
        }
    }
}
