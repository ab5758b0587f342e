package io.github.dit4j.sampler.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where {@code dopri5} of rtqichen/torchdiffeq steps, in double precision: error ratio {@code rms(error / (atol + rtol
 * max(|y₀|, |y₁|)))}, accepted up to 1; factor {@code 0.9 ratio^(−1/5)} from 0.2, or 1 after a success, to 10; first step
 * by Hairer's rule for order 4.
 */
final class TorchDormandPrince {

    private TorchDormandPrince() {
    }

    /** The times of the accepted steps on the flow of some data from 0 to 1, the last cut at 1. */
    static List<Double> times(GaussianData data, double[] start, double rtol, double atol) {
        double[] y = start.clone();
        double t = 0;
        double[] f = slope(data, t, y);
        double d0 = rms(y, y, y, rtol, atol);
        double d1 = rms(f, y, y, rtol, atol);
        double h0 = 0.01 * d0 / d1;
        double[] f1 = slope(data, h0, add(y, h0, f));
        double d2 = rms(add(f1, -1, f), y, y, rtol, atol) / h0;
        double h = Math.min(100 * h0, Math.pow(0.01 / Math.max(d1, d2), 0.2));
        var times = new ArrayList<Double>();
        while (t < 1) {
            double step = Math.min(h, 1 - t);
            double[] k2 = slope(data, t + step / 5, add(y, step / 5, f));
            double[] k3 = slope(data, t + step * 3 / 10, add(add(y, step * 3 / 40, f), step * 9 / 40, k2));
            double[] k4 = slope(data, t + step * 4 / 5,
                    add(add(add(y, step * 44 / 45, f), -step * 56 / 15, k2), step * 32 / 9, k3));
            double[] k5 = slope(data, t + step * 8 / 9, add(add(add(add(y, step * 19372 / 6561, f),
                    -step * 25360 / 2187, k2), step * 64448 / 6561, k3), -step * 212 / 729, k4));
            double[] k6 = slope(data, t + step, add(add(add(add(add(y, step * 9017 / 3168, f), -step * 355 / 33, k2),
                    step * 46732 / 5247, k3), step * 49 / 176, k4), -step * 5103 / 18656, k5));
            double[] y1 = add(add(add(add(add(y, step * 35 / 384, f), step * 500 / 1113, k3), step * 125 / 192, k4),
                    -step * 2187 / 6784, k5), step * 11 / 84, k6);
            double[] k7 = slope(data, t + step, y1);
            double[] fourth = add(add(add(add(add(add(y, step * 1951 / 21600, f), step * 22642 / 50085, k3),
                    step * 451 / 720, k4), -step * 12231 / 42400, k5), step * 649 / 6300, k6), step / 60, k7);
            double ratio = rms(add(y1, -1, fourth), y, y1, rtol, atol);
            h = step * Math.min(10, Math.max(0.9 / Math.pow(ratio, 0.2), ratio < 1 ? 1 : 0.2));
            if (ratio <= 1) {
                t += step;
                y = y1;
                f = k7;
                times.add(t);
            }
        }
        return times;
    }

    private static double[] slope(GaussianData data, double t, double[] y) {
        var slope = new double[y.length];
        Arrays.setAll(slope, j -> data.velocity(j, y[j], t));
        return slope;
    }

    private static double[] add(double[] y, double factor, double[] k) {
        var sum = new double[y.length];
        Arrays.setAll(sum, j -> y[j] + factor * k[j]);
        return sum;
    }

    private static double rms(double[] values, double[] y0, double[] y1, double rtol, double atol) {
        double squares = 0;
        for (int j = 0; j < values.length; j++) {
            double scaled = values[j] / (atol + rtol * Math.max(Math.abs(y0[j]), Math.abs(y1[j])));
            squares += scaled * scaled;
        }
        return Math.sqrt(squares / values.length);
    }
}
