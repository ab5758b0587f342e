package io.github.dit4j.engine.jvm;

import static io.github.dit4j.engine.jvm.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.PanamaSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/** {@link ElementFunctions} on vectors, operation by operation the same, and the sum of a vector. */
final class PanamaFunctions {
    private static final VectorShuffle<Float> TURN_8 = turn(8);
    private static final VectorShuffle<Float> TURN_4 = turn(4);
    private static final VectorShuffle<Float> TURN_2 = turn(2);
    private static final VectorShuffle<Float> TURN_1 = turn(1);

    // Constants, for the compiler inlines only so much into one loop: with broadcasts in it a function does not fit.
    static final FloatVector ONE = all(1);
    private static final FloatVector MINUS_ONE = all(-1);
    static final FloatVector P0 = all(ElementFunctions.P0);
    static final FloatVector P1 = all(ElementFunctions.P1);
    static final FloatVector P2 = all(ElementFunctions.P2);
    static final FloatVector P3 = all(ElementFunctions.P3);
    static final FloatVector P4 = all(ElementFunctions.P4);
    static final FloatVector P5 = all(ElementFunctions.P5);
    private static final FloatVector MINUS_LN2_HIGH = all(-ElementFunctions.LN2_HIGH);
    private static final FloatVector MINUS_LN2_LOW = all(-ElementFunctions.LN2_LOW);
    private static final FloatVector E0 = all(ElementFunctions.E0);
    private static final FloatVector E1 = all(ElementFunctions.E1);
    private static final FloatVector E2 = all(ElementFunctions.E2);
    private static final FloatVector G0 = all(ElementFunctions.G0);
    private static final FloatVector G1 = all(ElementFunctions.G1);
    private static final FloatVector G2 = all(ElementFunctions.G2);
    private static final FloatVector G3 = all(ElementFunctions.G3);
    private static final FloatVector G4 = all(ElementFunctions.G4);
    private static final FloatVector G5 = all(ElementFunctions.G5);
    private static final FloatVector G6 = all(ElementFunctions.G6);
    private static final FloatVector G7 = all(ElementFunctions.G7);

    private PanamaFunctions() {}

    private static VectorShuffle<Float> turn(int lanes) {
        return VectorShuffle.fromOp(SPECIES, lane -> (lane + lanes) % LANES);
    }

    /**
     * The sum of all lanes, always in the same order: that of {@code reduceLanes} is open, and may change when the method
     * is compiled.
     */
    static float sum(FloatVector x) {
        FloatVector sum = x;
        if (LANES > 8) {
            sum = sum.add(sum.rearrange(TURN_8));
        }
        if (LANES > 4) {
            sum = sum.add(sum.rearrange(TURN_4));
        }
        sum = sum.add(sum.rearrange(TURN_2));
        return sum.add(sum.rearrange(TURN_1)).lane(0);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector held = x.blend(ElementFunctions.EXP_MIN, x.compare(VectorOperators.LT, ElementFunctions.EXP_MIN));
        held = held.blend(ElementFunctions.EXP_MAX, held.compare(VectorOperators.GT, ElementFunctions.EXP_MAX));
        FloatVector shifted = held.fma(ElementFunctions.LOG2_E, ElementFunctions.ROUNDER);
        FloatVector n = shifted.sub(ElementFunctions.ROUNDER);
        FloatVector r = n.fma(MINUS_LN2_HIGH, held);
        r = n.fma(MINUS_LN2_LOW, r);
        FloatVector p = r.fma(ElementFunctions.E4, ElementFunctions.E3);
        p = p.fma(r, E2);
        p = p.fma(r, E1);
        p = p.fma(r, E0);
        return scaled(p.fma(r.mul(r), r).add(1), shifted);
    }

    static FloatVector exp2(FloatVector x) {
        return exp2UpTo0(x.blend(ElementFunctions.EXP2_MAX, x.compare(VectorOperators.GT, ElementFunctions.EXP2_MAX)));
    }

    /** {@link #exp2} of numbers that are not positive, or at least not above {@link ElementFunctions#EXP2_MAX}. */
    static FloatVector exp2UpTo0(FloatVector x) {
        FloatVector held = x.blend(ElementFunctions.EXP2_MIN, x.compare(VectorOperators.LT, ElementFunctions.EXP2_MIN));
        FloatVector shifted = held.add(ElementFunctions.ROUNDER);
        FloatVector r = held.sub(shifted.sub(ElementFunctions.ROUNDER));
        FloatVector p = r.fma(ElementFunctions.P5, ElementFunctions.P4);
        p = p.fma(r, P3);
        p = p.fma(r, P2);
        p = p.fma(r, P1);
        p = p.fma(r, P0);
        return scaled(p.fma(r, ONE), shifted);
    }

    private static FloatVector scaled(FloatVector p, FloatVector shifted) {
        return p.reinterpretAsInts().add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
    }

    static FloatVector silu(FloatVector x) {
        return x.div(exp(x.neg()).add(1));
    }

    static FloatVector quickGelu(FloatVector x) {
        return x.div(exp(x.mul(ElementFunctions.MINUS_QUICK)).add(1));
    }

    static FloatVector geluTanh(FloatVector x) {
        FloatVector power = x.mul(x).fma(ElementFunctions.GELU_CUBE, ElementFunctions.GELU_LINEAR).mul(x);
        return x.div(exp2(power).add(1));
    }

    static FloatVector geluErf(FloatVector x) {
        FloatVector t = x.abs();
        FloatVector p = t.fma(ElementFunctions.G9, ElementFunctions.G8);
        p = p.fma(t, G7);
        p = p.fma(t, G6);
        p = p.fma(t, G5);
        p = p.fma(t, G4);
        p = p.fma(t, G3);
        p = p.fma(t, G2);
        p = p.fma(t, G1);
        p = p.fma(t, G0);
        FloatVector half = exp2UpTo0(p.fma(t, MINUS_ONE));
        return x.mul(ONE.sub(half).blend(half, x.compare(VectorOperators.LT, 0)));
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
