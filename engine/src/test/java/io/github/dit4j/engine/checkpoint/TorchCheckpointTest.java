package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code resources/torch} were written by PyTorch 1.13; see {@code make_fixtures.py} there. */
class TorchCheckpointTest {
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
