package io.github.dit4j.sampler.schedule;

import java.util.Arrays;

/**
 * How much noise each timestep of the forward process adds: {@code β_t}, the variance of
 * {@code q(x_t | x_{t−1}) = N(√(1−β_t) x_{t−1}, β_t)} (Ho et al., arXiv 2006.11239).
 */
public sealed interface NoiseSchedule {

    /** How many timesteps there are, T. */
    int timesteps();

    /** {@code β_t} for t = 0 … T−1, each in (0, 1). */
    double[] betas();

    /** What metadata and command lines call it. */
    String name();

    /**
     * The schedule of a name.
     *
     * @param name {@code linear}, {@code cosine} or {@code scaled_linear}, or what other packages call these
     * @param timesteps T, at least 1
     * @throws IllegalArgumentException if there is no such schedule
     */
    static NoiseSchedule named(String name, int timesteps) {
        return switch (name) {
            case "linear" -> new Linear(timesteps);
            case "cosine", "squaredcos_cap_v2" -> new Cosine(timesteps);
            case "scaled_linear", "scaled-linear" -> new ScaledLinear(timesteps);
            default -> throw new IllegalArgumentException(
                    "noise schedule \"" + name + "\" is not known; there are linear, cosine and scaled_linear");
        };
    }

    /**
     * Betas on a line from 0.0001 to 0.02 over 1000 timesteps, scaled for any other number (Ho et al.; what DiT uses).
     */
    record Linear(int timesteps) implements NoiseSchedule {
        public Linear {
            requireTimesteps(timesteps);
        }

        @Override
        public double[] betas() {
            double scale = 1000.0 / timesteps;
            return requireBetas(linspace(scale * 0.0001, scale * 0.02, timesteps), this);
        }

        @Override
        public String name() {
            return "linear";
        }
    }

    /** {@code ᾱ(t) = cos²((t/T + 0.008)/1.008 · π/2)}, with betas of at most 0.999 (Nichol, Dhariwal, arXiv 2102.09672). */
    record Cosine(int timesteps) implements NoiseSchedule {
        private static final double MAX_BETA = 0.999;

        public Cosine {
            requireTimesteps(timesteps);
        }

        @Override
        public double[] betas() {
            var betas = new double[timesteps];
            Arrays.setAll(betas, i -> Math.min(1 - alphaBar(i + 1) / alphaBar(i), MAX_BETA));
            return betas;
        }

        private double alphaBar(int t) {
            double cosine = StrictMath.cos(((double) t / timesteps + 0.008) / 1.008 * Math.PI / 2);
            return cosine * cosine;
        }

        @Override
        public String name() {
            return "cosine";
        }
    }

    /**
     * Betas whose roots lie on a line, from √0.00085 to √0.012: Stable Diffusion's, and that of U-ViT's latent models.
     */
    record ScaledLinear(int timesteps) implements NoiseSchedule {
        public ScaledLinear {
            requireTimesteps(timesteps);
        }

        @Override
        public double[] betas() {
            double[] roots = linspace(Math.sqrt(0.00085), Math.sqrt(0.012), timesteps);
            return Arrays.stream(roots).map(root -> root * root).toArray();
        }

        @Override
        public String name() {
            return "scaled_linear";
        }
    }

    private static void requireTimesteps(int timesteps) {
        if (timesteps < 1) {
            throw new IllegalArgumentException("a noise schedule has at least 1 timestep, not " + timesteps);
        }
    }

    private static double[] requireBetas(double[] betas, NoiseSchedule schedule) {
        for (double beta : betas) {
            if (!(beta > 0 && beta < 1)) {
                throw new IllegalArgumentException("the " + schedule.name() + " schedule over " + schedule.timesteps()
                        + " timesteps has a beta of " + beta + ", not in (0, 1); take more timesteps");
            }
        }
        return betas;
    }

    /** As numpy computes it: {@code start + i · step}, the last exactly {@code end}. */
    private static double[] linspace(double start, double end, int count) {
        var values = new double[count];
        double step = count > 1 ? (end - start) / (count - 1) : 0;
        Arrays.setAll(values, i -> i * step + start);
        if (count > 1) {
            values[count - 1] = end;
        }
        return values;
    }
}
