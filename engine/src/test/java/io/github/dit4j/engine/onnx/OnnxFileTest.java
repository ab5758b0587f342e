package io.github.dit4j.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import io.github.dit4j.engine.testing.RandomPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The structure of what is written; that it computes the same is for ONNX Runtime to say, in {@code bench/peers}. */
class OnnxFileTest {
    @TempDir
    Path folder;

    private ProtoFields graph(Program program, long largestWhole, OpCase... weights) throws IOException {
        Path file = folder.resolve("model.onnx");
        OnnxFile.write(file, program, weights.length == 0 ? RandomPrograms.weights(program) : weights[0].weights(),
                largestWhole);
        return ProtoFields.of(Files.readAllBytes(file)).messages(7).getFirst();
    }

    private static Map<String, ProtoFields> initializers(ProtoFields graph) {
        return graph.messages(5).stream().collect(Collectors.toMap(tensor -> tensor.text(8), Function.identity()));
    }

    /** Names are unique, everything is there before it is read, and the result is written. */
    private static void assertSound(Program program, ProtoFields graph) {
        var known = new HashSet<String>(initializers(graph).keySet());
        graph.messages(11).forEach(input -> assertTrue(known.add(input.text(1)), input.text(1)));
        for (ProtoFields node : graph.messages(1)) {
            assertTrue(known.containsAll(node.texts(1)), () -> program.name() + ": " + node.texts(1) + " of " + node.text(3));
            assertTrue(known.add(node.text(2)), () -> program.name() + " writes twice: " + node.text(2));
        }
        assertEquals(program.outputs().size(), graph.messages(12).size());
        graph.messages(12).forEach(output -> assertTrue(known.contains(output.text(1)), output.text(1)));
    }

    @Test
    void everyOperationBecomesASoundGraph() throws IOException {
        for (OpCase operation : OpCases.all().toList()) {
            assertSound(operation.program(), graph(operation.program(), Long.MAX_VALUE, operation));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void operationsBecomeOneGraphInTheirOrder(long seed) throws IOException {
        Program program = RandomPrograms.of(seed);
        assertSound(program, graph(program, Long.MAX_VALUE));
    }

    /** The widths are odd, so that rows and columns cannot be mistaken for each other. */
    @Test
    void weightsOfLinearLayersAreStoredTransposed() throws IOException {
        OpCase linear = OpCases.linear(3, 5, 7).findFirst().orElseThrow();
        ProtoFields tensor = initializers(graph(linear.program(), Long.MAX_VALUE, linear)).get("weight/transposed");
        assertEquals(List.of(5L, 7L), tensor.integers(1));
        float[] rows = linear.weights().get("weight").toFloats();
        var columns = new float[35];
        IntStream.range(0, 35).forEach(i -> columns[i] = rows[i % 7 * 5 + i / 7]);
        assertArrayEquals(LittleEndian.bytes(columns), tensor.bytes(9));
    }

    @Test
    void whatIsTooLargeForOneFileHasItsWeightsInASecond() throws IOException {
        OpCase linear = OpCases.linear(2, 96, 33).findFirst().orElseThrow();
        byte[] whole = initializers(graph(linear.program(), Long.MAX_VALUE, linear)).get("weight/transposed").bytes(9);
        ProtoFields tensor = initializers(graph(linear.program(), 100, linear)).get("weight/transposed");
        Map<String, String> where = tensor.messages(13).stream()
                .collect(Collectors.toMap(entry -> entry.text(1), entry -> entry.text(2)));
        assertEquals(List.of(1L), tensor.integers(14));
        assertEquals("model.onnx.data", where.get("location"));
        int offset = Integer.parseInt(where.get("offset"));
        assertEquals(0, offset % 4096);
        byte[] data = Files.readAllBytes(folder.resolve("model.onnx.data"));
        assertArrayEquals(whole, Arrays.copyOfRange(data, offset, offset + Integer.parseInt(where.get("length"))));
        assertTrue(Files.size(folder.resolve("model.onnx")) < 4096);
    }
}
