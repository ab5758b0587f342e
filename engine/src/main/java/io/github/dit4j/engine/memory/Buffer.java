package io.github.dit4j.engine.memory;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;

/** A piece of memory that a program needs while it runs. */
public sealed interface Buffer {

    /** Number of elements. */
    int size();

    /** Type of the elements. */
    DType dtype();

    /** Bytes of all elements. */
    default long bytes() {
        return (long) size() * dtype().bytes();
    }

    /** Holds an input; the caller writes it before a run. */
    record Input(Tensor tensor) implements Buffer {
        @Override
        public int size() {
            return tensor.shape().size();
        }

        @Override
        public DType dtype() {
            return tensor.dtype();
        }
    }

    /**
     * Holds a weight or a constant; it never changes.
     *
     * @param dtype what it is stored as: the type of the tensor, or F16 or BF16
     */
    record Resident(Tensor tensor, DType dtype) implements Buffer {
        @Override
        public int size() {
            return tensor.shape().size();
        }
    }

    /** Zeros: the bias of the linear layers that have none; it never changes. */
    record Zeros(int size) implements Buffer {
        @Override
        public DType dtype() {
            return DType.F32;
        }
    }

    /** Holds activations, one after another. */
    record Slot(int index, DType dtype, int size) implements Buffer {}
}
