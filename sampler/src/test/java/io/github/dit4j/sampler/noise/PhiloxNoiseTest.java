package io.github.dit4j.sampler.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhiloxNoiseTest {

    /** The known answers of philox4x32 with 10 rounds in Random123's tests/kat_vectors: counter, key, result. */
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1",
    })
    void philoxGivesTheKnownAnswers(String counter, String key, String expected) {
        int[] bits = words(counter);
        int[] keys = words(key);
        Philox4x32.scramble(bits, keys[0], keys[1]);
        assertArrayEquals(words(expected), bits);
    }

    @Test
    void noiseIsTheBoxMullerTransformOfPhilox() {
        // Seed 0, draw 0, image 0: the first known answer, whose words are uniform numbers u1, u2, u3, u4.
        double[] u = {0x6627e8d5L, 0xe169c58dL, 0xbc57ac4cL, 0x9b00dbd8L};
        Arrays.setAll(u, i -> (u[i] + 0.5) / 4294967296.0);
        float[] noise = noise(0, 0, 0, 4);
        for (int i = 0; i < 4; i += 2) {
            double radius = Math.sqrt(-2 * Math.log(u[i]));
            assertEquals(radius * Math.cos(2 * Math.PI * u[i + 1]), noise[i], 1e-6);
            assertEquals(radius * Math.sin(2 * Math.PI * u[i + 1]), noise[i + 1], 1e-6);
        }
    }

    @Test
    void noiseIsStandardNormal() {
        int n = 1 << 18;
        float[] noise = noise(42, 3, 5, n);
        double mean = 0;
        double square = 0;
        double cube = 0;
        double fourth = 0;
        double neighbours = 0;
        for (int i = 0; i < n; i++) {
            double z = noise[i];
            mean += z / n;
            square += z * z / n;
            cube += z * z * z / n;
            fourth += z * z * z * z / n;
            neighbours += z * noise[(i + 1) % n] / n;
        }
        // Five standard errors of each mean of n: the variances of z, z², z³, z⁴, zz′ are 1, 2, 15, 96, 1.
        double error = 5 / Math.sqrt(n);
        assertEquals(0, mean, error);
        assertEquals(1, square, error * Math.sqrt(2));
        assertEquals(0, cube, error * Math.sqrt(15));
        assertEquals(3, fourth, error * Math.sqrt(96));
        assertEquals(0, neighbours, error);
    }

    @Test
    void noiseHasTheQuantilesOfTheNormalDistribution() {
        int n = 1 << 18;
        float[] noise = noise(7, 0, 0, n);
        Arrays.sort(noise);
        // Quantiles of N(0, 1); the standard error of an empirical one is √(p(1−p)/n)/density < 0.008 for all of these.
        assertEquals(-2.326348, noise[(int) (0.01 * n)], 0.04);
        assertEquals(-0.674490, noise[n / 4], 0.02);
        assertEquals(0, noise[n / 2], 0.02);
        assertEquals(0.674490, noise[3 * (n / 4)], 0.02);
        assertEquals(2.326348, noise[(int) (0.99 * n)], 0.04);
    }

    @Test
    void theFirstElementsDoNotDependOnHowManyFollow() {
        float[] all = noise(1, 2, 3, 1001);
        for (int count : new int[] {1, 2, 3, 4, 5, 7, 1000}) {
            assertArrayEquals(Arrays.copyOf(all, count), noise(1, 2, 3, count));
        }
    }

    @Test
    void seedDrawAndImageEachChangeTheNoise() {
        float[] noise = noise(1, 0, 0, 64);
        assertFalse(Arrays.equals(noise, noise(2, 0, 0, 64)));
        assertFalse(Arrays.equals(noise, noise(1 + (1L << 32), 0, 0, 64)));
        assertFalse(Arrays.equals(noise, noise(1, 1, 0, 64)));
        assertFalse(Arrays.equals(noise, noise(1, 0, 1, 64)));
    }

    @Test
    void onlyTheElementsAskedForAreWritten() {
        var target = new float[10];
        new PhiloxNoise(9).fill(0, 0, target, 3, 5);
        assertEquals(0, target[2]);
        assertEquals(0, target[8]);
        assertTrue(target[3] != 0 && target[7] != 0);
    }

    private static float[] noise(long seed, int draw, int image, int count) {
        var values = new float[count];
        new PhiloxNoise(seed).fill(draw, image, values, 0, count);
        return values;
    }

    private static int[] words(String hex) {
        return Arrays.stream(hex.split(" ")).mapToInt(HexFormat::fromHexDigits).toArray();
    }
}
