package io.github.dit4j.engine.tensor;

/**
 * Floating-point numbers in 16 bits: F16, with 11 bits of precision and a largest number of 65504, and BF16, the upper half
 * of an F32, with 8 bits of precision. Every one of them is an F32 too.
 */
public final class SmallFloats {
    /** A bit of a bfloat16 that is set in NaNs: cut off elsewhere, one could become an infinity. */
    private static final int QUIET = 0x40;

    private SmallFloats() {}

    /**
     * The nearest number of a type, the even one of two; infinite beyond its range. A NaN stays one.
     *
     * @throws IllegalArgumentException if the type is neither F16 nor BF16
     */
    public static short round(DType type, float value) {
        return switch (type) {
            case F16 -> Float.floatToFloat16(value);
            case BF16 -> toBFloat16(value);
            default -> throw notSmall(type);
        };
    }

    /**
     * What the bits of a number stand for, exactly.
     *
     * @throws IllegalArgumentException if the type is neither F16 nor BF16
     */
    public static float widen(DType type, short bits) {
        return switch (type) {
            case F16 -> Float.float16ToFloat(bits);
            case BF16 -> Float.intBitsToFloat(bits << Short.SIZE);
            default -> throw notSmall(type);
        };
    }

    /**
     * Widens some elements.
     *
     * @throws IllegalArgumentException if the type is neither F16 nor BF16
     */
    public static void widen(DType type, short[] bits, int at, float[] target, int targetAt, int count) {
        // A loop for each type, so that the compiler can turn the one over F16 into one over vectors.
        switch (type) {
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    target[targetAt + i] = Float.float16ToFloat(bits[at + i]);
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    target[targetAt + i] = Float.intBitsToFloat(bits[at + i] << Short.SIZE);
                }
            }
            default -> throw notSmall(type);
        }
    }

    /**
     * Rounds some elements.
     *
     * @throws IllegalArgumentException if the type is neither F16 nor BF16, or if an element is beyond its range; the message
     *     names the element
     */
    public static void round(DType type, float[] values, int at, short[] target, int targetAt, int count) {
        // A loop for each type, so that the compiler can turn it into one over vectors.
        switch (type) {
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    target[targetAt + i] = Float.floatToFloat16(values[at + i]);
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    target[targetAt + i] = toBFloat16(values[at + i]);
                }
            }
            default -> throw notSmall(type);
        }
        float largest = type == DType.F16 ? 0x1.ffcp15f : 0x1.fep127f;
        for (int i = 0; i < count; i++) {
            float value = Math.abs(values[at + i]);
            if (value > largest && Float.isFinite(value) && Float.isInfinite(widen(type, target[targetAt + i]))) {
                throw new IllegalArgumentException(values[at + i] + " is beyond the range of " + type.label() + " (" + largest
                        + ")");
            }
        }
    }

    private static short toBFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> Short.SIZE | QUIET);
        }
        return (short) (bits + 0x7fff + (bits >>> Short.SIZE & 1) >>> Short.SIZE);
    }

    private static IllegalArgumentException notSmall(DType type) {
        return new IllegalArgumentException(type + " has no numbers of 16 bits; F16 and BF16 have");
    }
}
