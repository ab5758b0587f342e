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

    /**
     * The data of a tensor that a program wants.
     *
     * @throws IllegalArgumentException if there is none of this name, or it has another shape; the message names both
     */
    default TensorData get(Tensor wanted) {
        if (!names().contains(wanted.name())) {
            throw new IllegalArgumentException("the checkpoint has no tensor " + wanted.name() + ", which the model wants as "
                    + wanted.shape() + "; is it a checkpoint of another model?");
        }
        Shape found = shape(wanted.name());
        if (!found.equals(wanted.shape())) {
            throw new IllegalArgumentException("the checkpoint's " + wanted.name() + " is " + found + ", but the model wants "
                    + wanted.shape() + "; does its configuration fit the checkpoint?");
        }
        return get(wanted.name());
    }
}
