package io.github.dit4j.engine.kernel;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Sums over consecutive elements, kept in several partial sums. */
final class Sums {

    private Sums() {}

    /** {@code Σᵢ a[aAt + i] · b[bAt + i]} for i below {@code count}, in eight partial sums. */
    static float dot(FloatArray a, int aAt, FloatArray b, int bAt, int count) {
        float s0 = 0.0f;
        float s1 = 0.0f;
        float s2 = 0.0f;
        float s3 = 0.0f;
        float s4 = 0.0f;
        float s5 = 0.0f;
        float s6 = 0.0f;
        float s7 = 0.0f;
        int whole = count - count % 8;
        for (int i = 0; i < whole; i += 8) {
            s0 += a.get(aAt + i) * b.get(bAt + i);
            s1 += a.get(aAt + i + 1) * b.get(bAt + i + 1);
            s2 += a.get(aAt + i + 2) * b.get(bAt + i + 2);
            s3 += a.get(aAt + i + 3) * b.get(bAt + i + 3);
            s4 += a.get(aAt + i + 4) * b.get(bAt + i + 4);
            s5 += a.get(aAt + i + 5) * b.get(bAt + i + 5);
            s6 += a.get(aAt + i + 6) * b.get(bAt + i + 6);
            s7 += a.get(aAt + i + 7) * b.get(bAt + i + 7);
        }
        for (int i = whole; i < count; i++) {
            s0 += a.get(aAt + i) * b.get(bAt + i);
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** {@code Σᵢ x[at + i]} for i below {@code count}, in four partial sums. */
    static float sum(FloatArray x, int at, int count) {
        float s0 = 0.0f;
        float s1 = 0.0f;
        float s2 = 0.0f;
        float s3 = 0.0f;
        int whole = count - count % 4;
        for (int i = 0; i < whole; i += 4) {
            s0 += x.get(at + i);
            s1 += x.get(at + i + 1);
            s2 += x.get(at + i + 2);
            s3 += x.get(at + i + 3);
        }
        for (int i = whole; i < count; i++) {
            s0 += x.get(at + i);
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** {@code Σᵢ (x[at + i] − center)²} for i below {@code count}, in four partial sums. */
    static float squares(FloatArray x, int at, int count, float center) {
        float s0 = 0.0f;
        float s1 = 0.0f;
        float s2 = 0.0f;
        float s3 = 0.0f;
        int whole = count - count % 4;
        for (int i = 0; i < whole; i += 4) {
            float d0 = x.get(at + i) - center;
            float d1 = x.get(at + i + 1) - center;
            float d2 = x.get(at + i + 2) - center;
            float d3 = x.get(at + i + 3) - center;
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
        }
        for (int i = whole; i < count; i++) {
            float d = x.get(at + i) - center;
            s0 += d * d;
        }
        return (s0 + s1) + (s2 + s3);
    }
}
