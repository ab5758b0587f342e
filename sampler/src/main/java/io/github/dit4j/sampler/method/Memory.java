package io.github.dit4j.sampler.method;

import java.util.List;

/** What a sampler keeps from its last steps. */
public sealed interface Memory {

    /** Nothing. */
    record None() implements Memory {
    }

    /**
     * What a multistep solver predicted before.
     *
     * @param predictions the oldest first
     */
    record Predictions(List<Predicted> predictions) implements Memory {
        public Predictions {
            predictions = List.copyOf(predictions);
        }
    }

    /**
     * A prediction.
     *
     * @param t time of the path
     * @param value noise or clean images, {@code [images, channels, height, width]}
     */
    record Predicted(float t, float[] value) {
    }

    /**
     * Where a solver that chooses its steps stands.
     *
     * @param t time of the path
     * @param size of the step to try next
     * @param velocity at the present state
     */
    record Adaptive(double t, double size, float[] velocity) implements Memory {
    }
}
