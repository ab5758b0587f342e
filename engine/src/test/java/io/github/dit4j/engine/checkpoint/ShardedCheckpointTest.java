package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardedCheckpointTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeShards() {
        SafetensorsWriter.write(
                folder.resolve("m-1.safetensors"), Map.of("format", "pt"), Map.of("a", TensorData.of(Shape.of(1), 1f)));
        SafetensorsWriter.write(
                folder.resolve("m-2.safetensors"), Map.of(), Map.of("b", TensorData.of(Shape.of(2), 2f, 3f)));
    }

    @Test
    void readsEachTensorFromItsShard() throws IOException {
        Path index = index("{\"metadata\":{\"total_size\":12},\"weight_map\":{\"a\":\"m-1.safetensors\",\"b\":\"m-2.safetensors\"}}");
        for (Path named : new Path[] {index, folder}) {
            try (var checkpoint = Checkpoint.open(named)) {
                assertEquals(Set.of("a", "b"), checkpoint.names());
                assertArrayEquals(new float[] {1}, checkpoint.get("a").toFloats());
                assertArrayEquals(new float[] {2, 3}, checkpoint.get("b").toFloats());
                assertEquals(Map.of("format", "pt"), checkpoint.metadata());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../m-1.safetensors", "/etc/passwd", "sub/m-1.safetensors", "..", ".", "", " ", "..\\\\m-1.safetensors",
                "C:m-1.safetensors", "m-1.safetensors\\u0000"
            })
    void refusesAShardOutsideItsFolder(String shard) throws IOException {
        refused(index("{\"weight_map\":{\"a\":\"" + shard + "\"}}"), "shards must lie in the folder of the index");
    }

    /** Half of a surrogate pair: most systems have no bytes for it. */
    @Test
    void refusesANameThatNoFileCanHave() throws IOException {
        refused(index("{\"weight_map\":{\"a\":\"m-3\\ud800\"}}"), "m-3");
    }

    @Test
    void namesWhatIsMissing() throws IOException {
        refused(index("{\"weight_map\":{\"a\":\"m-3.safetensors\"}}"), "m-3.safetensors: no such file");
        refused(index("{\"weight_map\":{\"a\":\"m-2.safetensors\"}}"), "assigns tensor a to m-2.safetensors, which lacks it");
        refused(index("{\"weights\":{}}"), "it has no weight_map");
        refused(index("{\"weight_map\":{\"a\":\"m-1.safetensors\",\"a\":\"m-2.safetensors\"}}"), "two entries a");
        refused(index("{\"weight_map\":{\"a\":1}}"), "expected a string");
        refused(index("{"), "the index is malformed");
    }

    @Test
    void asksWhichOfSeveralFilesInAFolderIsMeant() {
        refused(folder, "holds several checkpoints, [m-1.safetensors, m-2.safetensors]");
    }

    @Test
    void takesAZipFileForOneOfPyTorch() throws IOException {
        refused(Files.write(folder.resolve("model.pt"), new byte[] {'P', 'K', 3, 4}), "the zip file has no directory");
    }

    private Path index(String json) throws IOException {
        return Files.writeString(folder.resolve("m.safetensors.index.json"), json);
    }

    private static void refused(Path file, String reason) {
        var refused = assertThrows(CheckpointException.class, () -> Checkpoint.open(file).close());
        assertTrue(refused.getMessage().contains(reason), refused::getMessage);
    }
}
