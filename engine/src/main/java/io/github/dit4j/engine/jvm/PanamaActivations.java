package io.github.dit4j.engine.jvm;

import static io.github.dit4j.engine.jvm.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.PanamaSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The activations of whole vectors, a method for each: the compiler inlines only so much into one, and what it leaves out
 * makes objects of the vectors that it is given.
 */
final class PanamaActivations {

    private PanamaActivations() {}

    static void relu(float[] x, int xAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += LANES) {
            at(x, xAt + i).max(0).intoArray(out, outAt + i);
        }
    }

    static void silu(float[] x, int xAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += LANES) {
            PanamaFunctions.silu(at(x, xAt + i)).intoArray(out, outAt + i);
        }
    }

    static void geluTanh(float[] x, int xAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += LANES) {
            PanamaFunctions.geluTanh(at(x, xAt + i)).intoArray(out, outAt + i);
        }
    }

    static void geluErf(float[] x, int xAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += LANES) {
            PanamaFunctions.geluErf(at(x, xAt + i)).intoArray(out, outAt + i);
        }
    }

    static void quickGelu(float[] x, int xAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += LANES) {
            PanamaFunctions.quickGelu(at(x, xAt + i)).intoArray(out, outAt + i);
        }
    }

    private static FloatVector at(float[] row, int index) {
        return FloatVector.fromArray(SPECIES, row, index);
    }
}
