package io.github.dit4j.engine.jvm.kernels;

import java.util.OptionalInt;

/** How long vectors are to be: what the property {@code dit4j.vector.bits} says. */
public final class VectorBits {
    /** No vectors. */
    public static final int SCALAR = 32;
    private static final String PROPERTY = "dit4j.vector.bits";

    private VectorBits() {}

    /**
     * {@link #SCALAR} or 128, 256, 512, or nothing: what the processor has.
     *
     * @throws IllegalArgumentException if the property has no value that it can have
     */
    public static OptionalInt wanted() {
        String wanted = System.getProperty(PROPERTY, "").strip();
        return switch (wanted) {
            case "" -> OptionalInt.empty();
            case "32", "128", "256", "512" -> OptionalInt.of(Integer.parseInt(wanted));
            default -> throw new IllegalArgumentException("-D" + PROPERTY + "=" + wanted
                    + " has to be 128, 256, 512 or 32 (no SIMD); leave it out to use what the processor has");
        };
    }
}
