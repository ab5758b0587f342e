package io.github.dit4j.engine.jvm;

import static io.github.dit4j.engine.jvm.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.PanamaSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;

/** The most multiply-adds that vectors can do: in registers, none waiting for another. */
final class PanamaPeak {
    // Two units with a latency of four to five cycles want ten sums at the least; 12, a factor and a term fill 14 of 16.
    private static final int SUMS = 12;

    private PanamaPeak() {}

    /** See {@link Kernels#multiplyAdds}. */
    static long run(int rounds, float[] result) {
        var factor = FloatVector.broadcast(SPECIES, 0.5f);
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
            c0 = factor.fma(c0, term);
            c1 = factor.fma(c1, term);
            c2 = factor.fma(c2, term);
            c3 = factor.fma(c3, term);
            c4 = factor.fma(c4, term);
            c5 = factor.fma(c5, term);
            c6 = factor.fma(c6, term);
            c7 = factor.fma(c7, term);
            c8 = factor.fma(c8, term);
            c9 = factor.fma(c9, term);
            c10 = factor.fma(c10, term);
            c11 = factor.fma(c11, term);
        }
        FloatVector.zero(SPECIES).add(c0).add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9).add(c10).add(c11)
                .intoArray(result, 0);
        return (long) rounds * SUMS * LANES;
    }
}
