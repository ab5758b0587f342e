package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.op.Activation;

/** Functions of the networks in double precision, from their definitions. */
public final class DoubleFunctions {

    private DoubleFunctions() {}

    /** One of the networks' functions. */
    public static double activate(double x, Activation function) {
        return switch (function) {
            case IDENTITY -> x;
            case RELU -> x > 0 ? x : 0;
            case SILU -> x / (1 + Math.exp(-x));
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case GELU_ERF -> 0.5 * x * (1 + erf(x / Math.sqrt(2)));
            case QUICK_GELU -> x / (1 + Math.exp(-1.702 * x));
        };
    }

    /**
     * The error function, {@code 2/√π · e^(−x²) · Σₙ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!} (Abramowitz and Stegun 7.1.6): all terms have one
     * sign, so that nothing cancels.
     */
    public static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x); // 1 − erf(6) is 2e-17
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    /** Some elements less their mean, divided by √(variance + epsilon). */
    static double[] standardize(double[] x, int from, int count, double epsilon) {
        double mean = 0;
        for (int i = 0; i < count; i++) {
            mean += x[from + i] / count;
        }
        double variance = 0;
        for (int i = 0; i < count; i++) {
            variance += (x[from + i] - mean) * (x[from + i] - mean) / count;
        }
        var standard = new double[count];
        for (int i = 0; i < count; i++) {
            standard[i] = (x[from + i] - mean) / Math.sqrt(variance + epsilon);
        }
        return standard;
    }
}
