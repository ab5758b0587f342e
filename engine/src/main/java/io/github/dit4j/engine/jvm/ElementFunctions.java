package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.op.Activation;

/**
 * The exponential function and the activations in float arithmetic. {@link PanamaFunctions} does the same arithmetic
 * lane by lane, so that an element has the same bits whether it is computed in a vector or in the rest of a row.
 */
final class ElementFunctions {

    static final float LOG2_E = 1.44269504f;
    /** ln 2 in two parts: n · {@code LN2_HIGH} is exact for |n| ≤ 128. */
    static final float LN2_HIGH = 0.693145752f;
    static final float LN2_LOW = 1.42860677e-6f;
    /** e^x is a normal number from here … */
    static final float EXP_MIN = -87.3365f;
    /** … to here. */
    static final float EXP_MAX = 88.3762f;
    /** 1.5 · 2²³: adding it rounds to an integer, which then stands in the low bits. */
    static final float ROUNDER = 12582912f;

    /** (e^r − 1 − r) / r² on [−½ln2, ½ln2], fitted for least relative error of e^r: 3.1e-9. */
    static final float E0 = 0x1.fffffcp-2f;
    static final float E1 = 0x1.555492p-3f;
    static final float E2 = 0x1.5558f2p-5f;
    static final float E3 = 0x1.123a2p-7f;
    static final float E4 = 0x1.6a23dp-10f;

    static final float MINUS_SQRT_8_OVER_PI = -1.59576912f;
    static final float GELU_CUBE = 0.044715f;

    /** −ln(erfc(x/√2)) / x on [0, 6], fitted so that ½ erfc(x/√2) is within 1.4e-9; it grows beyond. */
    static final float G0 = 0x1.988456p-1f;
    static final float G1 = 0x1.45f2aap-2f;
    static final float G2 = 0x1.29b5bep-5f;
    static final float G3 = -0x1.3a21c2p-8f;
    static final float G4 = -0x1.d94286p-16f;
    static final float G5 = 0x1.bf5d3p-13f;
    static final float G6 = -0x1.fc514cp-15f;
    static final float G7 = 0x1.3724ecp-17f;
    static final float G8 = -0x1.a6b10p-21f;
    static final float G9 = 0x1.f0f12ap-26f;

    private ElementFunctions() {}

    /** e^x with a relative error of at most 1.2e-7; x is held in [{@link #EXP_MIN}, {@link #EXP_MAX}]. */
    static float exp(float x) {
        float held = x < EXP_MIN ? EXP_MIN : x;
        held = held > EXP_MAX ? EXP_MAX : held;
        float shifted = Math.fma(held, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_HIGH, held);
        r = Math.fma(n, -LN2_LOW, r);
        float p = Math.fma(E4, r, E3);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, E1);
        p = Math.fma(p, r, E0);
        p = Math.fma(p, r * r, r) + 1;
        // 2ⁿ: the low bits of n, moved to the exponent, on top of the bits of 1.
        return p * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + 0x3f800000);
    }

    /** The factor of CLIP's approximation of GELU. */
    static final float MINUS_QUICK = -1.702f;

    static float apply(Activation function, float x) {
        return switch (function) {
            case IDENTITY -> x;
            case RELU -> Math.max(x, 0);
            case SILU -> silu(x);
            case GELU_TANH -> geluTanh(x);
            case GELU_ERF -> geluErf(x);
            case QUICK_GELU -> quickGelu(x);
        };
    }

    /** x · σ(x), relative error at most 3e-7 where the result is above 1e-36. */
    static float silu(float x) {
        return x / (1 + exp(-x));
    }

    /** x · σ(1.702x). */
    static float quickGelu(float x) {
        return x / (1 + exp(MINUS_QUICK * x));
    }

    /** ½x · (1 + tanh u) = x · σ(2u). */
    static float geluTanh(float x) {
        float cube = Math.fma(x * x, GELU_CUBE, 1) * x;
        return x / (1 + exp(cube * MINUS_SQRT_8_OVER_PI));
    }

    /** x · Φ(x), where Φ(−|x|) = ½ erfc(|x|/√2) and Φ(|x|) = 1 − Φ(−|x|). */
    static float geluErf(float x) {
        float t = Math.abs(x);
        float p = Math.fma(G9, t, G8);
        p = Math.fma(p, t, G7);
        p = Math.fma(p, t, G6);
        p = Math.fma(p, t, G5);
        p = Math.fma(p, t, G4);
        p = Math.fma(p, t, G3);
        p = Math.fma(p, t, G2);
        p = Math.fma(p, t, G1);
        p = Math.fma(p, t, G0);
        float half = exp(-(p * t)) * 0.5f;
        return x * (x < 0 ? half : 1 - half);
    }
}
