package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.engine.testing.Goldens;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        double toAbove = Math.abs((double) value - above);
        boolean evenBelow = (cut >>> 16 & 1) == 0;
        return toBelow < toAbove || toBelow == toAbove && evenBelow ? below : above;
    }

    @Test
    void roundsWeightsToBFloat16NearestWithTiesToEven() {
        // Below the largest bfloat16, 0x7f7f0000.
        var bits = new Random(7).ints(20_000).filter(i -> (i & 0x7fff_ffff) < 0x7f7f_0000).toArray();
        var values = new float[2 * bits.length + 4];
        for (int i = 0; i < bits.length; i++) {
            values[2 * i] = Float.intBitsToFloat(bits[i]);
            values[2 * i + 1] = Float.intBitsToFloat(bits[i] & 0xffff0000 | 0x8000);   // halfway
        }
        values[values.length - 4] = Float.NaN;
        values[values.length - 3] = Float.intBitsToFloat(0x7f800001);                  // a NaN in the lower half only
        values[values.length - 2] = Float.NEGATIVE_INFINITY;
        values[values.length - 1] = 0x1.fefffep127f;                                   // the largest that rounds to a finite one
        Path file = folder.resolve("brain.safetensors");
        SafetensorsWriter.write(file, Map.of(), weights(Map.of("x", TensorData.of(Shape.of(values.length), values))), DType.BF16);
        try (var read = Checkpoint.open(file)) {
            assertEquals(DType.BF16, read.dtype("x"));
            float[] found = read.get("x").toFloats();
            for (int i = 0; i < values.length; i++) {
                float wanted = i < 2 * bits.length ? nearestBFloat16(values[i]) : i < values.length - 1 ? values[i] : 0x1.fep127f;
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

    /** What is beyond is halfway from the largest number of the type to the next that there would be. */
    @ParameterizedTest
    @CsvSource({"F16, 65519, 65520, ; write bf16 or f32", "F16, -65519, -65520, ; write bf16 or f32",
            "BF16, 0x1.fefffep127, 0x1.ffp127, ; write f32", "F32, 0x1.fffffep127, 0x1.ffffffp127, ''"})
    void refusesAFiniteValueBeyondTheRangeOfItsType(DType type, double fitting, double beyond, String remedy)
            throws IOException {
        Path file = folder.resolve("model.safetensors");
        Files.writeString(file, "old");
        double[] values = {Double.POSITIVE_INFINITY, Double.NaN, fitting, beyond};
        var bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        var data = TensorData.of(Shape.of(values.length), DType.F64, MemorySegment.ofBuffer(bytes));
        var refused = assertThrows(IllegalArgumentException.class,
                () -> SafetensorsWriter.write(file, Map.of(), weights(Map.of("proj.weight", data)), type));
        String value = type == DType.F32 ? Double.toString(beyond) : Float.toString((float) beyond);
        assertEquals("proj.weight holds " + value + ", beyond the range of " + type.label() + remedy, refused.getMessage());
        assertEquals("old", Files.readString(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
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
    void refusesATensorOfTheNameThatTheFormatKeeps() {
        Path file = folder.resolve("model.safetensors");
        var tensors = Map.of("__metadata__", TensorData.of(Shape.of(1), 3f));
        var refused = assertThrows(
                CheckpointException.class, () -> SafetensorsWriter.write(file, Map.of("format", "pt"), tensors));
        assertTrue(refused.getMessage().contains("cannot hold a tensor named __metadata__"), refused::getMessage);
        assertFalse(Files.exists(file));
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
    void anyNameIsGoodThatTheFileSystemTakes() throws IOException {
        Path longest = folder.resolve("n".repeat(240));
        ReplacedFile.requireWritable(longest);
        ReplacedFile.write(longest, "new".getBytes());
        assertEquals("new", Files.readString(longest));

        Path longer = folder.resolve("n".repeat(1000));
        var refused = assertThrows(IOException.class, () -> ReplacedFile.requireWritable(longer));
        assertTrue(refused.getMessage().startsWith(longer + ": cannot be written: "), refused::getMessage);
        assertFalse(refused.getMessage().contains("permission"), refused::getMessage);
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
