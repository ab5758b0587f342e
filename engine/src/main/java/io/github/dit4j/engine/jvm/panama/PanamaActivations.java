package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.ElementFunctions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The activations of whole vectors: {@link ElementFunctions}, operation by operation the same. Each is one loop in one method,
 * the powers written out: a vector that passes through methods of our own is an object where the compiler does not inline all of
 * them, which depends on how deep they lie and on what it compiled before. In some processes a function took forty times as
 * long for that reason.
 */
final class PanamaActivations {

    private PanamaActivations() {}

    static void identity(float[] x, int xAt, int xStride, float[] out, int outAt, int outStride, int rows, int count) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, xAt + row * xStride, out, outAt + row * outStride, count);
        }
    }

    static void relu(float[] x, int xAt, int xStride, float[] out, int outAt, int outStride, int rows, int count) {
        for (int row = 0; row < rows; row++) {
            int from = xAt + row * xStride;
            int to = outAt + row * outStride;
            for (int i = 0; i < count; i += LANES) {
                FloatVector.fromArray(SPECIES, x, from + i).max(0).intoArray(out, to + i);
            }
        }
    }

    /** {@code x / (1 + e^(factor · x))}: SiLU for −1. */
    static void gated(float factor, float[] x, int xAt, int xStride, float[] out, int outAt, int outStride, int rows, int count) {
        for (int row = 0; row < rows; row++) {
            int from = xAt + row * xStride;
            int to = outAt + row * outStride;
            for (int i = 0; i < count; i += LANES) {
                FloatVector at = FloatVector.fromArray(SPECIES, x, from + i);
                FloatVector held = at.mul(factor);
                held = held.blend(ElementFunctions.EXP_MIN, held.compare(VectorOperators.LT, ElementFunctions.EXP_MIN));
                held = held.blend(ElementFunctions.EXP_MAX, held.compare(VectorOperators.GT, ElementFunctions.EXP_MAX));
                FloatVector shifted = held.fma(ElementFunctions.LOG2_E, ElementFunctions.ROUNDER);
                FloatVector n = shifted.sub(ElementFunctions.ROUNDER);
                FloatVector r = n.fma(PanamaConstants.MINUS_LN2_HIGH, held);
                r = n.fma(PanamaConstants.MINUS_LN2_LOW, r);
                FloatVector p = r.fma(PanamaConstants.E4, PanamaConstants.E3);
                p = p.fma(r, PanamaConstants.E2);
                p = p.fma(r, PanamaConstants.E1);
                p = p.fma(r, PanamaConstants.E0);
                p = p.fma(r.mul(r), r).add(PanamaConstants.ONE);
                p = p.reinterpretAsInts().add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
                at.div(p.add(PanamaConstants.ONE)).intoArray(out, to + i);
            }
        }
    }

    static void geluTanh(float[] x, int xAt, int xStride, float[] out, int outAt, int outStride, int rows, int count) {
        for (int row = 0; row < rows; row++) {
            int from = xAt + row * xStride;
            int to = outAt + row * outStride;
            for (int i = 0; i < count; i += LANES) {
                FloatVector at = FloatVector.fromArray(SPECIES, x, from + i);
                FloatVector held = at.mul(at).fma(ElementFunctions.GELU_CUBE, ElementFunctions.GELU_LINEAR).mul(at);
                held = held.blend(ElementFunctions.EXP2_MAX, held.compare(VectorOperators.GT, ElementFunctions.EXP2_MAX));
                held = held.blend(ElementFunctions.EXP2_MIN, held.compare(VectorOperators.LT, ElementFunctions.EXP2_MIN));
                FloatVector shifted = held.add(ElementFunctions.ROUNDER);
                FloatVector r = held.sub(shifted.sub(ElementFunctions.ROUNDER));
                FloatVector p = r.fma(PanamaConstants.P5, PanamaConstants.P4);
                p = p.fma(r, PanamaConstants.P3);
                p = p.fma(r, PanamaConstants.P2);
                p = p.fma(r, PanamaConstants.P1);
                p = p.fma(r, PanamaConstants.P0);
                p = p.fma(r, PanamaConstants.ONE);
                p = p.reinterpretAsInts().add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
                at.div(p.add(PanamaConstants.ONE)).intoArray(out, to + i);
            }
        }
    }

    static void geluErf(float[] x, int xAt, int xStride, float[] out, int outAt, int outStride, int rows, int count) {
        for (int row = 0; row < rows; row++) {
            int from = xAt + row * xStride;
            int to = outAt + row * outStride;
            for (int i = 0; i < count; i += LANES) {
                FloatVector at = FloatVector.fromArray(SPECIES, x, from + i);
                FloatVector t = at.abs();
                FloatVector g = t.fma(PanamaConstants.G9, PanamaConstants.G8);
                g = g.fma(t, PanamaConstants.G7);
                g = g.fma(t, PanamaConstants.G6);
                g = g.fma(t, PanamaConstants.G5);
                g = g.fma(t, PanamaConstants.G4);
                g = g.fma(t, PanamaConstants.G3);
                g = g.fma(t, PanamaConstants.G2);
                g = g.fma(t, PanamaConstants.G1);
                g = g.fma(t, PanamaConstants.G0);
                FloatVector held = g.fma(t, PanamaConstants.MINUS_ONE);
                held = held.blend(ElementFunctions.EXP2_MIN, held.compare(VectorOperators.LT, ElementFunctions.EXP2_MIN));
                FloatVector shifted = held.add(ElementFunctions.ROUNDER);
                FloatVector r = held.sub(shifted.sub(ElementFunctions.ROUNDER));
                FloatVector p = r.fma(PanamaConstants.P5, PanamaConstants.P4);
                p = p.fma(r, PanamaConstants.P3);
                p = p.fma(r, PanamaConstants.P2);
                p = p.fma(r, PanamaConstants.P1);
                p = p.fma(r, PanamaConstants.P0);
                p = p.fma(r, PanamaConstants.ONE);
                p = p.reinterpretAsInts().add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
                at.mul(PanamaConstants.ONE.sub(p).blend(p, at.compare(VectorOperators.LT, 0))).intoArray(out, to + i);
            }
        }
    }
}
