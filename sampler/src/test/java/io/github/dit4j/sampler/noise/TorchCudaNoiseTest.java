package io.github.dit4j.sampler.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against tensors that others printed from real cards; four decimals, so that half a unit of the last is allowed. */
class TorchCudaNoiseTest {
    private static final double PRINTED = 0.5e-4 + 1e-6;

    /**
     * {@code torch.manual_seed(0)}, then 64 numbers on a card: printed in K. Sharma's "CUDA Mode – Fusing Kernels Talk"
     * (2024); the first twelve also in AUTOMATIC1111's modules/rng_philox.py, with more digits.
     */
    @Test
    void smallTensorsAreThoseOfACard() {
        float[] expected = {-0.9247f, -0.4253f, -2.6438f, 0.1452f, -0.1209f, -0.5797f, -0.6229f, -0.3284f,
            -1.0745f, -0.3631f, -1.6711f, 2.2655f, 0.3117f, -0.1842f, 1.2866f, 1.1820f,
            -0.1271f, 1.2169f, 1.4353f, 1.0605f, -0.4941f, -1.4244f, -0.7244f, -1.2973f,
            0.0697f, -0.0074f, 1.8969f, 0.6878f, -0.0779f, -0.8373f, 1.3506f, -0.2879f,
            -0.5965f, -0.3283f, -0.9086f, -0.8059f, -0.7407f, -0.0504f, 0.5435f, 1.5150f,
            0.0141f, 0.4532f, 1.6349f, 0.7124f, -0.1806f, 1.0252f, -1.4622f, -0.7554f,
            -0.1836f, 0.3824f, 0.3918f, -0.0830f, 0.8971f, -1.1123f, 0.1116f, 0.4863f,
            -0.5499f, -0.3231f, -0.5469f, 0.9049f, 0.2837f, 0.1210f, 0.4730f, -1.0823f};
        assertArrayEquals(expected, part(0, CudaCard.A100, 0, 64, 0, 64), (float) PRINTED);
        float[] precise = {-0.92466259f, -0.42534415f, -2.6438457f, 0.14518388f, -0.12086647f, -0.57972564f, -0.62285122f,
            -0.32838709f, -1.07454231f, -0.36314407f, -1.67105067f, 2.26550497f};
        assertArrayEquals(precise, part(0, CudaCard.A100, 0, 12, 0, 12), 1e-6f);
    }

    /** Tensors of four that follow each other after the seed 42, as a report about torch._foreach_sub prints them. */
    @Test
    void eachCallContinuesAfterTheOneBefore() {
        float[][] calls = {{0.1940f, 2.1614f, -0.1721f, 0.8491f}, {0.1391f, -0.1082f, -0.7174f, 0.7566f},
            {-0.5187f, 1.2268f, 0.6255f, -0.9117f}, {-0.6974f, -1.8688f, -0.8832f, -1.6627f},
            {-1.2682f, -0.0383f, -0.1029f, 1.4400f}, {1.4640f, -0.3238f, 0.7740f, 1.5892f}};
        Noise noise = new TorchCudaNoise(42, CudaCard.A100).forRun(Shape.of(2, 1, 1, 2), false);
        for (int call = 0; call < calls.length; call++) {
            assertArrayEquals(calls[call], draws(noise, call, 2, 2), (float) PRINTED);
        }
    }

    /**
     * The ends of {@code randn(1, 49·12·112·144)} with the seed 1, on two cards (pytorch issue 143086): these elements
     * come late in the strides, from different threads, rounds and words on each card.
     */
    @ParameterizedTest
    @CsvSource({"h100, -0.6970, -0.7780, 0.3267", "a100, 0.1549, -0.6797, -0.1656"})
    void largeTensorsAreThoseOfTheCard(String card, float third, float second, float last) {
        int size = 49 * 12 * 112 * 144;
        CudaCard imitated = CudaCard.parse(card);
        assertArrayEquals(new float[] {third, second, last}, part(1, imitated, 0, size, size - 3, 3), (float) PRINTED);
        assertArrayEquals(new float[] {-0.2963f, 2.6764f, -0.1408f}, part(1, imitated, 0, size, 0, 3), (float) PRINTED);
    }

    /**
     * An RTX A4000 (48 multiprocessors of 1536 threads) with the seed 14 (pytorch issue 97097), which printed
     * {@code normal_(5, 5**.5)}: 100,000 elements, of which it has threads for 73,728.
     */
    @Test
    void elementsBeyondTheThreadsAreTheSecondNumbersOfTheFirstThreads() {
        double[] expected = {8.6297, 2.3137, 6.2596, 7.9358, 4.4697, 2.7475};
        float[] start = part(14, new CudaCard(48, 1536), 0, 100_000, 99_700, 3);
        float[] end = part(14, new CudaCard(48, 1536), 0, 100_000, 99_797, 3);
        for (int i = 0; i < 3; i++) {
            assertEquals(expected[i], 5 + Math.sqrt(5) * start[i], PRINTED);
            assertEquals(expected[3 + i], 5 + Math.sqrt(5) * end[i], PRINTED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void drawsFollowEachOtherAsInAPublishedScript(boolean doubled) {
        // One multiprocessor of 256 threads: 2 images of 600 elements take 2 rounds of 4 numbers, 4 images take 3.
        var card = new CudaCard(1, 256);
        Noise noise = new TorchCudaNoise(3, card).forRun(Shape.of(2, 1, 20, 30), doubled);
        int later = doubled ? 2400 : 1200;
        assertArrayEquals(part(3, card, 0, 1200, 0, 1200), draws(noise, 0, 2, 600));
        assertArrayEquals(part(3, card, 2, later, 0, 1200), draws(noise, 1, 2, 600));
        assertArrayEquals(part(3, card, 2 + (doubled ? 3 : 2), later, 0, 1200), draws(noise, 2, 2, 600));
    }

    @Test
    void cardsAreNamedOrGivenByTheirNumbers() {
        assertEquals(new CudaCard(108, 2048), CudaCard.parse("A100"));
        assertEquals(new CudaCard(46, 1024), CudaCard.parse("46x1024"));
        for (String name : CudaCard.names()) {
            assertEquals(CudaCard.parse(name), CudaCard.parse(CudaCard.parse(name).toString()));
        }
    }

    @ParameterizedTest
    @CsvSource({"a1000, there are t4", "108, as in 108x2048", "0x2048, 0x2048", "108x255, 108x255", "999999x2048, 999999"})
    void otherCardsAreRefused(String card, String reason) {
        var error = assertThrows(IllegalArgumentException.class, () -> CudaCard.parse(card));
        assertTrue(error.getMessage().contains(reason), error.getMessage());
    }

    private static float[] part(long seed, CudaCard card, long offset, long elements, long from, int count) {
        var values = new float[count];
        new TorchCudaNoise(seed, card).fill(offset, elements, from, values, 0, count);
        return values;
    }

    private static float[] draws(Noise noise, int draw, int images, int size) {
        var values = new float[images * size];
        for (int image = 0; image < images; image++) {
            noise.fill(draw, image, values, image * size, size);
        }
        return values;
    }
}
