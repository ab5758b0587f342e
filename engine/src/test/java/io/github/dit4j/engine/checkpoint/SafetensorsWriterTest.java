package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.engine.testing.Goldens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBackByteForByte() {
        Path file = folder.resolve("copy.safetensors");
        try (var golden = Goldens.open("dit_tiny.io")) {
            var tensors = new LinkedHashMap<String, TensorData>();
            golden.names().forEach(name -> tensors.put(name, golden.get(name)));
            SafetensorsWriter.write(file, golden.metadata(), tensors);
            try (var copy = Checkpoint.open(file)) {
                assertEquals(golden.metadata(), copy.metadata());
                assertEquals(golden.names(), copy.names());
                for (String name : golden.names()) {
                    assertEquals(golden.shape(name), copy.shape(name));
                    assertEquals(golden.dtype(name), copy.dtype(name));
                    assertEquals(-1, golden.get(name).bytes().mismatch(copy.get(name).bytes()), name);
                }
            }
        }
    }

    @Test
    void unloadedPagesAreReadAgainWhenTheyAreWanted() {
        Path file = folder.resolve("mapped.safetensors");
        var values = new float[100_000];
        new Random(3).doubles(values.length).forEach(value -> values[(int) (value * values.length)] = (float) value);
        SafetensorsWriter.write(file, Map.of(), Map.of("a", TensorData.of(Shape.of(3), 1f, 2f, 3f),
                "b", TensorData.of(Shape.of(values.length), values)));
        try (var mapped = Checkpoint.open(file)) {
            TensorData b = mapped.get("b");
            assertArrayEquals(values, b.toFloats());
            b.unload();
            assertArrayEquals(new float[] {1, 2, 3}, mapped.get("a").toFloats());
            assertArrayEquals(values, b.toFloats());
        }
        TensorData onHeap = TensorData.of(Shape.of(1), 5f);
        onHeap.unload();
        assertArrayEquals(new float[] {5}, onHeap.toFloats());
    }

    @Test
    void metadataAndTensorsAreInTheOrderOfTheirNames() throws IOException {
        Path file = folder.resolve("sorted.safetensors");
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("weights", "f32");
        metadata.put("model", "dit");
        metadata.put("device", "cpu");
        var tensors = new LinkedHashMap<String, TensorData>();
        for (String name : List.of("mean", "logvar", "latents")) {
            tensors.put(name, TensorData.of(Shape.of(1), 3f));
        }
        SafetensorsWriter.write(file, metadata, tensors);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("{\"device\":\"cpu\",\"model\":\"dit\",\"weights\":\"f32\"}"), text);
        assertTrue(text.indexOf("latents") < text.indexOf("logvar") && text.indexOf("logvar") < text.indexOf("mean"), text);
    }

    @Test
    void headerEndsAtAMultipleOfEightWhateverTheLengthOfTheNames() throws IOException {
        for (String name : List.of("a", "ab", "abc", "abcd", "äöü\"\\\n")) {
            Path file = folder.resolve("aligned.safetensors");
            SafetensorsWriter.write(file, Map.of(), Map.of(name, TensorData.of(Shape.of(1), 3f)));
            long header = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertEquals(0, header % 8);
            try (var read = Checkpoint.open(file)) {
                assertArrayEquals(new float[] {3}, read.get(name).toFloats());
            }
        }
    }

    /** The bfloat16 nearest to a value, found by trying its neighbours in double precision. */
    private static float nearestBFloat16(float value) {
        int cut = Float.floatToRawIntBits(value) & 0xffff0000;
        float below = Float.intBitsToFloat(cut);
        float above = Float.intBitsToFloat(cut + 0x10000);
        double toBelow = Math.abs((double) value - below);
        // Past the largest bfloat16 the next one is counted as if there were no infinity, as IEEE 754 does.
        double next = Float.isInfinite(above) ? Math.copySign(0x1p128, above) : above;
        double toAbove = Math.abs(value - next);
        boolean evenBelow = (cut >>> 16 & 1) == 0;
        return toBelow < toAbove || toBelow == toAbove && evenBelow ? below : above;
    }

    @Test
    void roundsWeightsToBFloat16NearestWithTiesToEven() {
        var bits = new Random(7).ints(20_000).filter(i -> Float.isFinite(Float.intBitsToFloat(i))).toArray();
        var values = new float[2 * bits.length + 4];
        for (int i = 0; i < bits.length; i++) {
            values[2 * i] = Float.intBitsToFloat(bits[i]);
            values[2 * i + 1] = Float.intBitsToFloat(bits[i] & 0xffff0000 | 0x8000);   // halfway
        }
        values[values.length - 4] = Float.NaN;
        values[values.length - 3] = Float.intBitsToFloat(0x7f800001);                  // a NaN in the lower half only
        values[values.length - 2] = Float.NEGATIVE_INFINITY;
        values[values.length - 1] = Float.MAX_VALUE;                                   // to infinity, as the nearest
        Path file = folder.resolve("brain.safetensors");
        SafetensorsWriter.write(file, Map.of(), weights(Map.of("x", TensorData.of(Shape.of(values.length), values))), DType.BF16);
        try (var read = Checkpoint.open(file)) {
            assertEquals(DType.BF16, read.dtype("x"));
            float[] found = read.get("x").toFloats();
            for (int i = 0; i < values.length; i++) {
                float wanted = Float.isFinite(values[i]) ? nearestBFloat16(values[i]) : values[i];
                assertEquals(wanted, found[i], "from " + values[i]);
            }
        }
    }

    private static Weights weights(Map<String, TensorData> tensors) {
        return new Weights() {
            @Override
            public Set<String> names() {
                return tensors.keySet();
            }

            @Override
            public Shape shape(String name) {
                return tensors.get(name).shape();
            }

            @Override
            public TensorData get(String name) {
                return tensors.get(name);
            }
        };
    }

    @Test
    void roundsWeightsToHalfPrecision() {
        Path file = folder.resolve("half.safetensors");
        var weights = SyntheticWeights.of(Map.of("proj.weight", Shape.of(700, 800)));
        SafetensorsWriter.write(file, Map.of("config", "{}"), weights, DType.F16);
        float[] expected = weights.get("proj.weight").toFloats();
        for (int i = 0; i < expected.length; i++) {
            expected[i] = Float.float16ToFloat(Float.floatToFloat16(expected[i]));
        }
        try (var read = Checkpoint.open(file)) {
            assertEquals(DType.F16, read.dtype("proj.weight"));
            assertArrayEquals(expected, read.get("proj.weight").toFloats());
        }
    }

    @Test
    void aFailureHalfwayLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Files.writeString(file, "old");
        var failing = new Weights() {
            @Override
            public Set<String> names() {
                return Set.of("a");
            }

            @Override
            public Shape shape(String name) {
                return Shape.of(4);
            }

            @Override
            public TensorData get(String name) {
                throw new IllegalStateException("no memory");
            }
        };
        assertThrows(
                IllegalStateException.class, () -> SafetensorsWriter.write(file, Map.of(), failing, DType.F32));
        assertEquals("old", Files.readString(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void saysThatAFolderIsMissing() {
        Path file = folder.resolve("none").resolve("model.safetensors");
        var refused = assertThrows(CheckpointException.class, () -> SafetensorsWriter.write(file, Map.of(), Map.of()));
        assertTrue(refused.getMessage().contains("there is no folder " + file.getParent()), refused::getMessage);
    }

    @Test
    void doesNotReplaceAFolder() {
        var refused = assertThrows(IOException.class, () -> ReplacedFile.requireWritable(folder));
        assertTrue(refused.getMessage().contains("it is a folder"), refused::getMessage);
    }

    @Test
    void replacesWhatALinkNamesAndKeepsTheLink() throws IOException {
        Path real = Files.writeString(folder.resolve("real"), "old");
        Path link = folder.resolve("link");
        try {
            Files.createSymbolicLink(link, real);
        } catch (IOException | UnsupportedOperationException noLinksHere) {
            Assumptions.abort("no symbolic links on this system");
        }
        ReplacedFile.write(link, "new".getBytes());
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(real));
    }
}
