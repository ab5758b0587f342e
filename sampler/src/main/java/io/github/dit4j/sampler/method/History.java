package io.github.dit4j.sampler.method;

import java.util.ArrayList;
import java.util.List;

/** The last predictions of a multistep solver. */
final class History {
    private final List<Memory.Predicted> predictions;

    /**
     * @param memory what was kept
     * @param t time of a new prediction
     * @param value the new prediction
     * @param most how many are kept
     */
    History(Memory memory, float t, float[] value, int most) {
        var all = new ArrayList<Memory.Predicted>();
        if (memory instanceof Memory.Predictions(List<Memory.Predicted> kept)) {
            all.addAll(kept);
        }
        all.add(new Memory.Predicted(t, value));
        predictions = List.copyOf(all.subList(Math.max(0, all.size() - most), all.size()));
    }

    int size() {
        return predictions.size();
    }

    /** The prediction this many before the last. */
    Memory.Predicted back(int count) {
        return predictions.get(predictions.size() - 1 - count);
    }

    Memory memory() {
        return new Memory.Predictions(predictions);
    }
}
