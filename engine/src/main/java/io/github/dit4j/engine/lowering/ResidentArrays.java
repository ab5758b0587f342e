package io.github.dit4j.engine.lowering;

import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;

/** The weights of a model as off-heap arrays, each loaded when it is first asked for and kept for all programs. */
public final class ResidentArrays {
    // 4 MiB: what is copied from a mapped file at a time, so that no weight is on the heap as a whole.
    private static final int CHUNK = 1 << 20;

    private final Weights weights;
    private final Map<Tensor, FloatArray> loaded = new HashMap<>();
    private final Map<Tensor, HalfFloatArray> halves = new HashMap<>();

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

    /**
     * The array of a weight, stored as F16.
     *
     * @throws IllegalArgumentException if it is missing, has another shape, or has values beyond the range of F16
     */
    HalfFloatArray halfWeight(Tensor tensor) {
        return halves.computeIfAbsent(tensor, wanted -> halves(wanted, weights.get(wanted)));
    }

    private static HalfFloatArray halves(Tensor tensor, TensorData data) {
        int size = data.shape().size();
        var array = new HalfFloatArray(size);
        MemorySegment target = array.getSegment();
        var chunk = new float[Math.min(size, CHUNK)];
        for (int at = 0; at < size; at += chunk.length) {
            int count = Math.min(chunk.length, size - at);
            data.copyTo(at, chunk, 0, count);
            for (int i = 0; i < count; i++) {
                short half = Float.floatToFloat16(chunk[i]);
                if (Float.isFinite(chunk[i]) && !Float.isFinite(Float.float16ToFloat(half))) {
                    throw new IllegalArgumentException(
                            "weight " + tensor + " holds " + chunk[i] + ", beyond the range of f16 (65504); use f32");
                }
                target.setAtIndex(ValueLayout.JAVA_SHORT, at + i, half);
            }
        }
        data.unload();
        return array;
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
        data.unload();
        return array;
    }

    /** Forgets all arrays. */
    public void clear() {
        loaded.clear();
        halves.clear();
    }
}
