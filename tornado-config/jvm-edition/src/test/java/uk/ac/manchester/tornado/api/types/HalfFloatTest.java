package uk.ac.manchester.tornado.api.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatTest {

    /** What IEEE 754 says that a binary16 pattern stands for, without Java's own conversion. */
    private static float valueOf(int bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24;
            case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> (1 + fraction * 0x1p-10) * Math.pow(2, exponent - 15);
        };
        return (float) ((bits & 0x8000) == 0 ? magnitude : -magnitude);
    }

    @Test
    void everyPatternStandsForItsValueAndComesBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            HalfFloat half = new HalfFloat((short) bits);
            float expected = valueOf(bits);
            assertEquals(expected, half.getFloat32(), () -> half + " should be " + expected);
            HalfFloat back = new HalfFloat(half.getFloat32());
            if (Float.isNaN(expected)) {
                assertTrue(Float.isNaN(back.getFloat32()));
            } else {
                assertEquals((short) bits, back.getHalfFloatValue());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 0x3C00",
        "65504, 0x7BFF",      // the largest half
        "65519.996, 0x7BFF",  // below the midpoint to 65536
        "65520, 0x7C00",      // the midpoint rounds to even: infinity
        "1.00048828125, 0x3C00",  // midpoint between 1 and the next half: to even
        "1.00146484375, 0x3C02",  // the midpoint above that: to even, upwards
        "2.9802322e-8, 0x0000",   // half the smallest subnormal: to even
        "3.0e-8, 0x0001",
        "-0.0, 0x8000",
    })
    void roundsToNearestEven(float value, String bits) {
        assertEquals(Integer.decode(bits).shortValue(), new HalfFloat(value).getHalfFloatValue());
    }

    @Test
    void arithmeticRoundsOnce() {
        HalfFloat one = new HalfFloat(1f);
        HalfFloat three = new HalfFloat(3f);
        assertEquals(4f, HalfFloat.add(one, three).getFloat32());
        assertEquals(-2f, HalfFloat.sub(one, three).getFloat32());
        assertEquals(3f, HalfFloat.mult(one, three).getFloat32());
        assertEquals(0x1.554p-2f, HalfFloat.div(one, three).getFloat32());
    }
}
