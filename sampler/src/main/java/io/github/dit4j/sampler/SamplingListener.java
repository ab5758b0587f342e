package io.github.dit4j.sampler;

/** Is told about each step of a run while it goes on. */
@FunctionalInterface
public interface SamplingListener {

    /**
     * Called after each step of each batch, on the thread that samples. What it throws ends the run and reaches the
     * caller of it; {@link java.util.concurrent.CancellationException} is the usual way to stop.
     */
    void onStep(SamplingStep step);

    /** Listens to nothing. */
    static SamplingListener none() {
        return _ -> {
        };
    }
}
