package io.github.dit4j.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.testing.DoubleFunctions;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each portable kernel computes its operation, to float precision. */
class KernelsTest {

    static Stream<OpCase> cases() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsDoublePrecision(OpCase operation) {
        float[] got = operation.runOn(new ReferenceDevice());
        double[] want = operation.expected();
        assertEquals(want.length, got.length);
        double error = OpCase.relativeError(got, want);
        assertTrue(error <= operation.tolerance(), () -> "relative L2 error " + error);
    }

    @Test
    void erfIsWithinOneTenMillionth() {
        double worst = 0;
        for (float x = -6; x <= 6; x += 1 / 1024f) {
            worst = Math.max(worst, Math.abs(Functions.erf(x) - DoubleFunctions.erf(x)));
        }
        double found = worst;
        assertTrue(found <= 1e-7, () -> "absolute error " + found);
    }

    @Test
    void functionsKeepInfinitiesAndZeros() {
        for (int function = 1; function <= 4; function++) {
            assertEquals(0f, Functions.apply(0f, function), 0f, "at 0");
            assertEquals(100f, Functions.apply(100f, function), 0f, "at 100");
            assertEquals(0f, Functions.apply(-100f, function), 1e-30f, "at -100");
        }
    }
}
