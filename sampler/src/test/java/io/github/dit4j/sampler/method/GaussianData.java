package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.FlowPath;
import io.github.dit4j.sampler.schedule.ForwardProcess;
import java.util.Optional;

/**
 * Data of which everything is known in closed form: each element is normal with mean μ and a deviation s of its own,
 * whatever the others are. Then {@code x_t} is normal with mean αμ and variance {@code v = α²s² + σ²}; the best prediction of the noise
 * is {@code σ (x − αμ)/v}; and the probability flow keeps {@code (x − αμ)/√v}. All in double precision, with weights from
 * the formulas of the path, not from the code under test.
 *
 * @param process a path of flow matching, or the continuous variance-preserving process
 * @param mean μ
 * @param deviations s of each element
 */
record GaussianData(ForwardProcess process, double mean, double... deviations) {
    private static final double SLOPE_STEP = 1e-6;

    /** α at a time of the path. */
    double alpha(double t) {
        return switch (process) {
            case FlowPath path -> switch (path) {
                case LINEAR -> t;
                case GVP -> Math.sin(Math.PI / 2 * t);
                case VP -> Math.exp(-integral(1 - t) / 2);
            };
            default -> Math.exp(-integral(t) / 2);
        };
    }

    /** σ at a time of the path. */
    double sigma(double t) {
        return switch (process) {
            case FlowPath path -> switch (path) {
                case LINEAR -> 1 - t;
                case GVP -> Math.cos(Math.PI / 2 * t);
                case VP -> Math.sqrt(-Math.expm1(-integral(1 - t)));
            };
            default -> Math.sqrt(-Math.expm1(-integral(t)));
        };
    }

    /** ∫β from 0 to t for β from 0.1 to 20. */
    private static double integral(double t) {
        return 0.1 * t + 19.9 * t * t / 2;
    }

    double lambda(double t) {
        return Math.log(alpha(t) / sigma(t));
    }

    /** The time of λ, by bisection. */
    double timeAt(double lambda) {
        boolean rising = process instanceof FlowPath;
        double low = 0;
        double high = 1;
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            if (lambda(middle) < lambda == rising) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    double noise(int j, double x, double t) {
        return sigma(t) * (x - alpha(t) * mean) / variance(j, t);
    }

    double start(int j, double x, double t) {
        return mean + alpha(t) * deviations[j] * deviations[j] * (x - alpha(t) * mean) / variance(j, t);
    }

    double velocity(int j, double x, double t) {
        double before = Math.max(0, t - SLOPE_STEP);
        double after = Math.min(1, t + SLOPE_STEP);
        double alphaSlope = (alpha(after) - alpha(before)) / (after - before);
        double sigmaSlope = (sigma(after) - sigma(before)) / (after - before);
        return alphaSlope * start(j, x, t) + sigmaSlope * noise(j, x, t);
    }

    private double variance(int j, double t) {
        return alpha(t) * alpha(t) * deviations[j] * deviations[j] + sigma(t) * sigma(t);
    }

    /** Where the probability flow leads from x at one time to another. */
    double flow(int j, double x, double from, double to) {
        return alpha(to) * mean + (x - alpha(from) * mean) * Math.sqrt(variance(j, to) / variance(j, from));
    }

    /** A network that predicts perfectly. */
    Network network(Prediction prediction) {
        return (x, told) -> {
            double t = process instanceof FlowPath ? told : told / 999;
            var output = new float[x.length];
            for (int j = 0; j < x.length; j++) {
                output[j] = (float) switch (prediction) {
                    case EPSILON -> noise(j, x[j], t);
                    case X_START -> start(j, x[j], t);
                    case VELOCITY -> velocity(j, x[j], t);
                    case SCORE -> -noise(j, x[j], t) / sigma(t);
                };
            }
            return new NetworkOutput(output, Optional.empty());
        };
    }
}
