package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.INTS;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.ElementFunctions;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax short of its division. The largest is found by bits: those of floats that are not negative are in their order, and
 * those of negative ones in the reverse. Java's max of floats takes seven instructions. The power of two is
 * {@link ElementFunctions#exp2}, written out: in a method of its own it was, in some processes, not inlined here, and attention
 * took seven times as long. For the same reason nothing here depends on a condition that may be met late, and what a loop
 * carries is always an argument.
 */
final class PanamaSoftmax {
    private static final int SUMMED_AT_ONCE = 32;

    private PanamaSoftmax() {}

    /** See {@link Kernels#softmax}. */
    static float row(float[] x, int at, int count, float scale) {
        int whole = SPECIES.loopBound(count);
        IntVector lowest = IntVector.broadcast(INTS, Integer.MIN_VALUE);
        IntVector highest = IntVector.broadcast(INTS, Integer.MAX_VALUE);
        IntVector mosts = lowest;
        IntVector leasts = highest;
        for (int i = 0; i < whole; i += LANES) {
            IntVector bits = FloatVector.fromArray(SPECIES, x, at + i).reinterpretAsInts();
            mosts = bits.max(mosts);
            leasts = bits.min(leasts);
        }
        int most = lowest.max(mosts).reduceLanes(VectorOperators.MAX);
        int least = highest.min(leasts).reduceLanes(VectorOperators.MIN);
        for (int i = whole; i < count; i++) {
            int bits = Float.floatToRawIntBits(x[at + i]);
            most = Math.max(most, bits);
            least = Math.min(least, bits);
        }
        int allNegative = most >> 31;
        float largest = Float.intBitsToFloat(least & allNegative | most & ~allNegative);

        float factor = scale * ElementFunctions.LOG2_E;
        FloatVector sums = FloatVector.zero(SPECIES);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector power = FloatVector.fromArray(SPECIES, x, at + i).sub(largest).mul(factor);
            FloatVector held = power.blend(ElementFunctions.EXP2_MIN, power.compare(VectorOperators.LT, ElementFunctions.EXP2_MIN));
            FloatVector shifted = held.add(ElementFunctions.ROUNDER);
            FloatVector r = held.sub(shifted.sub(ElementFunctions.ROUNDER));
            FloatVector p = r.fma(PanamaConstants.P5, PanamaConstants.P4);
            p = p.fma(r, PanamaConstants.P3);
            p = p.fma(r, PanamaConstants.P2);
            p = p.fma(r, PanamaConstants.P1);
            p = p.fma(r, PanamaConstants.P0);
            p = p.fma(r, PanamaConstants.ONE);
            p = p.reinterpretAsInts().add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
            p.intoArray(x, at + i);
            sums = p.add(sums);
        }
        float sum = PanamaSum.of(sums);
        for (int i = whole; i < count; i++) {
            x[at + i] = ElementFunctions.exp2((x[at + i] - largest) * factor);
            sum += x[at + i];
        }
        return sum;
    }

    /** See {@link Kernels#softmaxOfColumns}: two vectors of columns at once, so that one need not wait for the other's sums. */
    static void columns(float[] x, int at, int rows, float scale, float[] out, int outAt) {
        int step = 2 * LANES;
        int end = at + rows * step;
        IntVector lowest = IntVector.broadcast(INTS, Integer.MIN_VALUE);
        IntVector highest = IntVector.broadcast(INTS, Integer.MAX_VALUE);
        IntVector most0 = lowest;
        IntVector most1 = lowest;
        IntVector least0 = highest;
        IntVector least1 = highest;
        for (int i = at; i < end; i += step) {
            IntVector bits = FloatVector.fromArray(SPECIES, x, i).reinterpretAsInts();
            most0 = bits.max(most0);
            least0 = bits.min(least0);
            bits = FloatVector.fromArray(SPECIES, x, i + LANES).reinterpretAsInts();
            most1 = bits.max(most1);
            least1 = bits.min(least1);
        }
        IntVector most = lowest.max(most0);
        FloatVector largest0 = most.blend(highest.min(least0), most.compare(VectorOperators.LT, 0)).reinterpretAsFloats();
        most = lowest.max(most1);
        FloatVector largest1 = most.blend(highest.min(least1), most.compare(VectorOperators.LT, 0)).reinterpretAsFloats();

        float factor = scale * ElementFunctions.LOG2_E;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector sums0 = zero;
        FloatVector sums1 = zero;
        // Some at a time: the more is added to one sum, the more is rounded.
        for (int first = at; first < end; first += SUMMED_AT_ONCE * step) {
            int last = Math.min(end, first + SUMMED_AT_ONCE * step);
            FloatVector some0 = zero;
            FloatVector some1 = zero;
            for (int i = first; i < last; i += step) {
                FloatVector power = FloatVector.fromArray(SPECIES, x, i).sub(largest0).mul(factor);
                FloatVector held = power.blend(ElementFunctions.EXP2_MIN, power.compare(VectorOperators.LT, ElementFunctions.EXP2_MIN));
                FloatVector shifted = held.add(ElementFunctions.ROUNDER);
                FloatVector r = held.sub(shifted.sub(ElementFunctions.ROUNDER));
                FloatVector p = r.fma(PanamaConstants.P5, PanamaConstants.P4);
                p = p.fma(r, PanamaConstants.P3);
                p = p.fma(r, PanamaConstants.P2);
                p = p.fma(r, PanamaConstants.P1);
                p = p.fma(r, PanamaConstants.P0);
                p = p.fma(r, PanamaConstants.ONE);
                p = p.reinterpretAsInts().add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
                p.intoArray(x, i);
                some0 = p.add(some0);
                power = FloatVector.fromArray(SPECIES, x, i + LANES).sub(largest1).mul(factor);
                held = power.blend(ElementFunctions.EXP2_MIN, power.compare(VectorOperators.LT, ElementFunctions.EXP2_MIN));
                shifted = held.add(ElementFunctions.ROUNDER);
                r = held.sub(shifted.sub(ElementFunctions.ROUNDER));
                p = r.fma(PanamaConstants.P5, PanamaConstants.P4);
                p = p.fma(r, PanamaConstants.P3);
                p = p.fma(r, PanamaConstants.P2);
                p = p.fma(r, PanamaConstants.P1);
                p = p.fma(r, PanamaConstants.P0);
                p = p.fma(r, PanamaConstants.ONE);
                p = p.reinterpretAsInts().add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
                p.intoArray(x, i + LANES);
                some1 = p.add(some1);
            }
            sums0 = zero.add(some0).add(sums0);
            sums1 = zero.add(some1).add(sums1);
        }
        zero.add(sums0).intoArray(out, outAt);
        zero.add(sums1).intoArray(out, outAt + LANES);
    }
}
