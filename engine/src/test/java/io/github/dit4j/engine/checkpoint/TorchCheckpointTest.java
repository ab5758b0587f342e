package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code resources/torch} were written by PyTorch 1.13; see {@code make_fixtures.py} there. */
class TorchCheckpointTest {
    /** A tensor of zeros, [2, 3], as opcodes. */
    private static final String TENSOR = "ctorch._utils\n_rebuild_tensor_v2\n("
            + "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + "0X\3\0\0\0cpuK\6tQ"
            + "K\0K\2K\3\u0086K\3K\1\u0086\u0089}tR";

    /** A file of a pickle, written as its opcodes, each character a byte. */
    private static Checkpoint file(String latin1) {
        byte[] zip = ZipInputs.whole(latin1.getBytes(StandardCharsets.ISO_8859_1), 6 * Float.BYTES);
        return TorchCheckpoint.read(Path.of("made-up.pt"), Arena.ofConfined(), MemorySegment.ofArray(zip));
    }

    private static Path fixture(String name) {
        try {
            return Path.of(TorchCheckpointTest.class.getResource("/torch/" + name).toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip.pt", "training.pt", "legacy.pt"})
    void readsEveryTypeStrideAndSharedStorage(String name) {
        try (Checkpoint checkpoint = Checkpoint.open(fixture(name))) {
            assertEquals(Set.of("whole", "transposed", "tail", "half", "brain", "double", "count", "parameter"),
                    checkpoint.names());
            var whole = new float[24];
            var transposed = new float[24];
            var tail = new float[12];
            for (int i = 0; i < 24; i++) {
                whole[i] = i;
                transposed[i] = (i % 4) * 6 + i / 4;
                tail[i % 12] = 12 + i % 12;
            }
            assertArrayEquals(whole, checkpoint.get("whole").toFloats());
            assertEquals(Shape.of(6, 4), checkpoint.shape("transposed"));
            assertArrayEquals(transposed, checkpoint.get("transposed").toFloats());
            assertArrayEquals(tail, checkpoint.get("tail").toFloats());
            assertEquals(DType.F16, checkpoint.dtype("half"));
            assertArrayEquals(new float[] {0.5f, -2, 65504}, checkpoint.get("half").toFloats());
            assertEquals(DType.BF16, checkpoint.dtype("brain"));
            assertArrayEquals(new float[] {1, -0.15625f}, checkpoint.get("brain").toFloats());
            assertArrayEquals(new double[] {0.1}, checkpoint.get("double").toDoubles());
            assertArrayEquals(new int[] {7}, checkpoint.get("count").toInts());
            assertArrayEquals(new float[] {3, 4}, checkpoint.get("parameter").toFloats());
        }
    }

    @Test
    void takesTheAveragedWeightsOfATrainingStateAndSaysSo() {
        try (Checkpoint checkpoint = Checkpoint.open(fixture("training.pt"))) {
            assertEquals("ema", checkpoint.metadata().get("torch.root"));
            assertEquals("400000", checkpoint.metadata().get("torch.train_steps"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"N", "}", "K\1", "]"})
    void passesOverAnAverageThatHoldsNothing(String ema) {
        try (Checkpoint checkpoint = file("}(X\3\0\0\0ema" + ema + "X\12\0\0\0state_dict}X\1\0\0\0w" + TENSOR + "su.")) {
            assertEquals(Set.of("w"), checkpoint.names());
            assertEquals("state_dict", checkpoint.metadata().get("torch.root"));
        }
        var refused = assertThrows(CheckpointException.class, () -> file("}X\3\0\0\0ema" + ema + "s."));
        assertTrue(refused.getMessage().contains("holds no"), refused.getMessage());
    }

    @Test
    void dropsNoTensorThatLiesAmongTooManyDictionaries() {
        String start = "}(X\1\0\0\0w" + TENSOR;
        String inner = "}X\1\0\0\0w" + TENSOR + "s";
        var most = new StringBuilder(start);
        for (int i = 0; i < 999; i++) {
            most.append('M').append((char) (i & 0xff)).append((char) (i >> 8)).append(inner);
        }
        try (Checkpoint checkpoint = file(most + "u.")) {
            assertEquals(1000, checkpoint.names().size());
        }
        var refused = assertThrows(CheckpointException.class, () -> file(most + "X\1\0\0\0x" + inner + "u."));
        assertTrue(refused.getMessage().contains("more than 1000 dictionaries"), refused.getMessage());
    }

    @Test
    void refusesTwoTensorsOfOneName() {
        String nested = "X\1\0\0\0a}X\1\0\0\0b" + TENSOR + "s";
        var refused = assertThrows(CheckpointException.class, () -> file("}(X\3\0\0\0a.b" + TENSOR + nested + "u."));
        assertEquals("made-up.pt: has two tensors named a.b", refused.getMessage());
    }

    @Test
    void refusesALongTextThatIsNamedManyTimes() {
        String start = "}(X\5\0\0\0model}X\1\0\0\0w" + TENSOR + "sX\4\0\0\0textX\0\0\1\0" + "t".repeat(1 << 16) + "q\0";
        var most = new StringBuilder(start);
        for (int i = 1; i < 256; i++) {
            most.append('K').append((char) i).append("h\0");
        }
        try (Checkpoint checkpoint = file(most + "u.")) {
            assertEquals(257, checkpoint.metadata().size());
        }
        var refused = assertThrows(CheckpointException.class, () -> file(most + "X\5\0\0\0again" + "h\0u."));
        assertTrue(refused.getMessage().contains("more than 16777216 characters"), refused.getMessage());
    }

    @Test
    void aDictionaryInItselfIsReadOnce() {
        try (Checkpoint checkpoint = file("}q\0(X\1\0\0\0w" + TENSOR + "X\1\0\0\0xh\0u.")) {
            assertEquals(Set.of("w"), checkpoint.names());
        }
    }

    @Test
    void refusesToCallWhatIsNotOnTheListByName() {
        PrintStream before = System.out;
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            var refused = assertThrows(CheckpointException.class, () -> Checkpoint.open(fixture("hostile.pt")));
            assertTrue(refused.getMessage().contains("__builtin__.print"), refused.getMessage());
            assertEquals("", printed.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }
}
