package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.FlowPath;
import io.github.dit4j.sampler.schedule.NoisePath;
import io.github.dit4j.sampler.schedule.PathPoint;
import java.util.Locale;

/**
 * The Euler–Maruyama method on the reverse stochastic process: {@code x′ = x + (t′ − t) dx/dt + |t′ − t| w s + √(2w |t′ − t|)
 * ε}, with the score s and an amount of diffusion w. The last step adds no noise. On diffusion models that of U-ViT
 * ({@code euler_maruyama} in sde.py; Song et al., arXiv 2011.13456), on flow models that of SiT (arXiv 2401.08740, with
 * the last step "Mean"). One evaluation a step.
 *
 * @param amount w over time
 */
public record EulerMaruyama(Amount amount) implements GridSampler {
    /** Where SiT makes its last step from: 0.04 before the image. */
    private static final float LAST_FLOW_TIME = 0.96f;

    /** How much diffusion there is: the last argument of SiT's {@code compute_diffusion}. */
    public enum Amount {
        /** {@link #FORWARD} for diffusion models, {@link #SIGMA} for flow models: as each is published. */
        AS_PUBLISHED,
        /** That of the process that makes noise of images: g²/2 (SiT's SBDM). */
        FORWARD,
        /** σ. */
        SIGMA,
        /** σ of the linear path, which falls from 1 to 0 evenly. */
        LINEAR,
        /** {@code cos⁴(πt/2)} from noise to image: early steps diffuse. */
        DECREASING,
        /** {@code sin²(πt)}: steps in the middle diffuse. */
        INCREASING_DECREASING,
        /** 1. */
        CONSTANT;

        /**
         * The amount of a name.
         *
         * @throws IllegalArgumentException if there is no such amount
         */
        public static Amount named(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "as-published" -> AS_PUBLISHED;
                case "forward", "sbdm" -> FORWARD;
                case "sigma" -> SIGMA;
                case "linear" -> LINEAR;
                case "decreasing" -> DECREASING;
                case "increasing-decreasing" -> INCREASING_DECREASING;
                case "constant" -> CONSTANT;
                default -> throw new IllegalArgumentException("diffusion \"" + name + "\" is not known; there are "
                        + "as-published, forward, sigma, linear, decreasing, increasing-decreasing and constant");
            };
        }

        /**
         * w.
         *
         * @param done how much of the way from noise to image is done, 0 to 1
         */
        double at(PathPoint point, double done, boolean flow) {
            return switch (this) {
                case AS_PUBLISHED -> flow ? point.sigma() : point.forwardDiffusion();
                case FORWARD -> point.forwardDiffusion();
                case SIGMA -> point.sigma();
                case LINEAR -> 1 - done;
                case DECREASING -> {
                    double half = StrictMath.cos(Math.PI * done) / 2 + 0.5;
                    yield half * half;
                }
                case INCREASING_DECREASING -> {
                    double sine = StrictMath.sin(Math.PI * done);
                    yield sine * sine;
                }
                case CONSTANT -> 1;
            };
        }
    }

    @Override
    public String name() {
        return "euler-maruyama";
    }

    @Override
    public int draws(int steps) {
        return steps - 1;
    }

    @Override
    public float[] times(Diffusion diffusion) {
        if (!(diffusion.path() instanceof FlowPath flow)) {
            return EvenTimes.ofDiffusion(diffusion);
        }
        // The forward process diffuses without bounds where α is 0.
        float from = amount == Amount.FORWARD ? flow.noisy() : FlowInterval.of(diffusion).from();
        return EvenTimes.toImage(flow, from, LAST_FLOW_TIME, 1, diffusion.steps());
    }

    @Override
    public SamplerState step(Diffusion diffusion, SamplerState state, Network network, StepNoise noise) {
        float[] times = times(diffusion);
        float t = GridSampler.timeBefore(times, state);
        float h = GridSampler.timeAfter(times, state) - t;
        NoisePath path = diffusion.path();
        PathPoint point = path.at(t);
        boolean flow = path instanceof FlowPath;
        double w = amount.at(point, flow ? t : 1 - t, flow);
        Estimate estimate = diffusion.estimate(t, state.x(), network);

        float[] next = Floats.combined(1, state.x(), h, estimate.velocity());
        Floats.add(next, -Math.abs(h) * w / point.sigma(), estimate.noise());
        if (state.remaining() > 1) {
            float[] added = noise.draw(diffusion.steps() - state.remaining() + 1);
            Floats.add(next, Math.sqrt(2 * w * Math.abs(h)), added);
        }
        return state.next(next, estimate.start());
    }
}
