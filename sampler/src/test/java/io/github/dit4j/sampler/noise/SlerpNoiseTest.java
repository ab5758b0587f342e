package io.github.dit4j.sampler.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlerpNoiseTest {
    private static final Shape RUN = Shape.of(5, 1, 8, 8);

    @Test
    void thePathBeginsAndEndsWithTheNoiseOfTheSeedsToTheBit() {
        Noise path = new SlerpNoise(new PhiloxNoise(3), new PhiloxNoise(4)).forRun(RUN, false);
        assertArrayEquals(noise(new PhiloxNoise(3), 0, 0), noise(path, 0, 0));
        assertArrayEquals(noise(new PhiloxNoise(4), 0, 0), noise(path, 0, 4));
    }

    /** Turns a towards b in the plane of the two, by an orthonormal basis: another formula than the one under test. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void betweenTheEndsItTurnsByEqualAngles(int image) {
        float[] a = noise(new PhiloxNoise(3), 0, 0);
        float[] b = noise(new PhiloxNoise(4), 0, 0);
        double lengthA = Math.sqrt(dot(a, a));
        double lengthB = Math.sqrt(dot(b, b));
        double cosine = dot(a, b) / (lengthA * lengthB);
        double angle = Math.acos(cosine) * image / 4;
        float[] actual = noise(new SlerpNoise(new PhiloxNoise(3), new PhiloxNoise(4)).forRun(RUN, false), 0, image);
        // Slerp of vectors of different lengths is that of their directions, each direction times its own length.
        double weightB = Math.sin(angle) / Math.sqrt(1 - cosine * cosine);
        double weightA = Math.cos(angle) - weightB * cosine;
        for (int i = 0; i < a.length; i++) {
            assertEquals(weightA * a[i] + weightB * b[i], actual[i], 1e-6);
        }
    }

    @Test
    void whatStepsAddIsTheSameForAllImages() {
        Noise path = new SlerpNoise(new PhiloxNoise(3), new PhiloxNoise(4)).forRun(RUN, false);
        Noise shared = new SharedNoise(new PhiloxNoise(3)).forRun(RUN, false);
        for (int image = 0; image < 5; image++) {
            assertArrayEquals(noise(new PhiloxNoise(3), 2, 0), noise(path, 2, image));
            assertArrayEquals(noise(new PhiloxNoise(3), 2, 0), noise(shared, 2, image));
            assertArrayEquals(noise(new PhiloxNoise(3), 0, 0), noise(shared, 0, image));
        }
    }

    @Test
    void aPathFromASeedToItselfStaysThere() {
        Noise path = new SlerpNoise(new PhiloxNoise(3), new PhiloxNoise(3)).forRun(RUN, false);
        assertArrayEquals(noise(new PhiloxNoise(3), 0, 0), noise(path, 0, 2), 1e-6f);
    }

    @Test
    void aPathOfPyTorchsNoiseBeginsWithAScriptOfOneImage() {
        Noise path = new SlerpNoise(new TorchCpuNoise(1), new TorchCpuNoise(2)).forRun(RUN, true);
        assertArrayEquals(new TorchCpuGenerator(1).randn(64), noise(path, 0, 0));
        assertArrayEquals(new TorchCpuGenerator(2).randn(64), noise(path, 0, 4));
    }

    @Test
    void oneImageOfGivenNoiseIsEnoughForAll() {
        var one = new GivenNoise(TensorData.of(Shape.of(1, 1, 8, 8), new float[64]), Optional.empty());
        new SharedNoise(one).check(RUN, 0);
        new SlerpNoise(one, one).check(RUN, 0);
        var error = assertThrows(IllegalArgumentException.class, () -> new SharedNoise(one).check(RUN, 1));
        assertTrue(error.getMessage().contains("\"noise\" is missing"), error.getMessage());
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static float[] noise(Noise noise, int draw, int image) {
        var values = new float[70];
        Arrays.fill(values, Float.NaN);
        noise.fill(draw, image, values, 3, 64);
        assertTrue(Float.isNaN(values[2]) && Float.isNaN(values[67]), "only the elements asked for are written");
        return Arrays.copyOfRange(values, 3, 67);
    }
}
