package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.NoiseLevel;
import io.github.dit4j.sampler.schedule.Timeline;
import java.util.OptionalInt;

/**
 * A way from noise to images, step by step. Samplers hold settings only; a step is a function of its arguments and may
 * evaluate the network several times.
 */
public sealed interface Sampler
        permits Ddpm, Ddim, GridSampler, DormandPrince {

    /** What command lines and metadata call it. */
    String name();

    /**
     * How many steps it makes, each of which is a call of {@link #step}. Solvers that evaluate the network several times
     * in a step make fewer than were asked for; of one that chooses its steps this is a guess.
     */
    default int steps(Timeline timeline) {
        return timeline.steps();
    }

    /** How many steps are usual, where that does not depend on the model. */
    default OptionalInt usualSteps() {
        return OptionalInt.empty();
    }

    /** How many of the first steps draw noise. */
    default int draws(int steps) {
        return 0;
    }

    /** Whether it chooses its steps by what it finds. Then images are computed one by one, or they would disturb each other. */
    default boolean isAdaptive() {
        return false;
    }

    /**
     * Refuses what this sampler cannot do; called once before sampling starts.
     *
     * @param timeline the process and the steps
     * @param learnedVariance whether the network predicts a variance
     * @throws IllegalArgumentException if a setting does not go with these
     */
    void check(Timeline timeline, boolean learnedVariance);

    /** Where in the process a state stands: how much of it is image and how much noise. */
    NoiseLevel level(Diffusion diffusion, SamplerState state);

    /** What the network will be told first at the next step. */
    double time(Diffusion diffusion, SamplerState state);

    /** Does the next step of {@code state}. Image by image it does the same whatever the batch. */
    SamplerState step(Diffusion diffusion, SamplerState state, Network network, StepNoise noise);

    /**
     * The sampler of a name, with its usual settings.
     *
     * @param name see {@link SamplerOptions}
     * @throws IllegalArgumentException if there is no such sampler
     */
    static Sampler named(String name) {
        return SamplerOptions.none().named(name).sampler();
    }
}
