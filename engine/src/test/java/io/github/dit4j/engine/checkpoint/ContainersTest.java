package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written as a file of PyTorch or in shards is what is read from it. */
class ContainersTest {
    private static final SyntheticWeights WEIGHTS = SyntheticWeights.of(shapes());

    @TempDir
    Path folder;

    private static Map<String, Shape> shapes() {
        var shapes = new LinkedHashMap<String, Shape>();
        shapes.put("blocks.0.attn.qkv.weight", Shape.of(24, 8));
        shapes.put("blocks.0.attn.qkv.bias", Shape.of(24));
        shapes.put("conv.weight", Shape.of(4, 3, 2, 2));
        shapes.put("pos_embed", Shape.of(1, 5, 8));
        shapes.put("scale", Shape.of());
        return shapes;
    }

    private static void assertEqual(Weights expected, Weights found) {
        assertEquals(expected.names(), found.names());
        for (String name : expected.names()) {
            assertEquals(expected.shape(name), found.shape(name), name);
            assertEquals(expected.get(name).dtype(), found.get(name).dtype(), name);
            assertEquals(-1, expected.get(name).bytes().mismatch(found.get(name).bytes()), name);
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F32", "F16", "BF16"})
    void aFileOfTorchHoldsWhatOneOfSafetensorsDoes(DType dtype) {
        Path torch = folder.resolve("model.pt");
        Path other = folder.resolve("model.safetensors");
        TorchWriter.write(torch, WEIGHTS, dtype);
        SafetensorsWriter.write(other, Map.of(), WEIGHTS, dtype);
        try (var found = Checkpoint.open(torch);
                var expected = Checkpoint.open(other)) {
            assertEqual(expected, found);
        }
    }

    @Test
    void aFileOfTorchIsAZipFileWithRightChecksumsAndAlignedStorages() throws IOException {
        Path torch = folder.resolve("model.pt");
        TorchWriter.write(torch, WEIGHTS, DType.F32);
        try (var zip = new ZipFile(torch.toFile())) {
            assertEquals(3 + WEIGHTS.names().size(), zip.size());
            assertEquals("3\n", new String(zip.getInputStream(zip.getEntry("archive/version")).readAllBytes()));
            for (var entry : zip.stream().toList()) {
                var crc = new CRC32();
                crc.update(zip.getInputStream(entry).readAllBytes());
                assertEquals(entry.getCrc(), crc.getValue(), entry.getName());
            }
        }
        try (var channel = FileChannel.open(torch);
                var arena = Arena.ofConfined()) {
            var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            StoredZip.entries(bytes, "model.pt").forEach(
                    (name, entry) -> assertEquals(0, (entry.address() - bytes.address()) % 64, name));
        }
    }

    @Test
    void equalWeightsMakeEqualFiles() throws IOException {
        TorchWriter.write(folder.resolve("a.pt"), WEIGHTS, DType.F16);
        TorchWriter.write(folder.resolve("b.pt"), WEIGHTS, DType.F16);
        assertEquals(-1, Files.mismatch(folder.resolve("a.pt"), folder.resolve("b.pt")));
    }

    @Test
    void numbersThatAreNoWeightsKeepTheirType() {
        Path torch = folder.resolve("model.pt");
        Path other = folder.resolve("model.safetensors");
        SafetensorsWriter.write(other, Map.of(), Map.of("ids", TensorData.of(Shape.of(3), 1, -2, 70_000)));
        try (var expected = Checkpoint.open(other)) {
            TorchWriter.write(torch, expected, expected::dtype);
            try (var found = Checkpoint.open(torch)) {
                assertEqual(expected, found);
            }
        }
    }

    /** The sizes of the tensors are 768, 96, 192, 160 and 4 bytes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 288, 864, 1 << 20})
    void shardsHoldNoMoreThanTheyMayAndTogetherAll(long most) throws IOException {
        Path index = ShardedWriter.write(
                folder.resolve("model.safetensors"), Map.of("config", "{}"), WEIGHTS, _ -> DType.F32, most);
        assertEquals(folder.resolve("model.safetensors.index.json"), index);
        try (var listed = Files.list(folder)) {
            List<Path> shards = listed.filter(path -> path.toString().endsWith(".safetensors")).toList();
            assertEquals(Map.of(1L, 5, 288L, 3, 864L, 2, 1L << 20, 1).get(most), shards.size());
            for (Path shard : shards) {
                try (var opened = Checkpoint.open(shard)) {
                    long bytes = opened.names().stream().mapToLong(name -> opened.get(name).bytes().byteSize()).sum();
                    assertTrue(bytes <= most || opened.names().size() == 1, shard + " holds " + bytes);
                }
            }
        }
        try (var found = Checkpoint.open(folder)) {
            assertEqual(WEIGHTS, found);
            assertEquals("{}", found.metadata().get("config"));
        }
    }

    @Test
    void whatFailsLeavesNoFile() {
        var failing = new Weights() {
            @Override
            public Set<String> names() {
                return WEIGHTS.names();
            }

            @Override
            public Shape shape(String name) {
                return WEIGHTS.shape(name);
            }

            @Override
            public TensorData get(String name) {
                if (name.equals("scale")) {
                    throw new IllegalStateException("unreadable");
                }
                return WEIGHTS.get(name);
            }
        };
        assertThrows(IllegalStateException.class, () -> TorchWriter.write(folder.resolve("m.pt"), failing, DType.F32));
        assertThrows(IllegalArgumentException.class, () -> TorchWriter.write(folder.resolve("m.pt"), WEIGHTS, DType.I32));
        // The last tensor, so that the shards before it are whole.
        assertThrows(IllegalStateException.class,
                () -> ShardedWriter.write(folder.resolve("m.safetensors"), Map.of(), failing, _ -> DType.F32, 1));
        assertEquals(0, folder.toFile().list().length);
    }
}
