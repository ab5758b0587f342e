package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.TimeGrid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A sampler as people ask for it: by name and options. An option that does not go with the sampler is refused.
 *
 * @param name one of {@link #NAMES}; without it, the usual one's
 * @param order of DPM-Solver and UniPC
 * @param method of DPM-Solver
 * @param grid of DPM-Solver and UniPC
 * @param eta of DDIM
 * @param variance of DDPM
 * @param amount of Euler–Maruyama
 * @param relative tolerance of Dormand–Prince
 * @param absolute tolerance of Dormand–Prince
 */
public record SamplerOptions(
        Optional<String> name,
        OptionalInt order,
        Optional<DpmSolver.Method> method,
        Optional<TimeGrid> grid,
        OptionalDouble eta,
        Optional<Variance> variance,
        Optional<EulerMaruyama.Amount> amount,
        OptionalDouble relative,
        OptionalDouble absolute) {

    /** All samplers. */
    public static final List<String> NAMES = List.of("ddpm", "ddim", "dpm-solver", "dpm-solver++", "unipc", "euler",
            "heun", "dopri5", "euler-maruyama");

    /** Nothing asked for. */
    public static SamplerOptions none() {
        return new SamplerOptions(Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(),
                OptionalDouble.empty(), Optional.empty(), Optional.empty(), OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    /** The same with a name. */
    public SamplerOptions named(String sampler) {
        return new SamplerOptions(
                Optional.of(sampler), order, method, grid, eta, variance, amount, relative, absolute);
    }

    /** Whether nothing is asked for. */
    public boolean isEmpty() {
        return equals(none());
    }

    /**
     * The sampler.
     *
     * @param usual what is taken if no name is given; options change it
     * @throws IllegalArgumentException if an option does not go with it
     */
    public Sampler sampler(Sampler usual) {
        return name.isPresent() ? sampler() : isEmpty() ? usual : named(usual.name()).sampler();
    }

    /**
     * The sampler of the name.
     *
     * @throws IllegalArgumentException if there is none of this name, or an option does not go with it
     */
    public Sampler sampler() {
        String asked = name.orElseThrow();
        return switch (asked) {
            case "ddpm" -> {
                allow("ddpm takes --variance", "--variance");
                yield new Ddpm(variance.orElse(Variance.AS_TRAINED));
            }
            case "ddim" -> {
                allow("ddim takes --eta", "--eta");
                yield new Ddim(eta.orElse(0));
            }
            // Order, method and grid as U-ViT samples pixels and latents.
            case "dpm-solver" -> dpmSolver(false, TimeGrid.LOGSNR);
            case "dpm-solver++" -> dpmSolver(true, TimeGrid.TIME);
            case "unipc" -> {
                allow("unipc takes --order and --grid", "--order", "--grid");
                yield new UniPc(order.orElse(2), grid.orElse(TimeGrid.TIME));
            }
            case "euler" -> {
                allow("euler takes no options");
                yield new Euler();
            }
            case "heun" -> {
                allow("heun takes no options");
                yield new Heun();
            }
            case "dopri5" -> {
                allow("dopri5 takes --rtol and --atol", "--rtol", "--atol");
                yield new DormandPrince(relative.orElse(DormandPrince.USUAL.relative()),
                        absolute.orElse(DormandPrince.USUAL.absolute()));
            }
            case "euler-maruyama" -> {
                allow("euler-maruyama takes --diffusion", "--diffusion");
                yield new EulerMaruyama(amount.orElse(EulerMaruyama.Amount.AS_PUBLISHED));
            }
            default -> throw new IllegalArgumentException(
                    "sampler \"" + asked + "\" is not known; there are " + String.join(", ", NAMES));
        };
    }

    private Sampler dpmSolver(boolean predictsStart, TimeGrid usualGrid) {
        allow("DPM-Solver takes --order, --method and --grid", "--order", "--method", "--grid");
        return new DpmSolver(predictsStart, order.orElse(3), method.orElse(DpmSolver.Method.FAST),
                grid.orElse(usualGrid));
    }

    private void allow(String instead, String... names) {
        var given = new LinkedHashMap<String, Boolean>();
        given.put("--order", order.isPresent());
        given.put("--method", method.isPresent());
        given.put("--grid", grid.isPresent());
        given.put("--eta", eta.isPresent());
        given.put("--variance", variance.isPresent());
        given.put("--diffusion", amount.isPresent());
        given.put("--rtol", relative.isPresent());
        given.put("--atol", absolute.isPresent());
        List<String> allowed = List.of(names);
        for (Map.Entry<String, Boolean> option : given.entrySet()) {
            if (option.getValue() && !allowed.contains(option.getKey())) {
                throw new IllegalArgumentException(option.getKey() + " does not go with this sampler; " + instead);
            }
        }
    }
}
