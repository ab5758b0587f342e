package io.github.dit4j.engine.kernel;

import io.github.dit4j.engine.op.Activation;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/**
 * The element-wise functions as the kernels compute them. A function is chosen by a code that the compiler of a device
 * knows as a constant, so that only the chosen one is left in the compiled kernel.
 */
public final class Functions {
    private static final int IDENTITY = 0;
    private static final int SILU = 1;
    private static final int GELU_TANH = 2;
    private static final int GELU_ERF = 3;
    private static final int RELU = 4;
    private static final int QUICK_GELU = 5;

    private Functions() {}

    /** The code of a function, the last argument of the kernels that take one. */
    public static int code(Activation function) {
        return switch (function) {
            case IDENTITY -> IDENTITY;
            case RELU -> RELU;
            case SILU -> SILU;
            case GELU_TANH -> GELU_TANH;
            case GELU_ERF -> GELU_ERF;
            case QUICK_GELU -> QUICK_GELU;
        };
    }

    /** Applies the function with this code. */
    public static float apply(float x, int function) {
        float y = x;
        if (function == RELU) {
            y = TornadoMath.max(x, 0.0f);
        }
        if (function == SILU) {
            y = x / (1.0f + TornadoMath.exp(-x));
        }
        if (function == GELU_TANH) {
            // ½(1 + tanh z) is the logistic function of 2z: nothing cancels, and the tanh.approx of PTX is not precise enough.
            y = x / (1.0f + TornadoMath.exp(-1.5957691216f * (x + 0.044715f * x * x * x)));
        }
        if (function == GELU_ERF) {
            y = 0.5f * x * (1.0f + erf(0.70710678f * x));
        }
        if (function == QUICK_GELU) {
            y = x / (1.0f + TornadoMath.exp(-1.702f * x));
        }
        return y;
    }

    /**
     * The error function, with an absolute error below 1e-7 (measured: 6e-8, one unit in the last place at 1).
     *
     * <p>Up to |x| = 1 it is {@code x + x · p(x²)}, beyond {@code 1 − exp(r(|x|))}, where p and r are the polynomials of
     * degree 6 and 8 that equal {@code erf(x)/x − 1} and {@code log(erfc(x))} at the Chebyshev nodes of [0, 1] and [1, 4].
     * At 4 the result is 1 to float precision. Both are computed and one is chosen: neighbouring threads of a GPU would
     * otherwise take turns.
     */
    static float erf(float x) {
        float a = TornadoMath.min(TornadoMath.abs(x), 4.0f);
        float s = a * a;
        float p = 7.875875e-05f;
        p = p * s - 0.00080168643f;
        p = p * s + 0.0051890872f;
        p = p * s - 0.026854211f;
        p = p * s + 0.11283594f;
        p = p * s - 0.37612626f;
        p = p * s + 0.12837917f;
        float near = a + a * p;
        float r = 1.6371514e-06f;
        r = r * a - 4.605804e-05f;
        r = r * a + 0.00059680565f;
        r = r * a - 0.004759596f;
        r = r * a + 0.026421135f;
        r = r * a - 0.110080086f;
        r = r * a - 0.63182604f;
        r = r * a - 1.1302334f;
        r = r * a + 0.00032013806f;
        float far = 1.0f - TornadoMath.exp(r);
        float magnitude = a < 1.0f ? near : far;
        return x < 0.0f ? -magnitude : magnitude;
    }
}
