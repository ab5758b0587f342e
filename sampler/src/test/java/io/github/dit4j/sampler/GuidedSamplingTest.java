package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.sampler.method.Ddim;
import io.github.dit4j.sampler.method.Diffusion;
import io.github.dit4j.sampler.method.Network;
import io.github.dit4j.sampler.method.Prediction;
import io.github.dit4j.sampler.noise.NoiseSource;
import io.github.dit4j.sampler.noise.SharedNoise;
import io.github.dit4j.sampler.schedule.DiffusionTables;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import io.github.dit4j.sampler.testing.DoubleDevice;
import io.github.dit4j.sampler.testing.TestModels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of guidance, on two images, against its formula in double precision over plain evaluations. */
class GuidedSamplingTest {
    private static final LoadedModel DIT = TestModels.golden(TestModels.DIT_TINY);
    private static final LoadedModel UVIT = TestModels.golden(TestModels.UVIT_TINY);
    private static final int TIMESTEPS = 1000;
    private static final int STEPS = 4; // timesteps 999, 666, 333, 0
    private static final int IMAGES = 2;

    /** Plain predictions in double precision that are rounded to float once, as are the guided ones. */
    private static final double TOLERANCE = 1e-6;

    private final DoubleDevice device = new DoubleDevice();

    /** One output of the network for an image, {@code [outputChannels, height, width]}. */
    private interface Plain {
        double[] of(int image, int label);
    }

    /** What guidance should make of plain predictions for one element. */
    private interface Formula {
        double of(Plain plain, int image, int element, boolean guidedChannel);
    }

    static Stream<Arguments> guidances() {
        var twoScales = new Guidance(List.of(4.0, 1.5), Guidance.Convention.DIT, Guidance.Channels.FIRST_THREE,
                Optional.empty());
        var mixtures = new Conditions.Mixtures(
                List.of(new ClassMixture(List.of(2, 7), List.of(0.7, 0.3)), ClassMixture.of(5)), OptionalInt.of(10));
        return Stream.of(
                Arguments.argumentSet("one class each, away from none", DIT, twoScales.withScales(List.of(4.0)),
                        new Conditions.Classes(List.of(3, 8), OptionalInt.of(10)),
                        (Formula) (plain, image, e, guided) -> guided
                                ? moved(plain.of(image, 10)[e], plain.of(image, image == 0 ? 3 : 8)[e], 4)
                                : plain.of(image, image == 0 ? 3 : 8)[e]),
                Arguments.argumentSet("a scale for each image", DIT, twoScales,
                        new Conditions.Classes(List.of(3, 3), OptionalInt.of(10)),
                        (Formula) (plain, image, e, guided) -> guided
                                ? moved(plain.of(image, 10)[e], plain.of(image, 3)[e], image == 0 ? 4 : 1.5)
                                : plain.of(image, 3)[e]),
                Arguments.argumentSet("away from another class", DIT, twoScales.withScales(List.of(2.0)),
                        new Conditions.Classes(List.of(3, 3), OptionalInt.of(6)),
                        (Formula) (plain, image, e, guided) -> guided
                                ? moved(plain.of(image, 6)[e], plain.of(image, 3)[e], 2)
                                : plain.of(image, 3)[e]),
                Arguments.argumentSet("classes mixed, in U-ViT's convention", UVIT, Guidance.uvit(0.4), mixtures,
                        (Formula) (plain, image, e, _) -> moved(plain.of(image, 10)[e], mixed(plain, image, e), 1.4)),
                Arguments.argumentSet("classes mixed, with learned variance", DIT, twoScales, mixtures,
                        (Formula) (plain, image, e, guided) -> guided
                                ? moved(plain.of(image, 10)[e], mixed(plain, image, e), image == 0 ? 4 : 1.5)
                                : mixed(plain, image, e)));
    }

    private static double moved(double away, double prediction, double scale) {
        return away + scale * (prediction - away);
    }

    private static double mixed(Plain plain, int image, int e) {
        return image == 0 ? 0.7 * plain.of(0, 2)[e] + 0.3 * plain.of(0, 7)[e] : plain.of(1, 5)[e];
    }

    @ParameterizedTest
    @MethodSource("guidances")
    void predictionsAreThoseOfTheFormula(LoadedModel model, Guidance guidance, Conditions conditions, Formula formula) {
        Sampling sampling = sampling(model, conditions, Optional.of(guidance));
        float[] x = noise(sampling);
        try (Engine engine = device.open(model.weights());
                var networks = new PreparedNetworks(engine, model.transformer())) {
            Network network = new GuidedNetworks(sampling, networks, Optional.empty()).forBatch(0, IMAGES);
            var output = network.predict(x, 500);
            int channels = model.transformer().channels();
            int plane = 64;
            int size = channels * plane;
            double[][] predictions = predictions(engine, model, x);
            Plain plain = (image, label) -> predictions[image * 11 + label];
            var expected = new float[IMAGES * size];
            var expectedVariance = new float[IMAGES * size];
            for (int image = 0; image < IMAGES; image++) {
                for (int e = 0; e < size; e++) {
                    boolean guided = e / plane < guidance.channelCount(channels);
                    expected[image * size + e] = (float) formula.of(plain, image, e, guided);
                    if (output.variance().isPresent()) {
                        expectedVariance[image * size + e] = (float) formula.of(plain, image, size + e, false);
                    }
                }
            }
            assertEquals(0, Numbers.relativeL2(expected, output.prediction()), TOLERANCE);
            output.variance().ifPresent(
                    variance -> assertEquals(0, Numbers.relativeL2(expectedVariance, variance), TOLERANCE));
        }
    }

    /** Element {@code image · 11 + label}: the whole output of the plain network for that label, by batches of one. */
    private static double[][] predictions(Engine engine, LoadedModel model, float[] x) {
        int size = x.length / IMAGES;
        var program = model.transformer().forward(1);
        var all = new double[IMAGES * 11][];
        try (var executor = engine.prepare(program)) {
            for (int i = 0; i < all.length; i++) {
                executor.write(program.input("x"), Arrays.copyOfRange(x, i / 11 * size, (i / 11 + 1) * size));
                executor.write(program.input("t"), new float[] {500});
                executor.write(program.input("y"), new int[] {i % 11});
                executor.run();
                float[] output = executor.read(program.output("output"));
                all[i] = IntStream.range(0, output.length).mapToDouble(k -> output[k]).toArray();
            }
        }
        return all;
    }

    @Test
    void unguidedMixturesAreTheWeightedMean() {
        var mixture = new Conditions.Mixtures(
                List.of(new ClassMixture(List.of(2, 7, 4), List.of(1.0, 2.0, 1.0)), ClassMixture.of(5)), OptionalInt.empty());
        Sampling sampling = sampling(DIT, mixture, Optional.empty());
        float[] x = noise(sampling);
        try (Engine engine = device.open(DIT.weights());
                var networks = new PreparedNetworks(engine, DIT.transformer())) {
            var output = new GuidedNetworks(sampling, networks, Optional.empty()).forBatch(0, IMAGES).predict(x, 500);
            double[][] plain = predictions(engine, DIT, x);
            int size = x.length / IMAGES;
            var expected = new float[x.length];
            for (int e = 0; e < size; e++) {
                expected[e] = (float) (0.25 * plain[2][e] + 0.5 * plain[7][e] + 0.25 * plain[4][e]);
                expected[size + e] = (float) plain[11 + 5][e];
            }
            assertEquals(0, Numbers.relativeL2(expected, output.prediction()), TOLERANCE);
        }
    }

    @Test
    void autoguidanceMovesAwayFromTheWeakerNetworksPredictionForTheSameClass() {
        LoadedModel weaker = TestModels.of("""
                {"name": "dit", "input_size": 8, "patch_size": 4, "in_channels": 4, "hidden_size": 32, "depth": 1,
                 "num_heads": 2, "mlp_ratio": 4.0, "class_dropout_prob": 0.1, "num_classes": 10, "learn_sigma": false}""");
        var conditions = new Conditions.Classes(List.of(3, 8), OptionalInt.empty());
        var sampling = new Sampling(DIT.transformer(), diffusion(), new Ddim(0), conditions, Optional.of(Guidance.dit(2)),
                Optional.of(weaker.transformer()), NoiseSource.seeded(5), Optional.empty(), IMAGES, IMAGES);
        float[] x = noise(sampling);
        try (Engine engine = device.open(DIT.weights());
                Engine weakEngine = device.open(weaker.weights());
                var networks = new PreparedNetworks(engine, DIT.transformer());
                var guides = new PreparedNetworks(weakEngine, weaker.transformer())) {
            var output = new GuidedNetworks(sampling, networks, Optional.of(guides)).forBatch(0, IMAGES).predict(x, 500);
            double[][] strong = predictions(engine, DIT, x);
            double[][] weak = predictions(weakEngine, weaker, x);
            int size = x.length / IMAGES;
            var expected = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                int label = i / size * 11 + (i < size ? 3 : 8);
                int e = i % size;
                expected[i] = (float) (e / 64 < 3 ? moved(weak[label][e], strong[label][e], 2) : strong[label][e]);
            }
            assertEquals(0, Numbers.relativeL2(expected, output.prediction()), TOLERANCE);
            assertEquals(2, sampling.programs().size() + sampling.guidePrograms().size());
        }
        try (Engine engine = device.open(DIT.weights()); Engine weakEngine = device.open(weaker.weights())) {
            assertEquals(sampling.shape(), sampling.run(engine, weakEngine, SamplingListener.none()).latents().shape());
            assertThrows(IllegalArgumentException.class, () -> sampling.run(engine, SamplingListener.none()));
        }
    }

    /** Of the timesteps 999, 666, 333, 0 the two in the middle are guided, the others take half the network's work. */
    @Test
    void outsideOfItsIntervalGuidanceCostsNothingAndChangesNothing() {
        var classes = new Conditions.Classes(List.of(3, 8), OptionalInt.of(10));
        var interval = new GuidanceInterval(0.3, 0.7);
        Sampling part = sampling(DIT, classes, Optional.of(Guidance.dit(4).during(interval)));
        float[] x = noise(part);
        try (Engine engine = device.open(DIT.weights());
                var networks = new PreparedNetworks(engine, DIT.transformer());
                var others = new PreparedNetworks(engine, DIT.transformer())) {
            Network partly = new GuidedNetworks(part, networks, Optional.empty()).forBatch(0, IMAGES);
            Network always = new GuidedNetworks(sampling(DIT, classes, Optional.of(Guidance.dit(4))), others,
                    Optional.empty()).forBatch(0, IMAGES);
            float[] guided = always.predict(x, 333).prediction();
            assertArrayEquals(guided, partly.predict(x, 333).prediction());
            assertArrayEquals(always.predict(x, 666).prediction(), partly.predict(x, 666).prediction());
            double[][] plain = predictions(engine, DIT, x);
            var expected = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                int size = x.length / IMAGES;
                expected[i] = (float) plain[i / size * 11 + (i < size ? 3 : 8)][i % size];
            }
            var narrow = new GuidanceInterval(0.501, 0.7);
            Network outside = new GuidedNetworks(sampling(DIT, classes, Optional.of(Guidance.dit(4).during(narrow))),
                    networks, Optional.empty()).forBatch(0, IMAGES);
            assertArrayEquals(expected, outside.predict(x, 500).prediction());
        }
        assertEquals(2, part.programs().size());
    }

    @Test
    void batchesDoNotChangeWhatGuidanceDraws() {
        var scales = new Guidance(List.of(4.0, 1.5, 0.0), Guidance.Convention.DIT, Guidance.Channels.ALL,
                Optional.of(new GuidanceInterval(0.2, 0.8)));
        List<ClassMixture> mixtures = IntStream.range(0, 5)
                .mapToObj(i -> i == 3 ? ClassMixture.of(1) : new ClassMixture(List.of(i, i + 1), List.of(1.0, 2.0))).toList();
        float[][] results = IntStream.of(5, 2).mapToObj(limit -> {
            var sampling = new Sampling(DIT.transformer(), diffusion(), new Ddim(0.5),
                    new Conditions.Mixtures(mixtures, OptionalInt.of(10)), Optional.of(scales), NoiseSource.seeded(5), 5,
                    limit);
            try (Engine engine = device.open(DIT.weights())) {
                return sampling.run(engine, SamplingListener.none()).latents().toFloats();
            }
        }).toArray(float[][]::new);
        assertArrayEquals(results[0], results[1]);
        assertEquals(0, device.open());
    }

    @Test
    void thePathBetweenTwoClassesEndsAtEach() {
        LoadedModel shapes = TestModels.of(TestModels.SHAPES_CONFIG);
        var card = ModelCard.of("shapes", Optional.of(TestModels.SHAPES_METADATA), shapes.transformer());
        try (var pipeline = DiffusionModel.of(shapes, card).on(device)) {
            var noise = new SharedNoise(NoiseSource.seeded(7));
            Samples path = pipeline.sample(SampleRequest
                    .of(Label.between(new Label.Id(0), new Label.Name("cross"), 3)).noise(noise));
            float[] ends = pipeline.sample(SampleRequest.of(0, 2).noise(noise)).latents().toFloats();
            float[] all = path.latents().toFloats();
            assertEquals(0, Numbers.relativeL2(Arrays.copyOf(ends, 64), Arrays.copyOf(all, 64)), TOLERANCE);
            assertEquals(0, Numbers.relativeL2(Arrays.copyOfRange(ends, 64, 128), Arrays.copyOfRange(all, 128, 192)),
                    TOLERANCE);
            assertEquals(List.of("circle:1.0+cross:0.0", "circle:0.5+cross:0.5", "circle:0.0+cross:1.0"),
                    path.settings().labels());
        }
    }

    @Test
    void aGuideOfOtherImagesIsRefused() {
        LoadedModel other = TestModels.golden(TestModels.UVIT_PIXEL);
        var error = assertThrows(IllegalArgumentException.class, () -> new Sampling(DIT.transformer(), diffusion(),
                new Ddim(0), new Conditions.Classes(List.of(1), OptionalInt.empty()), Optional.of(Guidance.dit(2)),
                Optional.of(other.transformer()), NoiseSource.seeded(0), Optional.empty(), 1, 1));
        assertTrue(error.getMessage().contains("take a weaker model of the same images"), error.getMessage());
    }

    private static Sampling sampling(LoadedModel model, Conditions conditions, Optional<Guidance> guidance) {
        return new Sampling(model.transformer(), diffusion(), new Ddim(0), conditions, guidance, NoiseSource.seeded(5),
                IMAGES, IMAGES);
    }

    private static Diffusion diffusion() {
        return new Diffusion(DiffusionTables.of(new NoiseSchedule.Linear(TIMESTEPS), TimestepSpacing.evenly(STEPS)),
                Prediction.EPSILON, false);
    }

    private static float[] noise(Sampling sampling) {
        var x = new float[sampling.shape().size()];
        NoiseSource.seeded(9).fill(0, 0, x, 0, x.length);
        return x;
    }
}
