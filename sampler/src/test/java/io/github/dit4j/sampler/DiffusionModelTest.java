package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceNotFoundException;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.sampler.testing.TestModels;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffusionModelTest {
    private static final LoadedModel MODEL = TestModels.of(TestModels.SHAPES_CONFIG);

    @Test
    void aCheckpointFileIsLoadedWithItsMetadata(@TempDir Path folder) {
        Path file = folder.resolve("shapes.v1.safetensors");
        SafetensorsWriter.write(file, Map.of("config", TestModels.SHAPES_CONFIG, "dit4j", TestModels.SHAPES_METADATA), MODEL.weights(), DType.F32);
        ModelCard card = ModelCard.of("shapes", Optional.of(TestModels.SHAPES_METADATA), MODEL.transformer());
        try (var pipeline = DiffusionPipeline.load(file).on(new CpuDevice());
                var inMemory = DiffusionModel.of(MODEL, card).on(new CpuDevice())) {
            assertEquals("shapes.v1", pipeline.card().name());
            assertEquals(List.of("circle", "square", "cross"), pipeline.card().labels());
            assertArrayEquals(draw(pipeline), draw(inMemory));
        }
    }

    @Test
    void aFewLinesOfJavaDrawAPicture(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("shapes.safetensors");
        SafetensorsWriter.write(file, Map.of("config", TestModels.SHAPES_CONFIG, "dit4j", TestModels.SHAPES_METADATA), MODEL.weights(), DType.F16);
        File picture = folder.resolve("squares.png").toFile();
        try (var pipeline = DiffusionPipeline.load(file).on("cpu")) {
            Samples squares = pipeline.sample(SampleRequest.of("square").count(4).seed(42).steps(3));
            ImageIO.write(squares.grid().toBufferedImage(), "png", picture);
            assertEquals("cpu", squares.settings().device());
        }
        assertEquals(2 * 8 + 2, ImageIO.read(picture).getWidth());
    }

    @Test
    void aDeviceThatIsNotThereIsAnErrorAndClosesTheModel(@TempDir Path folder) {
        Path file = folder.resolve("shapes.safetensors");
        SafetensorsWriter.write(file, Map.of("config", TestModels.SHAPES_CONFIG), MODEL.weights(), DType.F32);
        DiffusionModel model = DiffusionPipeline.load(file);
        var error = assertThrows(DeviceNotFoundException.class, () -> model.on("abacus"));
        assertTrue(error.getMessage().contains("abacus") && error.getMessage().contains("cpu"), error.getMessage());
        String name = model.weights().names().iterator().next();
        assertThrows(IllegalStateException.class, () -> model.weights().get(name).toFloats());
    }

    @Test
    void aCheckpointThatIsNoModelIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("bad.safetensors");
        SafetensorsWriter.write(
                file, Map.of("config", TestModels.SHAPES_CONFIG, "dit4j", "{\"schedule\": \"sigmoid\"}"), MODEL.weights(), DType.F32);
        var error = assertThrows(IllegalArgumentException.class, () -> DiffusionPipeline.load(file));
        assertTrue(error.getMessage().contains("bad.safetensors: ") && error.getMessage().contains("\"sigmoid\""),
                error.getMessage());
    }

    @Test
    void aDeviceThatDoesNotOpenLeavesTheModelClosed(@TempDir Path folder) {
        Path file = folder.resolve("shapes.safetensors");
        SafetensorsWriter.write(file, Map.of("config", TestModels.SHAPES_CONFIG), MODEL.weights(), DType.F32);
        DiffusionModel model = DiffusionPipeline.load(file);
        String name = model.weights().names().iterator().next();
        model.weights().get(name).toFloats();
        var error = assertThrows(IllegalStateException.class, () -> model.on(new BrokenDevice()));
        assertEquals("no memory", error.getMessage());
        assertThrows(IllegalStateException.class, () -> model.weights().get(name).toFloats());
    }

    @Test
    void aModelThatCannotGuideIsRefusedBeforeTheDeviceIsOpened() {
        LoadedModel smaller = TestModels.of(TestModels.SHAPES_CONFIG.replace("\"img_size\": 8", "\"img_size\": 4"));
        DiffusionModel model = model(MODEL, "{\"schedule\": \"linear\"}");
        assertCannotGuide(model, model(MODEL, "{\"schedule\": \"cosine\"}"), "it was trained on");
        assertCannotGuide(model, model(MODEL, "{\"schedule\": \"linear\", \"prediction\": \"x_start\"}"), "to predict X_START");
        assertCannotGuide(model, model(smaller, "{\"schedule\": \"linear\"}"), "draws [1, 1, 4, 4], but this model [1, 1, 8, 8]");
    }

    private static DiffusionModel model(LoadedModel loaded, String metadata) {
        return DiffusionModel.of(loaded, ModelCard.of("m", Optional.of(metadata), loaded.transformer()));
    }

    private static void assertCannotGuide(DiffusionModel model, DiffusionModel guide, String message) {
        var error = assertThrows(IllegalArgumentException.class, () -> model.on(new BrokenDevice(), guide));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    private record BrokenDevice() implements Device {
        @Override
        public String id() {
            return "broken";
        }

        @Override
        public String description() {
            return "broken";
        }

        @Override
        public boolean isForChecking() {
            return true;
        }

        @Override
        public Engine open(Weights weights) {
            throw new IllegalStateException("no memory");
        }
    }

    private static float[] draw(DiffusionPipeline pipeline) {
        return pipeline.sample(SampleRequest.of(0, 1, 2).seed(3)).latents().toFloats();
    }
}
