package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.sampler.method.Ddim;
import io.github.dit4j.sampler.method.Ddpm;
import io.github.dit4j.sampler.method.Thresholding;
import io.github.dit4j.sampler.method.Variance;
import io.github.dit4j.sampler.noise.GivenNoise;
import io.github.dit4j.sampler.noise.NoiseSource;
import io.github.dit4j.sampler.testing.DoubleDevice;
import io.github.dit4j.sampler.testing.TestModels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffusionPipelineTest {
    private static final LoadedModel MODEL = TestModels.of(TestModels.SHAPES_CONFIG);
    private static final ModelCard CARD =
            ModelCard.of("shapes", Optional.of(TestModels.SHAPES_METADATA), MODEL.transformer());

    private final DoubleDevice device = new DoubleDevice();

    @Test
    void aRequestWithoutWishesTakesTheModelsDefaults() {
        withPipeline(pipeline -> {
            Samples samples = pipeline.sample(SampleRequest.of(1));
            assertEquals(1, samples.count());
            assertEquals(Shape.of(1, 1, 8, 8), samples.latents().shape());
            assertEquals(4, samples.stepTimes().size());
            assertEquals(new SampleSettings("shapes", "double", List.of(1), List.of("square"), 1, new Ddim(0), "4",
                    Optional.of(Guidance.uvit(0.5)), Optional.empty(), Optional.empty(), new Thresholding.Clip(), NoiseSource.seeded(0), Optional.empty()),
                    samples.settings());
            assertEquals(List.of(0.5), samples.settings().cfgScales());
            assertEquals(8, samples.image(0).width());
        });
    }

    @Test
    void aRequestOverridesEachDefault() {
        withPipeline(pipeline -> {
            Samples samples = pipeline.sample(SampleRequest.of("cross", "CIRCLE").count(3).steps(2).seed(42).cfgScale(0)
                    .sampler(new Ddpm(Variance.FIXED_SMALL)).clip(false).batch(2));
            assertEquals(new SampleSettings("shapes", "double", List.of(2, 0, 2), List.of("cross", "circle", "cross"), 3,
                    new Ddpm(Variance.FIXED_SMALL), "2", Optional.empty(), Optional.empty(), Optional.empty(), new Thresholding.None(), NoiseSource.seeded(42), Optional.empty()), samples.settings());
            assertEquals(List.of(), samples.settings().cfgScales());
        });
    }

    @Test
    void withoutLabelsTheClassesAreDrawnInTurn() {
        withPipeline(pipeline -> assertEquals(
                List.of(0, 1, 2, 0, 1), pipeline.sample(SampleRequest.of().count(5).steps(1)).settings().classes()));
    }

    @Test
    void theSameSeedGivesTheSameImagesAndAnotherSeedGivesOthers() {
        withPipeline(pipeline -> {
            float[] first = latents(pipeline, SampleRequest.of(0).seed(1));
            float[] again = latents(pipeline, SampleRequest.of(0).seed(1));
            float[] other = latents(pipeline, SampleRequest.of(0).seed(2));
            assertArrayEquals(first, again);
            assertFalse(Arrays.equals(first, other));
        });
    }

    @Test
    void devicesDrawTheSameImage() {
        assertSameImages(new CpuDevice(), new ReferenceDevice());
        assertSameImages(new CpuDevice(), device);
    }

    @Tag("sim")
    @Test
    void theSimulatedDeviceDrawsTheSameImage() {
        assertSameImages(new CpuDevice(), Devices.installed().select("sim"));
    }

    /** To 1/255. */
    private static void assertSameImages(Device one, Device other) {
        byte[] expected = draw(one).grid().pixels();
        byte[] actual = draw(other).grid().pixels();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Byte.toUnsignedInt(expected[i]), Byte.toUnsignedInt(actual[i]), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theNumberOfThreadsDoesNotChangeASingleBit(int threads) {
        assertArrayEquals(draw(new CpuDevice(5)).latents().toFloats(), draw(new CpuDevice(threads)).latents().toFloats());
    }

    private static Samples draw(Device device) {
        try (var pipeline = DiffusionModel.of(MODEL, CARD).on(device)) {
            return pipeline.sample(SampleRequest.of(0, 1, 2).count(5).seed(3));
        }
    }

    @Test
    void givenNoiseIsWhereSamplingStarts() {
        withPipeline(pipeline -> {
            var seeded = new float[64];
            NoiseSource.seeded(11).fill(0, 0, seeded, 0, 64);
            var given = new GivenNoise(TensorData.of(Shape.of(1, 1, 8, 8), seeded), Optional.empty());
            Samples samples = pipeline.sample(SampleRequest.of(0).noise(given));
            assertArrayEquals(latents(pipeline, SampleRequest.of(0).seed(11)), samples.latents().toFloats());
            assertEquals(OptionalLong.empty(), samples.settings().seed());
        });
    }

    @Test
    void whatWasPreparedServesTheNextRequest() {
        withPipeline(pipeline -> {
            pipeline.sample(SampleRequest.of(0).count(2).batch(2));
            pipeline.sample(SampleRequest.of(1).count(4).batch(2));
            assertEquals(1, device.prepared());
            pipeline.sample(SampleRequest.of(1).cfgScale(0));
            pipeline.sample(SampleRequest.of(1).count(3).batch(3));
            // The engine, and the two networks that were used last.
            assertEquals(3, device.open());
        });
    }

    @Test
    void closingAPipelineClosesAll() {
        withPipeline(pipeline -> pipeline.sample(SampleRequest.of(0)));
        assertEquals(0, device.open());
    }

    @Test
    void requestsThatCannotBeAreRefusedWithTheRemedy() {
        assertRefused(SampleRequest.of(3), "class 3 is out of range; this model's classes are 0 to 2");
        assertRefused(SampleRequest.of(-1), "class -1 is out of range");
        assertRefused(SampleRequest.of("star"), "class \"star\" is not known; this model's classes are circle, square");
        assertRefused(SampleRequest.of(0, 1, 2).count(2), "count 2 is less than the 3 classes");
        assertRefused(SampleRequest.of(0).steps(1001), "the model has only 1000 timesteps, not 1001");
        assertRefused(SampleRequest.of(0).sampler(new Ddpm(Variance.LEARNED_RANGE)), "predicts no variance");
        assertRefused(SampleRequest.of(0).cfgScale(Double.NaN), "guidance scale NaN");
    }

    @Test
    void requestsForNothingAreRefusedAtOnce() {
        assertMessage("count 0: ask for at least 1 image",
                assertThrows(IllegalArgumentException.class, () -> SampleRequest.of().count(0)));
        assertMessage("batch 0: compute at least 1 image at once",
                assertThrows(IllegalArgumentException.class, () -> SampleRequest.of(0).batch(0)));
        assertMessage("steps 0 makes no step; give at least 1",
                assertThrows(IllegalArgumentException.class, () -> SampleRequest.of(0).steps(0)));
    }

    private static void assertMessage(String expected, Exception error) {
        assertEquals(expected, error.getMessage());
    }

    @Test
    void modelsWithoutANullClassAreSampledWithoutGuidance() {
        LoadedModel unguided = TestModels.golden(TestModels.DIT_P4);
        var card = ModelCard.of("dit", Optional.empty(), unguided.transformer());
        try (var pipeline = DiffusionModel.of(unguided, card).on(device)) {
            assertTrue(pipeline.plan(SampleRequest.of(1)).guidance().isEmpty());
            var error = assertThrows(
                    IllegalArgumentException.class, () -> pipeline.plan(SampleRequest.of(1).cfgScale(4)));
            assertTrue(error.getMessage().contains("no null class"), error.getMessage());
        }
    }

    @Test
    void unconditionalModelsTakeNoClass() {
        LoadedModel pixel = TestModels.golden(TestModels.UVIT_PIXEL);
        try (var pipeline = DiffusionModel.of(pixel, ModelCard.published("cifar", pixel.transformer())).on(device)) {
            assertEquals(List.of(), pipeline.sample(SampleRequest.of().steps(1)).settings().classes());
            var error = assertThrows(IllegalArgumentException.class, () -> pipeline.plan(SampleRequest.of(1)));
            assertTrue(error.getMessage().contains("unconditional"), error.getMessage());
        }
    }

    @Test
    void latentsAreNoImages() {
        LoadedModel dit = TestModels.golden(TestModels.DIT_TINY);
        try (var pipeline = DiffusionModel.of(dit, ModelCard.published("dit", dit.transformer())).on(device)) {
            Samples samples = pipeline.sample(SampleRequest.of(1).steps(1));
            assertFalse(samples.arePixels());
            var error = assertThrows(IllegalArgumentException.class, samples::grid);
            assertTrue(error.getMessage().contains("decode latents first"), error.getMessage());
        }
    }

    private void assertRefused(SampleRequest request, String message) {
        withPipeline(pipeline -> {
            var error = assertThrows(IllegalArgumentException.class, () -> pipeline.sample(request));
            assertTrue(error.getMessage().contains(message), error.getMessage());
        });
        assertEquals(0, device.evaluations());
    }

    private void withPipeline(Consumer<DiffusionPipeline> test) {
        try (var pipeline = DiffusionModel.of(MODEL, CARD).on(device)) {
            test.accept(pipeline);
        }
    }

    private static float[] latents(DiffusionPipeline pipeline, SampleRequest request) {
        return pipeline.sample(request).latents().toFloats();
    }
}
