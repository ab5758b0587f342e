package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.layers.vae.LatentDistribution;
import io.github.dit4j.layers.vae.LoadedAutoencoder;
import io.github.dit4j.sampler.testing.DoubleDevice;
import io.github.dit4j.sampler.testing.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutoencoderPipelineTest {
    private static final double SCALE = 0.5;

    private static AutoencoderPipeline pipeline() {
        return Autoencoder.of(TestModels.autoencoder(), "tiny").on(new CpuDevice(2));
    }

    /** Some slow waves, different in each channel and image. */
    private static TensorData smooth(int images, int height, int width) {
        Shape shape = Shape.of(images, 4, height, width);
        var values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            int plane = i / (height * width);
            int y = i / width % height;
            int x = i % width;
            values[i] = (float) (Math.sin(0.35 * x + plane) + Math.cos(0.3 * y - 2 * plane));
        }
        return TensorData.of(shape, values);
    }

    /**
     * A tile normalises and attends for itself, so it differs from that part of the whole by what the rest of the image
     * would have told it: 3 % in this network of random weights. That must come on gradually, not in steps.
     */
    @ParameterizedTest
    @ValueSource(ints = {24, 40})
    void tilesGiveNearlyWhatTheWholeGivesWithoutSeams(int side) {
        try (var vae = pipeline()) {
            TensorData latents = smooth(1, 24, 60);
            float[] whole = vae.decode(latents, SCALE, TilePlan.of(24, 60, 60)).toFloats();
            float[] tiled = vae.decode(latents, SCALE, TilePlan.of(24, 60, side)).toFloats();
            double error = Numbers.relativeL2(whole, tiled);
            double tolerance = side == 40 ? 0.05 : 0.15; // less is seen in a smaller tile
            assertTrue(error <= tolerance, () -> "relative L2 " + error);
            assertTrue(error > 1e-4, "one tile only?");
            var differences = new float[whole.length];
            for (int i = 0; i < whole.length; i++) {
                differences[i] = tiled[i] - whole[i];
            }
            double step = largestStep(differences, 120) / largestStep(whole, 120);
            assertTrue(step <= 0.2, () -> "a step of " + step + " of the image's largest");
        }
    }

    /** The largest difference between pixels side by side. */
    private static double largestStep(float[] image, int width) {
        double largest = 0;
        for (int i = 0; i < image.length; i++) {
            if (i % width > 0) {
                largest = Math.max(largest, Math.abs(image[i] - image[i - 1]));
            }
        }
        return largest;
    }

    @Test
    void imagesOfABatchAreDecodedAsAlone() {
        try (var vae = pipeline()) {
            float[] both = vae.decode(smooth(2, 5, 6), SCALE).toFloats();
            float[] first = vae.decode(smooth(1, 5, 6), SCALE).toFloats();
            assertEquals(Shape.of(2, 3, 10, 12), vae.decode(smooth(2, 5, 6), SCALE).shape());
            for (int i = 0; i < first.length; i++) {
                assertEquals(first[i], both[i]);
            }
        }
    }

    @Test
    void theScaleDividesLatents() {
        try (var vae = pipeline()) {
            TensorData latents = smooth(1, 4, 4);
            float[] halves = latents.toFloats();
            for (int i = 0; i < halves.length; i++) {
                halves[i] /= 2;
            }
            assertArrayEquals(vae.decode(latents, 1).toFloats(),
                    vae.decode(TensorData.of(latents.shape(), halves), 0.5).toFloats());
        }
    }

    @Test
    void aPipelineOfLatentsGivesImages() {
        LoadedModel dit = TestModels.golden(TestModels.DIT_TINY);
        var card = ModelCard.published("tiny", dit.transformer());
        try (var plain = DiffusionModel.of(dit, card).on(new CpuDevice(2));
                var withImages = DiffusionModel.of(dit, card).on(new CpuDevice(2)).vae(pipeline());
                var vae = pipeline()) {
            SampleRequest request = SampleRequest.of(3).steps(2);
            TensorData latents = plain.sample(request).latents();
            Samples samples = withImages.sample(request);
            assertArrayEquals(latents.toFloats(), samples.latents().toFloats());
            assertArrayEquals(vae.decode(latents, 0.18215).toFloats(), samples.decoded().orElseThrow().toFloats());
            assertEquals(16, samples.image(0).width());
            assertTrue(samples.arePixels() && !plain.sample(request).arePixels());
        }
    }

    @Test
    void anAutoencoderForOtherLatentsIsRefused() {
        LoadedModel pixels = TestModels.golden(TestModels.UVIT_PIXEL);
        try (var pipeline = DiffusionModel.of(pixels, ModelCard.published("pixels", pixels.transformer())).on(new CpuDevice(1))) {
            assertMessage("pixels draws 3 channels, but the autoencoder tiny decodes latents of 4",
                    () -> pipeline.vae(pipeline()));
        }
    }

    @Test
    void onlyWhatIsNotRefusedTakesThePlaceOfAnother() {
        LoadedModel dit = TestModels.golden(TestModels.DIT_TINY);
        LoadedAutoencoder whole = TestModels.autoencoder();
        var encoder = new LoadedAutoencoder(whole.autoencoder(), whole.weights(), false, true);
        var device = new DoubleDevice();
        var pipeline = DiffusionModel.of(dit, ModelCard.published("tiny", dit.transformer())).on(device);
        AutoencoderPipeline first = Autoencoder.of(whole, "first").on(device);
        pipeline.vae(first).vae(first);
        assertEquals(2, device.open());
        assertMessage("holds only the encoder", () -> pipeline.vae(Autoencoder.of(encoder, "half").on(device)));
        assertEquals(2, device.open(), "the refused one is closed");
        assertTrue(pipeline.sample(SampleRequest.of(3).steps(1)).arePixels());
        int open = device.open();
        AutoencoderPipeline second = Autoencoder.of(whole, "second").on(device);
        pipeline.vae(second);
        assertEquals(open - 1, device.open(), "the first is closed, with the program that it ran");
        pipeline.close();
        assertEquals(0, device.open());
    }

    @Test
    void encodesEachImageOfABatch() {
        try (var vae = pipeline()) {
            var pixels = new float[2 * 3 * 8 * 6];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) Math.sin(i);
            }
            LatentDistribution both = vae.encode(TensorData.of(Shape.of(2, 3, 8, 6), pixels));
            assertEquals(Shape.of(2, 4, 4, 3), both.mean().shape());
            LatentDistribution first = vae.encode(
                    TensorData.of(Shape.of(1, 3, 8, 6), Arrays.copyOf(pixels, 3 * 8 * 6)));
            assertArrayEquals(first.mean().toFloats(), Arrays.copyOf(both.mean().toFloats(), 4 * 4 * 3));
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithBothShapes() {
        try (var vae = pipeline()) {
            assertMessage("[n, 4, height, width]", () -> vae.decode(TensorData.of(Shape.of(1, 3, 4, 4), new float[48]), 1));
            assertMessage("[n, 3, height, width]", () -> vae.encode(TensorData.of(Shape.of(1, 1, 4, 4), new float[16])));
            assertMessage("crop it", () -> vae.encode(TensorData.of(Shape.of(1, 3, 4, 5), new float[60])));
        }
    }

    @Test
    void opensTheFolderOfAPipelineAndItsConfiguration(@TempDir Path folder) throws IOException {
        Path inner = Files.createDirectory(folder.resolve("vae"));
        Weights weights = TestModels.autoencoder().weights();
        var tensors = new LinkedHashMap<String, TensorData>();
        weights.names().forEach(name -> tensors.put(name, weights.get(name)));
        SafetensorsWriter.write(inner.resolve("diffusion_pytorch_model.safetensors"), Map.of(), tensors);
        Files.writeString(inner.resolve("config.json"), "{\"scaling_factor\": 0.125, \"latent_channels\": 4}");
        try (var vae = Autoencoder.load(folder)) {
            assertEquals(0.125, vae.config().scalingFactor());
            assertEquals(0.125, LatentScale.of(TestModels.golden(TestModels.DIT_TINY).transformer(), vae.config()));
            assertEquals(0.23010, LatentScale.of(TestModels.golden(TestModels.UVIT_TEXT).transformer(), vae.config()));
        }
        try (var vae = Autoencoder.load(inner)) {
            assertEquals(2, vae.network().factor());
        }
        Files.writeString(inner.resolve("config.json"), "{\"latent_channels\": 16}");
        assertMessage("says 16, but the checkpoint has 4", () -> Autoencoder.load(folder));
    }

    private static void assertMessage(String part, Executable executable) {
        String message = assertThrows(IllegalArgumentException.class, executable).getMessage();
        assertTrue(message.contains(part), message);
    }
}
