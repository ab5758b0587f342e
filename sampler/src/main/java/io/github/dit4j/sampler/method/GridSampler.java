package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.NoiseLevel;
import io.github.dit4j.sampler.schedule.Timeline;

/** A sampler in continuous time whose steps are known before it starts. */
sealed interface GridSampler extends Sampler permits DpmSolver, UniPc, Euler, Heun, EulerMaruyama {

    /** The times between which it steps, in the order of the run: one more than there are steps. */
    float[] times(Diffusion diffusion);

    @Override
    default void check(Timeline timeline, boolean learnedVariance) {
        if (timeline.spacing().evenCount().isEmpty()) {
            throw new IllegalArgumentException("steps " + timeline.spacing() + " chooses timesteps, but " + name()
                    + " places its steps in continuous time; give a number of steps");
        }
    }

    @Override
    default NoiseLevel level(Diffusion diffusion, SamplerState state) {
        return state.remaining() == 0
                ? NoiseLevel.CLEAN
                : diffusion.path().at(timeBefore(times(diffusion), state)).level();
    }

    @Override
    default double time(Diffusion diffusion, SamplerState state) {
        return diffusion.timeAt(timeBefore(times(diffusion), state));
    }

    /** The time of a state. */
    static float timeBefore(float[] times, SamplerState state) {
        return times[times.length - 1 - state.remaining()];
    }

    /** The time that its next step leads to. */
    static float timeAfter(float[] times, SamplerState state) {
        return times[times.length - state.remaining()];
    }
}
