package io.github.dit4j.sampler.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.dit4j.engine.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchCpuNoiseTest {
    /** PyTorch's vector library and StrictMath differ by an ulp or two of numbers up to 5. */
    private static final float TOLERANCE = 1e-6f;

    /** The outputs of the authors' mt19937ar.c: the 10,000th number for the seed 5489, as in the C++ standard, 26.6.6. */
    @Test
    void theMersenneTwisterGivesTheNumberThatTheStandardAsksFor() {
        var twister = new Mt19937(5489);
        for (int i = 1; i < 10_000; i++) {
            twister.next();
        }
        assertEquals(4123659995L, Integer.toUnsignedLong(twister.next()));
    }

    static List<String> published() throws IOException {
        try (InputStream in = TorchCpuNoiseTest.class.getResourceAsStream("torch-cpu-randn.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("published")
    void successiveCallsGiveWhatPyTorchGives(String line) {
        String[] parts = line.split("\\|");
        var generator = new TorchCpuGenerator(Long.parseLong(parts[0].trim()));
        String[] sizes = parts[1].trim().split(" ");
        String[] calls = parts[2].split(";");
        for (int call = 0; call < sizes.length; call++) {
            int size = Integer.parseInt(sizes[call]);
            int stride = size <= 31 ? 1 : 61;
            float[] values = generator.randn(size);
            String[] expected = calls[call].trim().split(" ");
            for (int i = 0; i < expected.length; i++) {
                int at = Math.min(i * stride, size - 1);
                assertEquals(Float.parseFloat(expected[i]), values[at], TOLERANCE, "call " + call + ", element " + at);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void drawsFollowEachOtherAsInAPublishedScript(boolean doubled) {
        Shape run = Shape.of(3, 1, 3, 3);
        var generator = new TorchCpuGenerator(7);
        float[] z = generator.randn(27);
        float[] first = generator.randn(doubled ? 54 : 27);
        float[] second = generator.randn(doubled ? 54 : 27);
        Noise noise = new TorchCpuNoise(7).forRun(run, doubled);
        // Image by image, as batches ask: forward through the draws, and again for the next batch.
        for (int image = 0; image < 3; image++) {
            assertArrayEquals(image(z, image), noise(noise, 0, image));
            assertArrayEquals(image(first, image), noise(noise, 1, image));
            assertArrayEquals(image(second, image), noise(noise, 2, image));
        }
        // A draw that was left out is no reason for others to move.
        assertArrayEquals(image(second, 1), noise(new TorchCpuNoise(7).forRun(run, doubled), 2, 1));
    }

    private static float[] image(float[] all, int image) {
        return Arrays.copyOfRange(all, 9 * image, 9 * image + 9);
    }

    private static float[] noise(Noise noise, int draw, int image) {
        var values = new float[9];
        noise.fill(draw, image, values, 0, 9);
        return values;
    }
}
