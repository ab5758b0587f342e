package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.jvm.kernels.FastProducts;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.ScalarKernels;
import io.github.dit4j.engine.jvm.kernels.VectorBits;
import io.github.dit4j.engine.jvm.panama.PanamaKernels;
import io.github.dit4j.engine.jvm.panama.PanamaSpecies;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Chooses the kernels of this process: those on vectors where the module {@code jdk.incubator.vector} is, with the
 * vectors that suit the processor or that {@link VectorBits} says. Products are
 * {@linkplain FastProducts fast} where vectors have 512 bits and the processor has units for additions, or where the property
 * {@code dit4j.fast.products} says so.
 */
public final class KernelsProvider {
    private static final String FAST = "dit4j.fast.products";
    private static final String MODULE = "jdk.incubator.vector";

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
    public static Kernels kernels() {
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
        return VectorBits.wanted().equals(OptionalInt.of(VectorBits.SCALAR));
    }

    private static boolean hasVectors() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }
}
