package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.Kernels;
import jdk.incubator.vector.FloatVector;

/**
 * The most multiply-adds that vectors can do: in registers, none waiting for another. As in products, what a sum is carried on
 * as is what is added to: as one of the factors it reached 82 GFLOP/s of 92 on Zen 4, less than products do.
 */
final class PanamaPeak {
    // Two units with a latency of four to five cycles want ten sums at the least; 12, a factor and a term fill 14 of 16.
    private static final int SUMS = 12;

    private PanamaPeak() {}

    /** See {@link Kernels#multiplyAdds}. */
    static long run(int rounds, float[] result) {
        var factor = FloatVector.broadcast(SPECIES, 1e-9f);
        var term = FloatVector.fromArray(SPECIES, result, 0);
        var c0 = FloatVector.broadcast(SPECIES, 0);
        var c1 = FloatVector.broadcast(SPECIES, 1);
        var c2 = FloatVector.broadcast(SPECIES, 2);
        var c3 = FloatVector.broadcast(SPECIES, 3);
        var c4 = FloatVector.broadcast(SPECIES, 4);
        var c5 = FloatVector.broadcast(SPECIES, 5);
        var c6 = FloatVector.broadcast(SPECIES, 6);
        var c7 = FloatVector.broadcast(SPECIES, 7);
        var c8 = FloatVector.broadcast(SPECIES, 8);
        var c9 = FloatVector.broadcast(SPECIES, 9);
        var c10 = FloatVector.broadcast(SPECIES, 10);
        var c11 = FloatVector.broadcast(SPECIES, 11);
        for (int round = 0; round < rounds; round++) {
            c0 = factor.fma(term, c0);
            c1 = factor.fma(term, c1);
            c2 = factor.fma(term, c2);
            c3 = factor.fma(term, c3);
            c4 = factor.fma(term, c4);
            c5 = factor.fma(term, c5);
            c6 = factor.fma(term, c6);
            c7 = factor.fma(term, c7);
            c8 = factor.fma(term, c8);
            c9 = factor.fma(term, c9);
            c10 = factor.fma(term, c10);
            c11 = factor.fma(term, c11);
        }
        FloatVector.zero(SPECIES).add(c0).add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9).add(c10).add(c11)
                .intoArray(result, 0);
        return (long) rounds * SUMS * LANES;
    }
}
