package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights by other names. A tensor may be several stored ones, joined along their first axis when it is asked for:
 * queries, keys and values that a publisher keeps apart.
 */
public final class JoinedWeights implements Weights {
    private final Weights stored;
    private final Map<String, List<String>> parts;

    /**
     * @param stored the weights
     * @param parts by the new name the stored ones, at least one each
     */
    public JoinedWeights(Weights stored, Map<String, List<String>> parts) {
        this.stored = stored;
        this.parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    @Override
    public Set<String> names() {
        return parts.keySet();
    }

    /**
     * {@inheritDoc}
     *
     * @throws ModelException if the parts of a tensor cannot be joined
     */
    @Override
    public Shape shape(String name) {
        List<Shape> shapes = stored(name).stream().map(stored::shape).toList();
        Shape first = shapes.getFirst();
        if (shapes.size() == 1) {
            return first;
        }
        if (first.rank() == 0 || shapes.stream().anyMatch(
                shape -> shape.rank() != first.rank() || !shape.with(0, 1).equals(first.with(0, 1)))) {
            throw new ModelException(stored(name) + " are " + shapes + " in the checkpoint, which cannot be joined to " + name);
        }
        return first.with(0, Math.toIntExact(shapes.stream().mapToLong(shape -> shape.dim(0)).sum()));
    }

    /**
     * {@inheritDoc}
     *
     * @throws ModelException if the parts of a tensor cannot be joined
     */
    @Override
    public TensorData get(String name) {
        List<TensorData> found = stored(name).stream().map(stored::get).toList();
        return found.size() == 1 ? found.getFirst() : joined(shape(name), found);
    }

    private List<String> stored(String name) {
        List<String> found = parts.get(name);
        if (found == null) {
            throw new IllegalArgumentException(stored + ": has no tensor " + name);
        }
        return found;
    }

    private static TensorData joined(Shape shape, List<TensorData> parts) {
        DType dtype = parts.getFirst().dtype();
        if (parts.stream().anyMatch(part -> part.dtype() != dtype)) {
            throw new ModelException("queries, keys and values have different types: "
                    + parts.stream().map(TensorData::dtype).toList());
        }
        var bytes = MemorySegment.ofArray(new byte[Math.toIntExact(Math.multiplyExact(shape.elements(), (long) dtype.bytes()))]);
        long at = 0;
        for (TensorData part : parts) {
            MemorySegment.copy(part.bytes(), 0, bytes, at, part.bytes().byteSize());
            at += part.bytes().byteSize();
        }
        return TensorData.of(shape, dtype, bytes);
    }
}
