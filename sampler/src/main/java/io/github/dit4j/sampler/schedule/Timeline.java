package io.github.dit4j.sampler.schedule;

/** A forward process and the steps of a run through it, backwards. */
public sealed interface Timeline permits DiffusionTables, FlowTimeline {

    /** How many steps were asked for. */
    int steps();

    /** As they were asked for. */
    TimestepSpacing spacing();

    /** The process in continuous time. */
    NoisePath path();

    /**
     * What a network is told at a time.
     *
     * @param t time of {@link #path}
     * @param firstTimestep what it calls the first timestep, where it was trained on timesteps
     */
    float networkTime(float t, int firstTimestep);

    /**
     * How far along the forward process a network is, 0 at the image and 1 where all is noise.
     *
     * @param networkTime what it is told
     * @param firstTimestep what it calls the first timestep
     */
    double noiseFraction(double networkTime, int firstTimestep);
}
