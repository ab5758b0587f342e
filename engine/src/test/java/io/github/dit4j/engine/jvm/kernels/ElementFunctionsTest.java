package io.github.dit4j.engine.jvm.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.jvm.KernelsProvider;
import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.testing.DoubleFunctions;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The functions are as near as they say, and the same in vectors as one by one. */
class ElementFunctionsTest {
    private static final int STEPS = 400_001;

    /** Points from −range to range. */
    private static float[] dense(float range) {
        var x = new float[STEPS];
        for (int i = 0; i < STEPS; i++) {
            x[i] = range * (2f * i / (STEPS - 1) - 1);
        }
        return x;
    }

    private static double worstRelativeError(float[] x, float[] got, DoubleUnaryOperator function) {
        double worst = 0;
        for (int i = 0; i < x.length; i++) {
            double want = function.applyAsDouble(x[i]);
            worst = Math.max(worst, Math.abs(got[i] - want) / Math.max(Math.abs(want), Float.MIN_NORMAL));
        }
        return worst;
    }

    @Test
    void expIsWithinOneUnitInTheLastPlace() {
        float[] x = dense(87.33f);
        var got = new float[STEPS];
        for (int i = 0; i < STEPS; i++) {
            got[i] = ElementFunctions.exp(x[i]);
        }
        double error = worstRelativeError(x, got, Math::exp);
        assertTrue(error <= 0x1p-23, () -> "relative error " + error);
    }

    @Test
    void expIsHeldToNormalNumbersAndKeepsNotANumber() {
        assertEquals(Float.MIN_NORMAL, ElementFunctions.exp(Float.NEGATIVE_INFINITY), 1e-42f);
        assertEquals(2.4e38f, ElementFunctions.exp(Float.POSITIVE_INFINITY), 1e37f);
        assertTrue(Float.isNaN(ElementFunctions.exp(Float.NaN)));
        assertEquals(1f, ElementFunctions.exp(0f));
    }

    @Test
    void siluAndTanhGeluAreWithinThreeUnitsInTheLastPlace() {
        // At −80 a relative error of the exponent of 6e-8 is one of 5e-6 in the power: hence the ranges.
        float[] x = dense(12);
        double silu = worstRelativeError(x, apply(Activation.SILU, x), v -> DoubleFunctions.activate(v, Activation.SILU));
        assertTrue(silu <= 3 * 0x1p-23, () -> "SiLU: relative error " + silu);
        float[] positive = dense(12);
        for (int i = 0; i < STEPS; i++) {
            positive[i] = Math.abs(positive[i]);
        }
        double gelu = worstRelativeError(positive, apply(Activation.GELU_TANH, positive),
                v -> DoubleFunctions.activate(v, Activation.GELU_TANH));
        assertTrue(gelu <= 3 * 0x1p-23, () -> "GELU: relative error " + gelu);
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void activationsAreWithinTwoTenMillionths(Activation function) {
        float[] x = dense(30);
        float[] got = apply(function, x);
        for (int i = 0; i < STEPS; i++) {
            double want = DoubleFunctions.activate(x[i], function);
            double error = Math.abs(got[i] - want) / Math.max(1, Math.abs(want));
            assertTrue(error <= 2e-7, "at " + x[i] + ": " + got[i] + ", not " + want);
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void activationsKeepLargeNumbersAndNotANumber(Activation function) {
        assertEquals(1e6f, ElementFunctions.apply(function, 1e6f));
        assertEquals(function == Activation.IDENTITY ? -100f : 0, ElementFunctions.apply(function, -100f), 1e-30f);
        assertTrue(Float.isNaN(ElementFunctions.apply(function, Float.NaN)));
    }

    /** So that an element does not change when a longer row, or another batch, puts it into a vector. */
    @ParameterizedTest
    @EnumSource(Activation.class)
    void vectorsGiveTheSameBits(Activation function) {
        float[] x = dense(100);
        x[5] = Float.NaN;
        x[6] = Float.POSITIVE_INFINITY;
        x[7] = -1e9f;
        var vectors = new float[STEPS];
        KernelsProvider.kernels().activate(function, x, 0, vectors, 0, STEPS);
        assertArrayEquals(apply(function, x), vectors, 0f);
    }

    private static float[] apply(Activation function, float[] x) {
        var got = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            got[i] = ElementFunctions.apply(function, x[i]);
        }
        return got;
    }
}
