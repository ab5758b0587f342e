package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Weights of which one is replaced or added.
 *
 * @param others all others
 */
record WeightsWith(String name, TensorData data, Weights others) implements Weights {

    @Override
    public Set<String> names() {
        var names = new LinkedHashSet<>(others.names());
        names.add(name);
        return names;
    }

    @Override
    public Shape shape(String wanted) {
        return wanted.equals(name) ? data.shape() : others.shape(wanted);
    }

    @Override
    public TensorData get(String wanted) {
        return wanted.equals(name) ? data : others.get(wanted);
    }
}
