package io.github.dit4j.engine.jvm.panama;

import io.github.dit4j.engine.jvm.kernels.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernels#sideBySide} by vectors of eight, where there are as long ones or longer: eight rows by eight terms are a matrix that
 * is transposed in registers, as pairs of rows first, then as two by two and four by four.
 */
final class PanamaSideBySide {
    /** The rows that are laid side by side at once. */
    static final int LANES = 8;
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
    private static final VectorShuffle<Float> TWICE_LOW = VectorShuffle.fromOp(SPECIES, i -> i / 2);
    private static final VectorShuffle<Float> TWICE_HIGH = VectorShuffle.fromOp(SPECIES, i -> (LANES + i) / 2);
    private static final VectorMask<Float> ODD = VectorMask.fromLong(SPECIES, 0b10101010);
    private static final VectorShuffle<Float> OTHER_PAIR = VectorShuffle.fromOp(SPECIES, i -> i ^ 2);
    private static final VectorMask<Float> ODD_PAIRS = VectorMask.fromLong(SPECIES, 0b11001100);
    private static final VectorShuffle<Float> OTHER_HALF = VectorShuffle.fromOp(SPECIES, i -> i ^ (LANES / 2));
    private static final VectorMask<Float> HIGH_HALF = VectorMask.fromLong(SPECIES, 0b11110000);

    private PanamaSideBySide() {}

    /**
     * Lays up to eight rows side by side, as many of their terms as fill whole vectors; it writes eight elements for each.
     *
     * @return how many terms: none with shorter vectors
     */
    static int rows(float[] a, int aAt, int aStride, int rows, int depth, float[] out, int outAt, int outStride) {
        if (PanamaSpecies.LANES < LANES) {
            return 0;
        }
        int last = rows - 1;
        int a1 = aAt + Math.min(1, last) * aStride;
        int a2 = aAt + Math.min(2, last) * aStride;
        int a3 = aAt + Math.min(3, last) * aStride;
        int a4 = aAt + Math.min(4, last) * aStride;
        int a5 = aAt + Math.min(5, last) * aStride;
        int a6 = aAt + Math.min(6, last) * aStride;
        int a7 = aAt + Math.min(7, last) * aStride;
        int whole = SPECIES.loopBound(depth);
        for (int k = 0; k < whole; k += LANES) {
            var x = FloatVector.fromArray(SPECIES, a, aAt + k);
            var y = FloatVector.fromArray(SPECIES, a, a1 + k);
            var low01 = x.rearrange(TWICE_LOW).blend(y.rearrange(TWICE_LOW), ODD);
            var high01 = x.rearrange(TWICE_HIGH).blend(y.rearrange(TWICE_HIGH), ODD);
            x = FloatVector.fromArray(SPECIES, a, a2 + k);
            y = FloatVector.fromArray(SPECIES, a, a3 + k);
            var low23 = x.rearrange(TWICE_LOW).blend(y.rearrange(TWICE_LOW), ODD);
            var high23 = x.rearrange(TWICE_HIGH).blend(y.rearrange(TWICE_HIGH), ODD);
            x = FloatVector.fromArray(SPECIES, a, a4 + k);
            y = FloatVector.fromArray(SPECIES, a, a5 + k);
            var low45 = x.rearrange(TWICE_LOW).blend(y.rearrange(TWICE_LOW), ODD);
            var high45 = x.rearrange(TWICE_HIGH).blend(y.rearrange(TWICE_HIGH), ODD);
            x = FloatVector.fromArray(SPECIES, a, a6 + k);
            y = FloatVector.fromArray(SPECIES, a, a7 + k);
            var low67 = x.rearrange(TWICE_LOW).blend(y.rearrange(TWICE_LOW), ODD);
            var high67 = x.rearrange(TWICE_HIGH).blend(y.rearrange(TWICE_HIGH), ODD);

            int to = outAt + k * outStride;
            var even03 = low01.blend(low23.rearrange(OTHER_PAIR), ODD_PAIRS);
            var odd03 = low01.rearrange(OTHER_PAIR).blend(low23, ODD_PAIRS);
            var even47 = low45.blend(low67.rearrange(OTHER_PAIR), ODD_PAIRS);
            var odd47 = low45.rearrange(OTHER_PAIR).blend(low67, ODD_PAIRS);
            even03.blend(even47.rearrange(OTHER_HALF), HIGH_HALF).intoArray(out, to);
            odd03.blend(odd47.rearrange(OTHER_HALF), HIGH_HALF).intoArray(out, to + outStride);
            even03.rearrange(OTHER_HALF).blend(even47, HIGH_HALF).intoArray(out, to + 2 * outStride);
            odd03.rearrange(OTHER_HALF).blend(odd47, HIGH_HALF).intoArray(out, to + 3 * outStride);

            to += 4 * outStride;
            even03 = high01.blend(high23.rearrange(OTHER_PAIR), ODD_PAIRS);
            odd03 = high01.rearrange(OTHER_PAIR).blend(high23, ODD_PAIRS);
            even47 = high45.blend(high67.rearrange(OTHER_PAIR), ODD_PAIRS);
            odd47 = high45.rearrange(OTHER_PAIR).blend(high67, ODD_PAIRS);
            even03.blend(even47.rearrange(OTHER_HALF), HIGH_HALF).intoArray(out, to);
            odd03.blend(odd47.rearrange(OTHER_HALF), HIGH_HALF).intoArray(out, to + outStride);
            even03.rearrange(OTHER_HALF).blend(even47, HIGH_HALF).intoArray(out, to + 2 * outStride);
            odd03.rearrange(OTHER_HALF).blend(odd47, HIGH_HALF).intoArray(out, to + 3 * outStride);
        }
        return whole;
    }
}
