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

    static void positive(String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new ModelException("the " + what + " has to be positive, not " + value);
        }
    }
}
