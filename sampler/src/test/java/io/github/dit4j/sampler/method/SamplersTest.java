package io.github.dit4j.sampler.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.sampler.schedule.DiffusionTables;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single steps against the formulas of the papers in double precision, on elements that are numbers of their own. */
class SamplersTest {
    private static final int ELEMENTS = 64;
    private static final DiffusionTables TABLES =
            DiffusionTables.of(new NoiseSchedule.Linear(1000), TimestepSpacing.evenly(10));

    private final Random random = new Random(20);
    private final float[] x = normal();
    private final float[] predicted = normal();
    private final float[] learned = normal();
    private final float[] noise = normal();

    @ParameterizedTest
    @CsvSource({
        "LEARNED_RANGE, 9", "LEARNED_RANGE, 4", "LEARNED_RANGE, 1",
        "FIXED_SMALL, 9", "FIXED_SMALL, 4", "FIXED_SMALL, 1",
        "FIXED_LARGE, 9", "FIXED_LARGE, 4", "FIXED_LARGE, 1",
    })
    void aDdpmStepDrawsFromThePosterior(Variance variance, int i) {
        float[] next = step(new Ddpm(variance), Prediction.EPSILON, i, Optional.of(learned)).x();
        double alphaBar = TABLES.alphasCumprod(i);
        double previous = TABLES.alphasCumprod(i - 1);
        double beta = 1 - alphaBar / previous;
        double posterior = beta * (1 - previous) / (1 - alphaBar);
        for (int j = 0; j < ELEMENTS; j++) {
            double start = (x[j] - Math.sqrt(1 - alphaBar) * predicted[j]) / Math.sqrt(alphaBar);
            double mean = (Math.sqrt(previous) * beta * start + Math.sqrt(1 - beta) * (1 - previous) * x[j])
                    / (1 - alphaBar);
            double share = (learned[j] + 1) / 2;
            double deviation = Math.sqrt(switch (variance) {
                case LEARNED_RANGE, AS_TRAINED -> Math.pow(beta, share) * Math.pow(posterior, 1 - share);
                case FIXED_SMALL -> posterior;
                case FIXED_LARGE -> beta;
            });
            assertNear(mean + deviation * noise[j], next[j], start);
        }
    }

    @Test
    void asTrainedIsTheLearnedVarianceWhereThereIsOne() {
        assertArrayEquals(
                step(new Ddpm(Variance.LEARNED_RANGE), Prediction.EPSILON, 5, Optional.of(learned)).x(),
                step(new Ddpm(Variance.AS_TRAINED), Prediction.EPSILON, 5, Optional.of(learned)).x());
        assertArrayEquals(
                step(new Ddpm(Variance.FIXED_LARGE), Prediction.EPSILON, 5, Optional.empty()).x(),
                step(new Ddpm(Variance.AS_TRAINED), Prediction.EPSILON, 5, Optional.empty()).x());
    }

    @ParameterizedTest
    @CsvSource({"0, 9", "0, 1", "0.5, 9", "0.5, 1", "1, 9", "1, 1"})
    void aDdimStepIsEquation12(double eta, int i) {
        float[] next = step(new Ddim(eta), Prediction.EPSILON, i, Optional.empty()).x();
        double alphaBar = TABLES.alphasCumprod(i);
        double previous = TABLES.alphasCumprod(i - 1);
        double sigma = eta * Math.sqrt((1 - previous) / (1 - alphaBar)) * Math.sqrt(1 - alphaBar / previous);
        for (int j = 0; j < ELEMENTS; j++) {
            double start = (x[j] - Math.sqrt(1 - alphaBar) * predicted[j]) / Math.sqrt(alphaBar);
            double expected = Math.sqrt(previous) * start
                    + Math.sqrt(1 - previous - sigma * sigma) * predicted[j] + sigma * noise[j];
            // √(1−ᾱ′) is computed from ᾱ′ rounded to a float, as published: 1.5e-6 of the noise where ᾱ′ is 0.9999.
            assertEquals(expected, next[j], 5e-6 * (1 + Math.abs(start)));
        }
    }

    @Test
    void withoutClippingFullEtaIsDdpmWithTheSmallVariance() {
        float[] ddpm = step(new Ddpm(Variance.FIXED_SMALL), Prediction.EPSILON, 5, Optional.empty()).x();
        float[] ddim = step(new Ddim(1), Prediction.EPSILON, 5, Optional.empty()).x();
        assertArrayEquals(ddpm, ddim, 1e-4f);
    }

    @ParameterizedTest
    @EnumSource(value = Prediction.class, names = "VELOCITY", mode = EnumSource.Mode.EXCLUDE) // of flow models
    void theLastStepIsThePredictedImageAndDrawsNothing(Prediction prediction) {
        var diffusion = new Diffusion(TABLES, prediction, true);
        var state = new SamplerState(1, x, Optional.empty());
        StepNoise none = draw -> {
            throw new AssertionError("draw " + draw);
        };
        for (Sampler sampler : new Sampler[] {new Ddpm(Variance.FIXED_LARGE), new Ddim(0.5)}) {
            SamplerState last = sampler.step(
                    diffusion, state, (_, _) -> new NetworkOutput(predicted, Optional.empty()), none);
            assertEquals(0, last.remaining());
            assertArrayEquals(last.start().orElseThrow(), last.x(), 1e-6f);
        }
    }

    @Test
    void clippingHoldsPredictedImagesInTheUnitRange() {
        for (float value : step(new Ddim(0), Prediction.EPSILON, 9, Optional.empty(), true).start().orElseThrow()) {
            assertTrue(Math.abs(value) <= 1, "predicted " + value);
        }
    }

    @Test
    void aPredictedImageIsTakenAsItIs() {
        assertArrayEquals(predicted, step(new Ddim(0), Prediction.X_START, 9, Optional.empty()).start().orElseThrow());
    }

    @Test
    void stepsAreFunctionsThatChangeNothing() {
        float[] before = x.clone();
        step(new Ddpm(Variance.FIXED_SMALL), Prediction.EPSILON, 3, Optional.empty());
        assertArrayEquals(before, x);
    }

    @Test
    void theNetworkIsToldTheTimestepAsItCountsThem() {
        var counted = new double[2];
        for (int first = 0; first < 2; first++) {
            int at = first;
            new Ddim(0).step(new Diffusion(TABLES, Prediction.EPSILON, new Thresholding.None(), first),
                    SamplerState.initial(10, x), (_, time) -> {
                        counted[at] = time;
                        return new NetworkOutput(predicted, Optional.empty());
                    }, _ -> noise);
        }
        assertArrayEquals(new double[] {999, 1000}, counted);
    }

    @Test
    void aLearnedVarianceIsRefusedWhereNoneWasLearned() {
        var error = assertThrows(
                IllegalArgumentException.class, () -> new Ddpm(Variance.LEARNED_RANGE).check(TABLES, false));
        assertTrue(error.getMessage().contains("fixed_small"), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.5, Double.NaN, Double.POSITIVE_INFINITY})
    void anEtaOutOfRangeIsRefused(double eta) {
        var error = assertThrows(IllegalArgumentException.class, () -> new Ddim(eta));
        assertTrue(error.getMessage().contains("eta " + eta), error.getMessage());
    }

    @Test
    void anEtaThatAddsMoreNoiseThanThereIsIsRefused() {
        var error = assertThrows(IllegalArgumentException.class, () -> new Ddim(3).check(TABLES, false));
        assertTrue(error.getMessage().contains("eta 3.0") && error.getMessage().contains("at most 1"),
                error.getMessage());
    }

    @Test
    void anUnknownSamplerIsRefusedByName() {
        var error = assertThrows(IllegalArgumentException.class, () -> Sampler.named("leapfrog"));
        assertTrue(error.getMessage().contains("\"leapfrog\"") && error.getMessage().contains("ddim"), error.getMessage());
    }

    private SamplerState step(Sampler sampler, Prediction prediction, int i, Optional<float[]> variance) {
        return step(sampler, prediction, i, variance, false);
    }

    private SamplerState step(
            Sampler sampler, Prediction prediction, int i, Optional<float[]> variance, boolean clip) {
        return sampler.step(
                new Diffusion(TABLES, prediction, clip),
                new SamplerState(i + 1, x, Optional.empty()),
                (_, _) -> new NetworkOutput(predicted, variance),
                draw -> {
                    assertEquals(TABLES.steps() - i, draw);
                    return noise;
                });
    }

    /** Floats have a relative precision of 6e-8; what a step adds up is as large as the predicted image. */
    private static void assertNear(double expected, float actual, double start) {
        assertEquals(expected, actual, 1e-6 * (1 + Math.abs(start)));
    }

    private float[] normal() {
        var values = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
