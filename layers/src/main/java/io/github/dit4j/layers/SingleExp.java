package io.github.dit4j.layers;

/**
 * The exponential function in single precision, rounded as PyTorch rounds it on a CPU. Half of the time frequencies are
 * not the nearest float there, and a timestep of 999 makes 3e-5 of an angle of the difference.
 */
final class SingleExp {
    private static final float LOG2_E = (float) (1 / Math.log(2));
    /** ln 2 in two parts, the first short enough for its multiples to be exact. */
    private static final float LN2_HIGH = 0.693145751953125f;
    private static final float LN2_LOW = 1.428606765330187e-6f;

    private SingleExp() {}

    /**
     * e^x, within one unit in the last place: {@code 2^q · e^s} with a polynomial in {@code |s| ≤ ½ ln 2}, each step a
     * fused multiply-add, in the manner and with the coefficients of {@code expf} of SLEEF 3 (u10), which PyTorch calls.
     *
     * @param x from −87 to 88
     */
    static float exp(float x) {
        float q = (float) Math.rint(x * LOG2_E);
        float s = Math.fma(q, -LN2_HIGH, x);
        s = Math.fma(q, -LN2_LOW, s);
        float p = 1.98527617612853646278381e-4f;
        p = Math.fma(p, s, 1.39304355252534151077271e-3f);
        p = Math.fma(p, s, 8.33336077630519866943359e-3f);
        p = Math.fma(p, s, 4.16664853692054748535156e-2f);
        p = Math.fma(p, s, 1.66666671633720397949219e-1f);
        p = Math.fma(p, s, 0.5f);
        return Math.scalb(1 + Math.fma(s * s, p, s), (int) q);
    }
}
