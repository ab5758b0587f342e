package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Weights by other names and shapes; a tensor may be a run of a stored one. The opposite of {@link JoinedWeights}. */
public final class SlicedWeights implements Weights {

    /**
     * Some of a tensor's elements, in row-major order.
     *
     * @param source the stored tensor
     * @param shape its shape by the new name
     * @param first the first element
     */
    public record Slice(String source, Shape shape, long first) {}

    private final Weights stored;
    private final Map<String, Slice> slices;

    /**
     * @param stored the weights
     * @param slices by the new name what is taken of them
     */
    public SlicedWeights(Weights stored, Map<String, Slice> slices) {
        this.stored = stored;
        this.slices = Collections.unmodifiableMap(new LinkedHashMap<>(slices));
    }

    @Override
    public Set<String> names() {
        return slices.keySet();
    }

    @Override
    public Shape shape(String name) {
        return slice(name).shape;
    }

    @Override
    public TensorData get(String name) {
        Slice slice = slice(name);
        TensorData data = stored.get(slice.source);
        long width = data.dtype().bytes();
        return TensorData.of(slice.shape, data.dtype(),
                data.bytes().asSlice(slice.first * width, slice.shape.elements() * width));
    }

    private Slice slice(String name) {
        Slice slice = slices.get(name);
        if (slice == null) {
            throw new IllegalArgumentException(stored + ": has no tensor " + name);
        }
        return slice;
    }
}
