package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.FlowPath;

/**
 * Heun's method of second order on the probability flow (Karras et al., arXiv 2206.00364, algorithm 1; SiT, arXiv
 * 2401.08740): a step by Euler, then again with the mean of the velocities at both ends. Two evaluations a step, but one
 * where a diffusion model reaches the image, for it has no velocity there.
 */
public record Heun() implements GridSampler {

    @Override
    public String name() {
        return "heun";
    }

    @Override
    public float[] times(Diffusion diffusion) {
        return EvenTimes.ofFlow(diffusion);
    }

    @Override
    public SamplerState step(Diffusion diffusion, SamplerState state, Network network, StepNoise noise) {
        float[] times = times(diffusion);
        float t = GridSampler.timeBefore(times, state);
        float end = GridSampler.timeAfter(times, state);
        float h = end - t;
        Estimate estimate = diffusion.estimate(t, state.x(), network);
        float[] velocity = estimate.velocity();
        float[] next = Floats.combined(1, state.x(), h, velocity);
        boolean reachesImage = state.remaining() == 1 && !(diffusion.path() instanceof FlowPath);
        if (!reachesImage) {
            float[] ahead = diffusion.estimate(end, next, network).velocity();
            next = Floats.combined(1, state.x(), 0.5 * h, velocity);
            Floats.add(next, 0.5 * h, ahead);
        }
        return state.next(next, estimate.start());
    }
}
