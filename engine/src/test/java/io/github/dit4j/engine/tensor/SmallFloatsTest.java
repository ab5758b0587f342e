package io.github.dit4j.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SmallFloatsTest {

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void everyNumberComesBackFromAFloat(DType type) {
        for (int bits = 0; bits < 1 << Short.SIZE; bits++) {
            float wide = SmallFloats.widen(type, (short) bits);
            short again = SmallFloats.round(type, wide);
            if (Float.isNaN(wide)) {
                assertTrue(Float.isNaN(SmallFloats.widen(type, again)), "NaN " + bits);
            } else {
                assertEquals((short) bits, again, Float.toString(wide));
            }
        }
    }

    /** No neighbour is nearer than what was chosen, and of two as near it is the even one. */
    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void theNearestIsChosen(DType type) {
        var random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            // Every third in the middle of two numbers.
            short below = (short) random.nextInt(type == DType.F16 ? 0x7bff : 0x7f7f);
            double low = SmallFloats.widen(type, below);
            double high = SmallFloats.widen(type, (short) (below + 1));
            float value = (float) (low + (high - low) * (i % 3 == 0 ? 0.5 : random.nextDouble()));
            short chosen = SmallFloats.round(type, value);
            boolean tie = value - low == high - value;
            short want = tie ? (short) (below + (below & 1)) : value - low < high - value ? below : (short) (below + 1);
            assertEquals(want, chosen, value + " between " + low + " and " + high);
            assertEquals((short) (want | Short.MIN_VALUE), SmallFloats.round(type, -value), "minus " + value);
        }
    }

    @ParameterizedTest
    @CsvSource({"F16, 65504, 65519, 65520", "BF16, 3.3895314E38, 3.3961773E38, 3.3961775E38"})
    void whatIsBeyondTheRangeIsRefused(DType type, float largest, float rounded, float beyond) {
        var target = new short[3];
        float[] fitting = {Float.NEGATIVE_INFINITY, -rounded, Float.NaN};
        SmallFloats.round(type, fitting, 0, target, 0, 3);
        assertEquals(Float.NEGATIVE_INFINITY, SmallFloats.widen(type, target[0]));
        assertEquals(-largest, SmallFloats.widen(type, target[1]));
        assertTrue(Float.isNaN(SmallFloats.widen(type, target[2])));

        float[] values = {0, 1, beyond};
        String message = assertThrows(
                IllegalArgumentException.class, () -> SmallFloats.round(type, values, 1, target, 0, 2)).getMessage();
        assertEquals(beyond + " is beyond the range of " + type.label() + " (" + largest + ")", message);
    }

    @Test
    void otherTypesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> SmallFloats.round(DType.F32, 1));
        assertThrows(IllegalArgumentException.class, () -> SmallFloats.widen(DType.I16, (short) 1));
        assertThrows(IllegalArgumentException.class, () -> SmallFloats.widen(DType.I16, new short[1], 0, new float[1], 0, 1));
    }
}
