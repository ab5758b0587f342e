package io.github.dit4j.engine.jvm.kernels;

import io.github.dit4j.engine.op.Activation;

/**
 * The exponential function and the activations in float arithmetic. The kernels on vectors do the same arithmetic
 * lane by lane, so that an element has the same bits whether it is computed in a vector or in the rest of a row. What is said of errors is
 * of |x| below 1e30; a NaN gives a NaN if it is such as arithmetic makes, with a payload of zeros.
 */
public final class ElementFunctions {

    public static final float LOG2_E = 1.44269504f;
    /** ln 2 in two parts: n · {@code LN2_HIGH} is exact for |n| ≤ 128. */
    public static final float LN2_HIGH = 0.693145752f;
    public static final float LN2_LOW = 1.42860677e-6f;
    /** e^x is a normal number from here … */
    public static final float EXP_MIN = -87.3365f;
    /** … to here. */
    public static final float EXP_MAX = 88.3762f;
    /** 1.5 · 2²³: adding it rounds to an integer, which then stands in the low bits. */
    public static final float ROUNDER = 12582912f;

    /** (e^r − 1 − r) / r² on [−½ln2, ½ln2], fitted for least relative error of e^r: 3.1e-9. */
    public static final float E0 = 0x1.fffffcp-2f;
    public static final float E1 = 0x1.555492p-3f;
    public static final float E2 = 0x1.5558f2p-5f;
    public static final float E3 = 0x1.123a2p-7f;
    public static final float E4 = 0x1.6a23dp-10f;

    /** (2ʳ − 1) / r on [−½, ½], fitted for least relative error of 2ʳ: 1.6e-8. */
    public static final float P0 = 0x1.62e43p-1f;
    public static final float P1 = 0x1.ebfbdcp-3f;
    public static final float P2 = 0x1.c6aee8p-5f;
    public static final float P3 = 0x1.3b2d4cp-7f;
    public static final float P4 = 0x1.5f3e54p-10f;
    public static final float P5 = 0x1.41fbb8p-13f;
    /** 2^x is a normal number from here … */
    public static final float EXP2_MIN = -126;
    /** … to here. */
    public static final float EXP2_MAX = 127.499f;

    /** −√(8/π) · log₂e, and that times 0.044715. */
    public static final float GELU_LINEAR = -2.30220818f;
    public static final float GELU_CUBE = -0.102943241f;

    /** log₂(erfc(x/√2)) / x on [0, 6], fitted so that ½ erfc(x/√2) is within 6e-9; it falls beyond. */
    public static final float G0 = -0x1.26aec4p0f;
    public static final float G1 = -0x1.d63e52p-2f;
    public static final float G2 = -0x1.ad813p-5f;
    public static final float G3 = 0x1.c5324cp-8f;
    public static final float G4 = 0x1.556284p-15f;
    public static final float G5 = -0x1.42b476p-12f;
    public static final float G6 = 0x1.6eac72p-14f;
    public static final float G7 = -0x1.c0e2ep-17f;
    public static final float G8 = 0x1.30e84cp-20f;
    public static final float G9 = -0x1.6677cap-25f;

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
        return scaled(Math.fma(p, r * r, r) + 1, shifted);
    }

    /** 2^x with a relative error of at most 1.2e-7; x is held in [{@link #EXP2_MIN}, {@link #EXP2_MAX}]. */
    public static float exp2(float x) {
        float held = x < EXP2_MIN ? EXP2_MIN : x;
        held = held > EXP2_MAX ? EXP2_MAX : held;
        float shifted = held + ROUNDER;
        float r = held - (shifted - ROUNDER);
        float p = Math.fma(P5, r, P4);
        p = Math.fma(p, r, P3);
        p = Math.fma(p, r, P2);
        p = Math.fma(p, r, P1);
        p = Math.fma(p, r, P0);
        return scaled(Math.fma(p, r, 1), shifted);
    }

    /** p · 2ⁿ for p near 1: n, which stands in the low bits, is added to the exponent. */
    private static float scaled(float p, float shifted) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(shifted) << 23));
    }

    /** The factor of CLIP's approximation of GELU. */
    public static final float MINUS_QUICK = -1.702f;

    public static float apply(Activation function, float x) {
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
        return x / (1 + exp2(Math.fma(x * x, GELU_CUBE, GELU_LINEAR) * x));
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
        float half = exp2(Math.fma(p, t, -1));
        return x * (x < 0 ? half : 1 - half);
    }
}
