package uk.ac.manchester.tornado.api.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import uk.ac.manchester.tornado.api.types.HalfFloat;

class TornadoMathTest {

    @FunctionalInterface
    private interface FloatFunction {
        float apply(float x);
    }

    static Stream<Arguments> functions() {
        return Stream.of(
                function("sqrt", TornadoMath::sqrt, Math::sqrt), function("exp", TornadoMath::exp, Math::exp),
                function("log", TornadoMath::log, Math::log), function("sin", TornadoMath::sin, Math::sin),
                function("cos", TornadoMath::cos, Math::cos), function("tan", TornadoMath::tan, Math::tan),
                function("tanh", TornadoMath::tanh, Math::tanh), function("atan", TornadoMath::atan, Math::atan),
                function("floor", TornadoMath::floor, Math::floor), function("ceil", TornadoMath::ceil, Math::ceil),
                function("signum", TornadoMath::signum, Math::signum),
                function("square", x -> TornadoMath.pow(x, 2f), x -> x * x),
                function("abs", TornadoMath::abs, Math::abs));
    }

    private static Arguments function(String name, FloatFunction ours, DoubleUnaryOperator exact) {
        return Arguments.of(name, ours, exact);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void floatFunctionsAreTheDoubleOnesRoundedOnce(String name, FloatFunction ours, DoubleUnaryOperator exact) {
        for (float x : new float[] {0, -0f, 0.1f, 1, -1, 2.5f, -2.5f, 30, 1e-20f, 1e20f, Float.POSITIVE_INFINITY, Float.NaN}) {
            assertEquals((float) exact.applyAsDouble(x), ours.apply(x), () -> name + "(" + x + ")");
        }
    }

    @Test
    void functionsOfTwoAndThreeNumbers() {
        assertEquals(8f, TornadoMath.pow(2f, 3f));
        assertEquals((float) (Math.PI / 4), TornadoMath.atan2(1f, 1f));
        assertEquals(3f, TornadoMath.log2(8f), 1e-6f);
        assertEquals(2, TornadoMath.clamp(5, -2, 2));
        assertEquals(-2f, TornadoMath.clamp(-5f, -2f, 2f));
        assertEquals((short) 1, TornadoMath.clamp((short) 1, (short) 0, (short) 2));
        assertEquals(3L, TornadoMath.max(3L, -4L));
        assertEquals((byte) -4, TornadoMath.min((byte) 3, (byte) -4));
        assertTrue(Float.isNaN(TornadoMath.max(Float.NaN, 1f)));
        assertEquals(2f, TornadoMath.max(new HalfFloat(1f), new HalfFloat(2f)).getFloat32());
        assertEquals(1f, TornadoMath.min(new HalfFloat(1f), new HalfFloat(2f)).getFloat32());
    }

    @Test
    void piIsPi() {
        assertEquals(Math.PI, TornadoMath.PI());
        assertEquals((float) Math.PI, TornadoMath.floatPI());
    }
}
