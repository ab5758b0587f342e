package io.github.dit4j.engine.tensor;

import java.util.Locale;

/** The element types of tensors and checkpoint files; names as in safetensors. */
public enum DType {
    F64(8), F32(4), F16(2), BF16(2), I64(8), I32(4), I16(2), I8(1), U8(1), BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }

    /** What people call it, as in {@code bf16}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the elements are floating-point numbers. */
    public boolean isFloat() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }
}
