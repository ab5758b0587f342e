package io.github.dit4j.engine.check;

import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * What a check found.
 *
 * @param check what was checked
 * @param error the relative L2 distance from what is right, {@code ‖got − want‖ / ‖want‖}; not a number if it could not be
 *     computed, or holds one
 * @param tolerance the largest error that is right
 * @param failure what went wrong before there was a result; empty if nothing did
 */
public record Finding(String check, double error, double tolerance, Optional<String> failure) {

    /**
     * Runs a check.
     *
     * @param error computes the error
     */
    public static Finding of(String check, double tolerance, DoubleSupplier error) {
        try {
            return new Finding(check, error.getAsDouble(), tolerance, Optional.empty());
        } catch (RuntimeException failed) {
            String reason = Optional.ofNullable(failed.getMessage()).orElse(failed.toString());
            return new Finding(check, Double.NaN, tolerance, Optional.of(reason));
        }
    }

    /** Whether it is as it should be. */
    public boolean isRight() {
        return failure.isEmpty() && error <= tolerance;
    }

    /** The relative L2 distance of a result from what is right; not a number where the result holds one. */
    public static double relativeError(float[] want, float[] got) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < want.length; i++) {
            difference += ((double) got[i] - want[i]) * ((double) got[i] - want[i]);
            norm += (double) want[i] * want[i];
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }
}
