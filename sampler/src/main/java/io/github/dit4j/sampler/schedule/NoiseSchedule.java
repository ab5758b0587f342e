package io.github.dit4j.sampler.schedule;

import java.util.Arrays;

/**
 * How much noise each timestep of the forward process adds: {@code β_t}, the variance of
 * {@code q(x_t | x_{t−1}) = N(√(1−β_t) x_{t−1}, β_t)} (Ho et al., arXiv 2006.11239).
 */
public sealed interface NoiseSchedule extends ForwardProcess {

    /** How many timesteps there are, T. */
    int timesteps();

    /** {@code β_t} for t = 0 … T−1, each in (0, 1). */
    double[] betas();

    /** What metadata and command lines call it. */
    String name();

    /** The same process in continuous time. */
    NoisePath path();

    /**
     * What a network trained with this schedule is told at a time.
     *
     * @param t time of {@link #path}
     * @param firstTimestep what it calls the first timestep
     */
    default float networkTime(float t, int firstTimestep) {
        // In the order of U-ViT's t · N and of the (t − 1/N) · N of LuChengTHU/dpm-solver.
        return firstTimestep == 1
                ? t * timesteps()
                : Math.max(t - (float) (1.0 / timesteps()), 0) * timesteps() + firstTimestep;
    }

    /**
     * What a network trained with this schedule is told at a timestep.
     *
     * @param timestep from 0
     * @param firstTimestep what it calls the first timestep
     */
    default double networkTimestep(int timestep, int firstTimestep) {
        return timestep + firstTimestep;
    }

    /** {@link Timeline#noiseFraction}. */
    default double noiseFraction(double networkTime, int firstTimestep) {
        return (networkTime - firstTimestep) / timesteps();
    }

    @Override
    default DiffusionTables timeline(TimestepSpacing spacing) {
        return DiffusionTables.of(this, spacing);
    }

    @Override
    default String label() {
        return name();
    }

    /**
     * The schedule of a name.
     *
     * @param name {@code linear}, {@code cosine}, {@code scaled_linear} or {@code vp}, or what other packages call these
     * @param timesteps T, at least 1
     * @throws IllegalArgumentException if there is no such schedule
     */
    static NoiseSchedule named(String name, int timesteps) {
        return switch (name) {
            case "linear" -> new Linear(timesteps);
            case "cosine", "squaredcos_cap_v2" -> new Cosine(timesteps);
            case "scaled_linear", "scaled-linear" -> new ScaledLinear(timesteps);
            case "vp", "vpsde" -> new ContinuousVp(timesteps);
            default -> throw new IllegalArgumentException(
                    "noise schedule \"" + name + "\" is not known; there are linear, cosine, scaled_linear and vp");
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
        public NoisePath path() {
            return VariancePreservingPath.Discrete.ofDoubles(betas());
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

        @Override
        public NoisePath path() {
            return VariancePreservingPath.Discrete.ofDoubles(betas());
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

        /** From betas in single precision, as U-ViT's published sampling computes it. */
        @Override
        public NoisePath path() {
            return VariancePreservingPath.Discrete.ofFloats(betas());
        }

        @Override
        public String name() {
            return "scaled_linear";
        }
    }

    /**
     * The process in continuous time whose rate of noise grows from 0.1 to 20 (Song et al., arXiv 2011.13456), that of
     * U-ViT's models of pixels. The network is told 0 … T−1 for the times 0 … 1; samplers that go by timesteps take those
     * of the times 1/T, 2/T, … 1.
     */
    record ContinuousVp(int timesteps) implements NoiseSchedule {
        private static final double BETA_0 = 0.1;
        private static final double BETA_1 = 20;

        public ContinuousVp {
            requireTimesteps(timesteps);
        }

        @Override
        public double[] betas() {
            var betas = new double[timesteps];
            // 1 − exp(−∫β dt) over each T-th of the time; the mean of a line is its value in the middle.
            Arrays.setAll(betas, i ->
                    -StrictMath.expm1(-(BETA_0 + (i + 0.5) / timesteps * (BETA_1 - BETA_0)) / timesteps));
            return betas;
        }

        @Override
        public String name() {
            return "vp";
        }

        @Override
        public NoisePath path() {
            return new VariancePreservingPath.Linear(BETA_0, BETA_1);
        }

        @Override
        public float networkTime(float t, int firstTimestep) {
            return t * (timesteps - 1);
        }

        @Override
        public double networkTimestep(int timestep, int firstTimestep) {
            return networkTime((float) ((timestep + 1.0) / timesteps), firstTimestep);
        }

        @Override
        public double noiseFraction(double networkTime, int firstTimestep) {
            return networkTime / (timesteps - 1);
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
