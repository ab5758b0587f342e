package io.github.dit4j.sampler.schedule;

/** What turns images into noise, and what a network was trained to reverse. */
public sealed interface ForwardProcess permits NoiseSchedule, FlowPath {

    /**
     * The process with the steps that a run wants.
     *
     * @throws IllegalArgumentException if it cannot be divided so
     */
    Timeline timeline(TimestepSpacing spacing);

    /** What people call it. */
    String label();
}
