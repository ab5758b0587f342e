package io.github.dit4j.engine.jvm;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Chooses the kernels of this process: those on vectors where the module {@code jdk.incubator.vector} is, with the
 * vectors that suit the processor or that the property {@code dit4j.vector.bits} says. Products are
 * {@linkplain FastProducts fast} where vectors have 512 bits and the processor has units for additions, or where the property
 * {@code dit4j.fast.products} says so.
 */
final class KernelsProvider {
    private static final String PROPERTY = "dit4j.vector.bits";
    private static final String FAST = "dit4j.fast.products";
    private static final String MODULE = "jdk.incubator.vector";
    private static final int SCALAR_BITS = 32;

    private KernelsProvider() {}

    /** Says once that there are no vectors. How much slower that is was measured with DiT-S/2: docs/performance.md. */
    private static final class Fallback {
        static final Kernels KERNELS = new ScalarKernels();

        static {
            System.getLogger(KernelsProvider.class.getName()).log(System.Logger.Level.WARNING,
                    "without SIMD the cpu device takes about 25 times as long on a processor with vectors of 512 bits, 12 with 256,"
                            + " 7 with 128; start Java with --add-modules " + MODULE);
        }
    }

    /**
     * The kernels.
     *
     * @throws IllegalArgumentException if a property has no value that it can have
     */
    static Kernels kernels() {
        if (wantsScalars()) {
            return new ScalarKernels();
        }
        return hasVectors() ? onVectors() : Fallback.KERNELS;
    }

    /** The kernels on vectors, unless they are not there or a property asks for others or makes no sense. */
    static Optional<Kernels> vectors() {
        try {
            return hasVectors() && !wantsScalars() ? Optional.of(onVectors()) : Optional.empty();
        } catch (IllegalArgumentException senseless) {
            return Optional.empty();
        }
    }

    private static Kernels onVectors() {
        String wanted = System.getProperty(FAST, "").strip();
        boolean isFast = switch (wanted) {
            case "" -> PanamaSpecies.LANES == 16 && Processor.hasUnitsForAdditions();
            case "true", "false" -> Boolean.parseBoolean(wanted);
            default -> throw new IllegalArgumentException("-D" + FAST + "=" + wanted
                    + " has to be true or false; leave it out to use what suits the processor");
        };
        return new PanamaKernels(isFast);
    }

    private static boolean wantsScalars() {
        return wantedBits().equals(OptionalInt.of(SCALAR_BITS));
    }

    private static boolean hasVectors() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    /** What the property says: 32, no vectors, or 128, 256, 512. */
    static OptionalInt wantedBits() {
        String wanted = System.getProperty(PROPERTY, "");
        return switch (wanted.strip()) {
            case "" -> OptionalInt.empty();
            case "32", "128", "256", "512" -> OptionalInt.of(Integer.parseInt(wanted.strip()));
            default -> throw new IllegalArgumentException("-D" + PROPERTY + "=" + wanted
                    + " has to be 128, 256, 512 or 32 (no SIMD); leave it out to use what the processor has");
        };
    }
}
