package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.DiffusionTables;

/** A way from noise to images, step by step. Samplers hold settings only; a step is a function of its arguments. */
public sealed interface Sampler permits Ddpm, Ddim {

    /** What command lines and metadata call it. */
    String name();

    /** How many of the first steps draw noise. */
    int draws(int steps);

    /**
     * Refuses what this sampler cannot do; called once before sampling starts.
     *
     * @param tables the steps
     * @param learnedVariance whether the network predicts a variance
     * @throws IllegalArgumentException if a setting does not go with these
     */
    void check(DiffusionTables tables, boolean learnedVariance);

    /** Does the next step of {@code state}. Image by image it does the same whatever the batch. */
    SamplerState step(Diffusion diffusion, SamplerState state, Network network, StepNoise noise);

    /**
     * The sampler of a name, with its usual settings.
     *
     * @param name {@code ddpm} or {@code ddim}
     * @throws IllegalArgumentException if there is no such sampler
     */
    static Sampler named(String name) {
        return switch (name) {
            case "ddpm" -> new Ddpm(Variance.AS_TRAINED);
            case "ddim" -> new Ddim(0);
            default -> throw new IllegalArgumentException(
                    "sampler \"" + name + "\" is not known; there are ddpm and ddim");
        };
    }
}
