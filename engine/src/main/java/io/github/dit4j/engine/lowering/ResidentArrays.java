package io.github.dit4j.engine.lowering;

import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The weights of a model as off-heap arrays, each loaded when it is first asked for and kept for all programs. */
public final class ResidentArrays {
    // 4 MiB: what is copied from a mapped file at a time, so that no weight is on the heap as a whole.
    private static final int CHUNK = 1 << 20;

    private final Weights weights;
    private final Map<Tensor, FloatArray> loaded = new HashMap<>();

    public ResidentArrays(Weights weights) {
        this.weights = weights;
    }

    /**
     * The array of a weight.
     *
     * @throws IllegalArgumentException if it is missing or has another shape
     */
    FloatArray weight(Tensor tensor) {
        return loaded.computeIfAbsent(tensor, wanted -> copy(weights.get(wanted)));
    }

    /** Copies values out of the Java heap or a mapped file, as floats. */
    static FloatArray copy(TensorData data) {
        int size = data.shape().size();
        var array = new FloatArray(size);
        MemorySegment target = array.getSegment();
        var chunk = new float[Math.min(size, CHUNK)];
        for (int at = 0; at < size; at += chunk.length) {
            int count = Math.min(chunk.length, size - at);
            data.copyTo(at, chunk, 0, count);
            MemorySegment.copy(chunk, 0, target, ValueLayout.JAVA_FLOAT, (long) at * Float.BYTES, count);
        }
        return array;
    }

    /** Forgets all arrays. */
    public void clear() {
        loaded.clear();
    }
}
