package io.github.dit4j.cli;

import io.github.dit4j.engine.tensor.DType;

/** What {@code --dtype} takes: the types in which weights are written to files or kept on devices. */
enum ElementType {
    F32(DType.F32),
    F16(DType.F16),
    BF16(DType.BF16);

    private final DType dtype;

    ElementType(DType dtype) {
        this.dtype = dtype;
    }

    DType dtype() {
        return dtype;
    }
}
