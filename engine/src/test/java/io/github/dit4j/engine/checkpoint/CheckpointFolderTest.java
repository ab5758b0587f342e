package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which checkpoint of a folder is opened. */
class CheckpointFolderTest {
    @TempDir
    Path folder;

    private void safetensors(String file, String tensor) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        SafetensorsWriter.write(folder.resolve(file), Map.of(), Map.of(tensor, TensorData.of(Shape.of(1), 1f)));
    }

    private void torch(String file) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        try (InputStream in = CheckpointFolderTest.class.getResourceAsStream("/torch/zip.pt")) {
            Files.copy(in, folder.resolve(file));
        }
    }

    private Set<String> opened() {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return checkpoint.names();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.pt", "model.pth", "model.ckpt", "pytorch_model.bin"})
    void aFolderMayHoldAFileOfTorch(String file) throws IOException {
        torch(file);
        assertTrue(opened().contains("whole"));
    }

    @Test
    void safetensorsComeFirst() throws IOException {
        torch("pytorch_model.bin");
        safetensors("model.safetensors", "safe");
        assertEquals(Set.of("safe"), opened());
    }

    @Test
    void aVariantInHalfPrecisionIsNotASecondCheckpoint() throws IOException {
        safetensors("diffusion_pytorch_model.safetensors", "usual");
        safetensors("diffusion_pytorch_model.fp16.safetensors", "half");
        assertEquals(Set.of("usual"), opened());
        Files.delete(folder.resolve("diffusion_pytorch_model.safetensors"));
        assertEquals(Set.of("half"), opened());
    }

    @Test
    void shardsOfTorchAreFoundByTheirIndex() throws IOException {
        torch("pytorch_model-00001-of-00001.bin");
        Files.writeString(folder.resolve("pytorch_model.bin.index.json"),
                "{\"weight_map\": {\"whole\": \"pytorch_model-00001-of-00001.bin\"}}");
        assertEquals(Set.of("whole"), opened());
    }

    @Test
    void anIndexCannotNameItself() throws IOException {
        Files.writeString(folder.resolve("m.safetensors.index.json"),
                "{\"weight_map\": {\"whole\": \"m.safetensors.index.json\"}}");
        assertThrows(CheckpointException.class, this::opened);
    }

    @Test
    void theNetworkOfADiffusersPipelineIsItsTransformer() throws IOException {
        safetensors("transformer/diffusion_pytorch_model.safetensors", "network");
        safetensors("vae/diffusion_pytorch_model.safetensors", "decoder");
        assertThrows(CheckpointException.class, this::opened);
        Path index = Files.writeString(folder.resolve("model_index.json"), "{}");
        assertEquals(Set.of("network"), opened());
        Files.delete(index);
        Files.writeString(folder.resolve("transformer/config.json"), "{}");
        assertEquals(Set.of("network"), opened(), "without a table of contents");
    }

    @Test
    void severalCheckpointsAreNotChosenFrom() throws IOException {
        torch("a.pt");
        torch("b.ckpt");
        var error = assertThrows(CheckpointException.class, this::opened);
        assertTrue(error.getMessage().contains("[a.pt, b.ckpt]; name one of them"), error.getMessage());
    }
}
