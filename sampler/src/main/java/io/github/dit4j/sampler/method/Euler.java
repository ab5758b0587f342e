package io.github.dit4j.sampler.method;

/**
 * Euler's method on the probability flow: {@code x′ = x + (t′ − t) dx/dt}. On diffusion models that of U-ViT
 * ({@code euler_maruyama} on an ODE in sde.py; Song et al., arXiv 2011.13456), on flow models that of SiT (arXiv
 * 2401.08740). One evaluation a step.
 */
public record Euler() implements GridSampler {

    @Override
    public String name() {
        return "euler";
    }

    @Override
    public float[] times(Diffusion diffusion) {
        return EvenTimes.ofFlow(diffusion);
    }

    @Override
    public SamplerState step(Diffusion diffusion, SamplerState state, Network network, StepNoise noise) {
        float[] times = times(diffusion);
        float t = GridSampler.timeBefore(times, state);
        Estimate estimate = diffusion.estimate(t, state.x(), network);
        float h = GridSampler.timeAfter(times, state) - t;
        return state.next(Floats.combined(1, state.x(), h, estimate.velocity()), estimate.start());
    }
}
