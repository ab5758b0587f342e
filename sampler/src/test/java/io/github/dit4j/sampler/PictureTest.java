package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.sampler.method.Ddim;
import io.github.dit4j.sampler.method.Ddpm;
import io.github.dit4j.sampler.method.Diffusion;
import io.github.dit4j.sampler.method.Prediction;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.Variance;
import io.github.dit4j.sampler.noise.NoiseSource;
import io.github.dit4j.sampler.noise.TorchCpuNoise;
import io.github.dit4j.sampler.schedule.DiffusionTables;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import io.github.dit4j.sampler.testing.DoubleDevice;
import io.github.dit4j.sampler.testing.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
    private static final LoadedModel MODEL = TestModels.golden(TestModels.UVIT_TINY);
    private static final int STEPS = 6;
    private static final int SIZE = 4 * 8 * 8;
    private static final Shape ONE = Shape.of(1, 4, 8, 8);

    /** Single-precision images against double precision, six steps. */
    private static final double TOLERANCE = 1e-5;

    private final DoubleDevice device = new DoubleDevice();

    private static TensorData picture(long seed) {
        var values = new float[SIZE];
        NoiseSource.seeded(seed).fill(0, 0, values, 0, SIZE);
        return TensorData.of(ONE, values);
    }

    /** The left half is kept. */
    private static TensorData mask() {
        var values = new float[64];
        for (int i = 0; i < 64; i++) {
            values[i] = i % 8 < 4 ? 0 : 1;
        }
        return TensorData.of(Shape.of(1, 1, 8, 8), values);
    }

    private static Sampling sampling(Sampler sampler, NoiseSource noise, Optional<Picture> picture, int images) {
        List<Integer> labels = List.of(3, 7, 1).subList(0, images);
        return new Sampling(MODEL.transformer(), diffusion(), sampler, new Conditions.Classes(labels, OptionalInt.of(10)),
                Optional.empty(), Optional.empty(), noise, picture, images, 2);
    }

    private static Diffusion diffusion() {
        return new Diffusion(DiffusionTables.of(new NoiseSchedule.Linear(1000), TimestepSpacing.evenly(STEPS)),
                Prediction.EPSILON, false);
    }

    private float[] run(Sampling sampling) {
        try (var engine = device.open(MODEL.weights())) {
            return sampling.run(engine, SamplingListener.none()).latents().toFloats();
        }
    }

    /** √ᾱ x₀ + √(1−ᾱ) z at the first step that is made, then DDIM's equation 12 without noise, all in double precision. */
    @ParameterizedTest
    @CsvSource({"0.5, false", "0.34, false", "0.01, false", "0.5, true", "1, true"})
    void samplingFollowsTheFormulasInDoublePrecision(double strength, boolean masked) {
        TensorData start = picture(1);
        var given = new Picture("a", start, strength, masked ? Optional.of(mask()) : Optional.empty());
        float[] actual = run(sampling(new Ddim(0), NoiseSource.seeded(5), Optional.of(given), 1));

        DiffusionTables tables = DiffusionTables.of(new NoiseSchedule.Linear(1000), TimestepSpacing.evenly(STEPS));
        var z = new float[SIZE];
        NoiseSource.seeded(5).fill(0, 0, z, 0, SIZE);
        double[] x0 = start.toDoubles();
        int made = Math.max(1, (int) Math.round(strength * STEPS));
        var x = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            double alpha = tables.alphasCumprod(made - 1);
            boolean drawn = strength == 1 && i % 8 >= 4;
            x[i] = drawn ? z[i] : Math.sqrt(alpha) * x0[i] + Math.sqrt(1 - alpha) * z[i];
        }
        try (var engine = device.open(MODEL.weights());
                var networks = new PreparedNetworks(engine, MODEL.transformer())) {
            var network = new GuidedNetworks(sampling(new Ddim(0), NoiseSource.seeded(5), Optional.empty(), 1), networks,
                    Optional.empty()).forBatch(0, 1);
            for (int step = made - 1; step >= 0; step--) {
                var single = new float[SIZE];
                for (int i = 0; i < SIZE; i++) {
                    single[i] = (float) x[i];
                }
                float[] epsilon = network.predict(single, tables.timestep(step)).prediction();
                double alpha = tables.alphasCumprod(step);
                double before = step == 0 ? 1 : tables.alphasCumprod(step - 1);
                for (int i = 0; i < SIZE; i++) {
                    double clean = (x[i] - Math.sqrt(1 - alpha) * epsilon[i]) / Math.sqrt(alpha);
                    x[i] = Math.sqrt(before) * clean + Math.sqrt(1 - before) * epsilon[i];
                    if (masked && i % 8 < 4) {
                        x[i] = Math.sqrt(before) * x0[i] + Math.sqrt(1 - before) * z[i];
                    }
                }
            }
        }
        var expected = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            expected[i] = (float) x[i];
        }
        assertEquals(0, Numbers.relativeL2(expected, actual), TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ddpm", "ddim", "dpm-solver++", "unipc", "heun", "euler-maruyama"})
    void whatAMaskKeepsIsThePictureToTheBitWhateverTheSampler(String sampler) {
        var given = new Picture("a", picture(1), 1, Optional.of(mask()));
        float[] result = run(sampling(Sampler.named(sampler), NoiseSource.seeded(5), Optional.of(given), 1));
        float[] whole = run(sampling(Sampler.named(sampler), NoiseSource.seeded(5), Optional.empty(), 1));
        float[] kept = given.values().toFloats();
        boolean differs = false;
        for (int i = 0; i < SIZE; i++) {
            if (i % 8 < 4) {
                assertEquals(kept[i], result[i]);
            } else {
                differs |= result[i] != whole[i];
            }
        }
        assertTrue(differs, "what is drawn takes notice of what is kept");
    }

    @Test
    void aMaskOfOnesAndFullStrengthIsPlainSampling() {
        var ones = new float[64];
        Arrays.fill(ones, 1);
        var given = new Picture("a", picture(1), 1, Optional.of(TensorData.of(Shape.of(1, 1, 8, 8), ones)));
        assertArrayEquals(run(sampling(new Ddim(0.5), NoiseSource.seeded(5), Optional.empty(), 1)),
                run(sampling(new Ddim(0.5), NoiseSource.seeded(5), Optional.of(given), 1)));
    }

    @Test
    void aGreyMaskIsAMeanOfBoth() {
        var quarter = new float[64];
        Arrays.fill(quarter, 0.25f);
        var given = new Picture("a", picture(1), 1, Optional.of(TensorData.of(Shape.of(1, 1, 8, 8), quarter)));
        var sampling = sampling(new Ddim(0), NoiseSource.seeded(5), Optional.of(given), 1);
        try (var engine = device.open(MODEL.weights())) {
            sampling.run(engine, step -> {
                if (step.done() == step.total()) {
                    // DDIM's last step is the predicted image itself.
                    for (int i = 0; i < SIZE; i++) {
                        assertEquals(0.25 * step.predictedStart()[i] + 0.75 * given.values().toFloats()[i],
                                step.latents()[i], 1e-5);
                    }
                }
            });
        }
    }

    /** A script that begins in the middle draws z, then noise for each step that it makes. */
    @Test
    void noiseIsDrawnInTheOrderOfTheStepsThatAreMade() {
        var given = new Picture("a", picture(1), 0.5, Optional.empty());
        var counted = new ArrayList<Integer>();
        NoiseSource source = (latents, doubled) -> (draw, image, target, at, count) -> {
            counted.add(draw);
            new TorchCpuNoise(3).forRun(latents, doubled).fill(draw, image, target, at, count);
        };
        run(sampling(new Ddpm(Variance.FIXED_SMALL), source, Optional.of(given), 1));
        assertEquals(List.of(0, 1, 2), counted);
    }

    @Test
    void imagesTakePicturesInTurnAndBatchesDoNotMatter() {
        var both = new float[2 * SIZE];
        picture(1).copyTo(0, both, 0, SIZE);
        picture(2).copyTo(0, both, SIZE, SIZE);
        var two = new Picture("a", TensorData.of(Shape.of(2, 4, 8, 8), both), 0.5, Optional.empty());
        Sampling three = sampling(new Ddim(0.3), NoiseSource.seeded(5), Optional.of(two), 3);
        assertEquals(2, three.batches());
        float[] all = run(three);
        var oneBatch = new Sampling(three.model(), three.diffusion(), three.sampler(), three.conditions(), three.guidance(),
                three.guide(), three.noise(), three.picture(), 3, 3);
        assertArrayEquals(run(oneBatch), all);
        var first = new Picture("a", picture(1), 0.5, Optional.empty());
        assertArrayEquals(Arrays.copyOf(all, SIZE),
                run(sampling(new Ddim(0.3), NoiseSource.seeded(5), Optional.of(first), 1)));
    }

    @ParameterizedTest
    @CsvSource({"1, 6", "0.5, 3", "0.6, 4", "0.001, 1", "0.99, 6"})
    void strengthIsThePartOfTheStepsThatIsMade(double strength, int steps) {
        var given = new Picture("a", picture(1), strength, Optional.of(mask()));
        assertEquals(steps, given.steps(STEPS));
    }

    @Test
    void picturesThatCannotBeAreRefused() {
        TensorData picture = picture(1);
        refused("strength 0.0 is out of range", () -> new Picture("a", picture, 0, Optional.empty()));
        refused("strength NaN is out of range", () -> new Picture("a", picture, Double.NaN, Optional.empty()));
        refused("nothing of the picture a would remain", () -> new Picture("a", picture, 1, Optional.empty()));
        refused("the mask has the shape [8, 8], not [1, 1, 8, 8]", () -> new Picture("a", picture, 1,
                Optional.of(TensorData.of(Shape.of(8, 8), new float[64]))));
        var wrong = new float[64];
        wrong[5] = 2;
        refused("the mask holds 2.0", () -> new Picture("a", picture, 1,
                Optional.of(TensorData.of(Shape.of(1, 1, 8, 8), wrong))));
        var small = new Picture("a", TensorData.of(Shape.of(1, 1, 8, 8), new float[64]), 0.5, Optional.empty());
        refused("picture a is [1, 1, 8, 8], but this model's images are [1, 4, 8, 8]",
                () -> sampling(new Ddim(0), NoiseSource.seeded(0), Optional.of(small), 1));
        var whole = new Picture("a", picture, 0.5, Optional.empty());
        refused("dopri5 chooses its steps itself",
                () -> sampling(Sampler.named("dopri5"), NoiseSource.seeded(0), Optional.of(whole), 1));
    }

    private static void refused(String reason, Runnable attempt) {
        var error = assertThrows(IllegalArgumentException.class, attempt::run);
        assertTrue(error.getMessage().contains(reason), error.getMessage());
    }
}
