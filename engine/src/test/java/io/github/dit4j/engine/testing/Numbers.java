package io.github.dit4j.engine.testing;

/** How far a result is from the one expected. */
public final class Numbers {
    private Numbers() {}

    /** ‖actual − expected‖₂ / ‖expected‖₂; not-a-number where the result holds one. */
    public static double relativeL2(double[] expected, float[] actual) {
        requireSameLength(expected.length, actual.length);
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = actual[i] - expected[i];
            error += difference * difference;
            norm += expected[i] * expected[i];
        }
        return error == 0 ? 0 : Math.sqrt(error / norm);
    }

    /** As {@link #relativeL2(double[], float[])}. */
    public static double relativeL2(float[] expected, float[] actual) {
        return relativeL2(widened(expected), actual);
    }

    /** The largest |actual − expected|; not-a-number where the result holds one. */
    public static double maxAbs(double[] expected, float[] actual) {
        requireSameLength(expected.length, actual.length);
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
        }
        return largest;
    }

    /** As {@link #maxAbs(double[], float[])}. */
    public static double maxAbs(float[] expected, float[] actual) {
        return maxAbs(widened(expected), actual);
    }

    private static double[] widened(float[] values) {
        var wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static void requireSameLength(int expected, int actual) {
        if (expected != actual) {
            throw new AssertionError("expected " + expected + " values, got " + actual);
        }
    }
}
