package io.github.dit4j.sampler.method;

/** Sums of tensors in single precision: coefficients are rounded, then each product and each sum. */
final class Floats {

    private Floats() {
    }

    /** {@code a x}. */
    static float[] scaled(double a, float[] x) {
        var result = new float[x.length];
        float ofX = (float) a;
        for (int j = 0; j < x.length; j++) {
            result[j] = ofX * x[j];
        }
        return result;
    }

    /** {@code a x + b y}. */
    static float[] combined(double a, float[] x, double b, float[] y) {
        var result = new float[x.length];
        float ofX = (float) a;
        float ofY = (float) b;
        for (int j = 0; j < x.length; j++) {
            result[j] = ofX * x[j] + ofY * y[j];
        }
        return result;
    }

    /** Adds {@code a x} to a sum. */
    static void add(float[] sum, double a, float[] x) {
        float ofX = (float) a;
        for (int j = 0; j < x.length; j++) {
            sum[j] += ofX * x[j];
        }
    }
}
