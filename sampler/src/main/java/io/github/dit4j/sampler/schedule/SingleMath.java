package io.github.dit4j.sampler.schedule;

/** Functions rounded to single precision, as the published code computes its schedules. The same on every machine. */
final class SingleMath {

    private SingleMath() {
    }

    static float exp(float x) {
        return (float) StrictMath.exp(x);
    }

    static float log(float x) {
        return (float) StrictMath.log(x);
    }

    static float sqrt(float x) {
        return (float) Math.sqrt(x);
    }

    /** {@code log(e^a + 1)} by the formula of {@code torch.logaddexp}. */
    static float logAddExpZero(float a) {
        return Math.max(a, 0) + log(1 + exp(-Math.abs(a)));
    }

    /** {@code torch.linspace} in single precision: from both ends to the middle. */
    static float[] linspace(float start, float end, int count) {
        var values = new float[count];
        float step = count > 1 ? (end - start) / (count - 1) : 0;
        for (int i = 0; i < count; i++) {
            values[i] = i < count / 2 || count == 1 ? start + step * i : end - step * (count - 1 - i);
        }
        return values;
    }
}
