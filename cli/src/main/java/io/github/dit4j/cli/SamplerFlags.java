package io.github.dit4j.cli;

import io.github.dit4j.sampler.method.DpmSolver;
import io.github.dit4j.sampler.method.EulerMaruyama;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.SamplerOptions;
import io.github.dit4j.sampler.method.Variance;
import io.github.dit4j.sampler.schedule.TimeGrid;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The way from noise to images, and its settings. */
final class SamplerFlags {

    /** The names of the samplers, for help and completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SamplerOptions.NAMES.iterator();
        }
    }

    private enum VarianceOption {
        LEARNED_RANGE(Variance.LEARNED_RANGE),
        FIXED_SMALL(Variance.FIXED_SMALL),
        FIXED_LARGE(Variance.FIXED_LARGE);

        private final Variance variance;

        VarianceOption(Variance variance) {
            this.variance = variance;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = {
                "How noise becomes an image. By timesteps: ddpm (arXiv 2006.11239), ddim (2010.02502).",
                "In continuous time, few evaluations: dpm-solver (2206.00927), dpm-solver++ (2211.01095), unipc"
                        + " (2302.04867).",
                "The flow step by step: euler (2011.13456), heun (2206.00364), dopri5, which chooses its steps itself"
                        + " (as SiT, 2401.08740). With noise: euler-maruyama (2011.13456, 2401.08740).",
                "Models of flow matching take any but the first two."
            })
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--order",
            paramLabel = "1|2|3",
            description = "Order of dpm-solver, dpm-solver++ (default 3) and unipc (default 2).")
    private Optional<Integer> order = Optional.empty();

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "How dpm-solver makes steps of higher order: multistep from earlier evaluations, singlestep from"
                    + " evaluations within the step, fast the same with lower orders at the end (default, as U-ViT).")
    private Optional<String> method = Optional.empty();

    @Option(
            names = "--grid",
            paramLabel = "NAME",
            description = "Where dpm-solver and unipc place steps: evenly in time, quadratic, or evenly in the logarithm of"
                    + " the signal-to-noise ratio, logsnr. Default: time; of dpm-solver, logsnr (as U-ViT).")
    private Optional<String> grid = Optional.empty();

    @Option(names = "--eta", paramLabel = "E", description = "Noise that ddim adds: 0 none, 1 as much as ddpm.")
    private Optional<Double> eta = Optional.empty();

    @Option(
            names = "--variance",
            paramLabel = "KIND",
            description = "Noise that ddpm adds: ${COMPLETION-CANDIDATES}. Default: as the model was trained.")
    private Optional<VarianceOption> variance = Optional.empty();

    @Option(
            names = "--diffusion",
            paramLabel = "KIND",
            description = "Noise that euler-maruyama adds over time (2401.08740): forward (as much as training, the default"
                    + " of diffusion models), sigma (the default of flow models), linear, decreasing,"
                    + " increasing-decreasing or constant.")
    private Optional<String> diffusion = Optional.empty();

    @Option(names = "--rtol", paramLabel = "R", description = "Relative error that dopri5 allows a step. Default: 1e-3.")
    private Optional<Double> relative = Optional.empty();

    @Option(names = "--atol", paramLabel = "A", description = "Absolute error that dopri5 allows a step. Default: 1e-6.")
    private Optional<Double> absolute = Optional.empty();

    /**
     * The sampler with its settings.
     *
     * @param usual the model's
     * @return empty if nothing is said about it
     * @throws IllegalArgumentException if the options contradict each other
     */
    Optional<Sampler> sampler(Sampler usual) {
        var options = new SamplerOptions(
                name,
                order.map(OptionalInt::of).orElse(OptionalInt.empty()),
                method.map(DpmSolver.Method::named),
                grid.map(TimeGrid::named),
                number(eta),
                variance.map(option -> option.variance),
                diffusion.map(EulerMaruyama.Amount::named),
                number(relative),
                number(absolute));
        return options.isEmpty() ? Optional.empty() : Optional.of(options.sampler(usual));
    }

    private static OptionalDouble number(Optional<Double> given) {
        return given.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }
}
