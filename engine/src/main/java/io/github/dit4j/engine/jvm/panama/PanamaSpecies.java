package io.github.dit4j.engine.jvm.panama;

import io.github.dit4j.engine.jvm.kernels.VectorBits;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this process: constants, as the compiler needs them. */
public final class PanamaSpecies {
    static final VectorSpecies<Float> SPECIES = species();
    /** As many whole numbers, the bits of the floats. */
    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SPECIES.vectorShape());
    public static final int LANES = SPECIES.length();

    private PanamaSpecies() {}

    private static VectorSpecies<Float> species() {
        int bits = VectorBits.wanted().orElse(FloatVector.SPECIES_PREFERRED.vectorBitSize());
        return switch (bits) {
            case 64, 128 -> FloatVector.SPECIES_128;
            case 256 -> FloatVector.SPECIES_256;
            default -> FloatVector.SPECIES_512; // some have more; four times as many registers do not pay
        };
    }
}
