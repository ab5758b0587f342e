package io.github.dit4j.engine.tensor;

import java.util.Set;

/** The named tensors of a model, read when asked for. */
public interface Weights {

    /** The names that can be asked for. */
    Set<String> names();

    /** The shape of a tensor, without reading its data. */
    Shape shape(String name);

    /**
     * The data of a tensor.
     *
     * @throws IllegalArgumentException if there is no tensor of this name
     */
    TensorData get(String name);
}
