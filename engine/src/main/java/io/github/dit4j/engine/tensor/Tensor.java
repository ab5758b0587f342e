package io.github.dit4j.engine.tensor;

/**
 * A handle: the name, shape and element type of a value in a {@link io.github.dit4j.engine.op.Program}. It holds no
 * data; an executor decides where the data lies.
 *
 * @param name unique in its program; for weights, the published name in the checkpoint
 * @param shape extents, batch included, each at least 1
 * @param dtype {@link DType#F32} or {@link DType#I32} (labels)
 * @param role where its data comes from
 */
public record Tensor(String name, Shape shape, DType dtype, Role role) {

    /** Where the data of a tensor comes from. */
    public enum Role {
        /** Written by the caller before a run. */
        INPUT,
        /** Loaded once from the checkpoint. */
        WEIGHT,
        /** Computed once by the model from its configuration (position tables, frequencies, absent biases). */
        CONSTANT,
        /** Written by one operation: of its program or, where a program was split, of the part that runs before. */
        ACTIVATION
    }

    public Tensor {
        if (shape.elements() == 0) {
            throw new IllegalArgumentException("tensor " + name + " " + shape + " has no elements; each extent is at least 1");
        }
        if (dtype != DType.F32 && dtype != DType.I32) {
            throw new IllegalArgumentException("tensor " + name + ": a program computes in F32 or I32, not " + dtype);
        }
    }

    @Override
    public String toString() {
        return name + " " + shape;
    }
}
