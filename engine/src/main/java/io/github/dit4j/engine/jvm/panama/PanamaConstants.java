package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.ElementFunctions;
import jdk.incubator.vector.FloatVector;

/** The numbers of {@link ElementFunctions} as vectors: with broadcasts in it, the compiler does not inline all of a loop. */
final class PanamaConstants {
    static final FloatVector ONE = all(1);
    static final FloatVector MINUS_ONE = all(-1);
    static final FloatVector P0 = all(ElementFunctions.P0);
    static final FloatVector P1 = all(ElementFunctions.P1);
    static final FloatVector P2 = all(ElementFunctions.P2);
    static final FloatVector P3 = all(ElementFunctions.P3);
    static final FloatVector P4 = all(ElementFunctions.P4);
    static final FloatVector P5 = all(ElementFunctions.P5);
    static final FloatVector MINUS_LN2_HIGH = all(-ElementFunctions.LN2_HIGH);
    static final FloatVector MINUS_LN2_LOW = all(-ElementFunctions.LN2_LOW);
    static final FloatVector E0 = all(ElementFunctions.E0);
    static final FloatVector E1 = all(ElementFunctions.E1);
    static final FloatVector E2 = all(ElementFunctions.E2);
    static final FloatVector E3 = all(ElementFunctions.E3);
    static final FloatVector E4 = all(ElementFunctions.E4);
    static final FloatVector G0 = all(ElementFunctions.G0);
    static final FloatVector G1 = all(ElementFunctions.G1);
    static final FloatVector G2 = all(ElementFunctions.G2);
    static final FloatVector G3 = all(ElementFunctions.G3);
    static final FloatVector G4 = all(ElementFunctions.G4);
    static final FloatVector G5 = all(ElementFunctions.G5);
    static final FloatVector G6 = all(ElementFunctions.G6);
    static final FloatVector G7 = all(ElementFunctions.G7);
    static final FloatVector G8 = all(ElementFunctions.G8);
    static final FloatVector G9 = all(ElementFunctions.G9);

    private PanamaConstants() {}

    private static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
