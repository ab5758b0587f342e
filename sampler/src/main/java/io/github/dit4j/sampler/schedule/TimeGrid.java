package io.github.dit4j.sampler.schedule;

import java.util.Locale;

/** How a solver in continuous time places its steps (DPM-Solver, arXiv 2206.00927, section 4). */
public enum TimeGrid {
    /** Evenly in time. */
    TIME,
    /** Evenly in the root of the time from the image, so more densely close to it (DDIM, arXiv 2010.02502). */
    QUADRATIC,
    /** Evenly in λ, half the logarithm of the signal-to-noise ratio. */
    LOGSNR;

    /**
     * The grid of a name.
     *
     * @throws IllegalArgumentException if there is no such grid
     */
    public static TimeGrid named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "time", "uniform", "time_uniform" -> TIME;
            case "quadratic", "time_quadratic" -> QUADRATIC;
            case "logsnr" -> LOGSNR;
            default -> throw new IllegalArgumentException(
                    "grid \"" + name + "\" is not known; there are time, quadratic and logsnr");
        };
    }

    /**
     * The times of a grid, in the order of the run.
     *
     * @param from time of the path to start at
     * @param to time of the path to end at
     * @param steps how many steps, one less than there are times
     */
    public float[] times(NoisePath path, float from, float to, int steps) {
        return switch (this) {
            case TIME -> SingleMath.linspace(from, to, steps + 1);
            case QUADRATIC -> quadratic(from, to, steps);
            case LOGSNR -> {
                float[] lambdas = SingleMath.linspace(path.lambda(from), path.lambda(to), steps + 1);
                var times = new float[steps + 1];
                for (int i = 0; i <= steps; i++) {
                    times[i] = path.timeAt(lambdas[i]);
                }
                yield times;
            }
        };
    }

    private static float[] quadratic(float from, float to, int steps) {
        boolean imageAtOne = to > from;
        double start = imageAtOne ? 1.0 - from : from;
        double end = imageAtOne ? 1.0 - to : to;
        float[] roots = SingleMath.linspace((float) Math.sqrt(start), (float) Math.sqrt(end), steps + 1);
        for (int i = 0; i <= steps; i++) {
            float squared = roots[i] * roots[i];
            roots[i] = imageAtOne ? 1 - squared : squared;
        }
        return roots;
    }
}
