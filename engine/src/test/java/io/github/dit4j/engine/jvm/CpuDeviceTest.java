package io.github.dit4j.engine.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.ScalarKernels;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The processor computes each operation to float precision, and the same bits however the work is cut. */
class CpuDeviceTest {
    private static final double ROUNDING = 1e-6;

    /** All, large linear layers, and a convolution of so many channels that their products are summed in two blocks. */
    static Stream<OpCase> cases() {
        return Stream.of(OpCases.all(), OpCases.largeLinear(),
                Stream.of(OpCases.conv2d(Kernels.DEPTH_BLOCK + 1, 9, 3, 34, 3, 1, 1))).flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsDoublePrecision(OpCase operation) {
        requireClose(operation, new CpuDevice(2));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsDoublePrecisionInScalarCode(OpCase operation) {
        requireClose(operation, new CpuDevice(2, new ScalarKernels()));
    }

    private static void requireClose(OpCase operation, CpuDevice device) {
        float[] got = operation.runOn(device);
        double[] want = operation.expected();
        assertEquals(want.length, got.length);
        double error = OpCase.relativeError(got, want);
        assertTrue(error <= operation.tolerance(), () -> "relative L2 error " + error);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void threadsDoNotShow(OpCase operation) {
        float[] one = operation.runOn(new CpuDevice(1));
        assertArrayEquals(one, operation.runOn(new CpuDevice(3)), 0f);
    }

    /** Sizes at which tiles, vectors and blocks of the depth end in the midst of things. */
    @ParameterizedTest
    @ValueSource(ints = {1, 9, 63, 65, 130, 257})
    void aBlockEqualsDoublePrecision(int tokens) {
        var block = SmallBlock.of(2, tokens, 96, 4);
        float[] got = block.runOn(new CpuDevice(2));
        double error = OpCase.relativeError(got, block.expected());
        assertTrue(error <= ROUNDING, () -> "relative L2 error " + error);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 63, 65, 130, 257})
    void neitherThreadsNorTheBatchShowInABlock(int tokens) {
        requireNeitherThreadsNorTheBatchShow(SmallBlock.of(3, tokens, 60, 3));
    }

    /** Tokens of which none, five and one are left when they have been cut into bands. */
    @ParameterizedTest
    @ValueSource(ints = {132, 149, 241})
    void neitherThreadsNorTheBatchShowInALargeBlock(int tokens) {
        requireNeitherThreadsNorTheBatchShow(SmallBlock.of(3, tokens, 512, 8));
    }

    private static void requireNeitherThreadsNorTheBatchShow(SmallBlock three) {
        float[] together = three.runOn(new CpuDevice(1));
        assertArrayEquals(together, three.runOn(new CpuDevice(2)), 0f, "2 threads");
        assertArrayEquals(together, three.runOn(new CpuDevice(3)), 0f, "3 threads");
        float[] alone = new float[together.length];
        for (int image = 0; image < 3; image++) {
            float[] result = three.image(image).runOn(new CpuDevice(2));
            System.arraycopy(result, 0, alone, image * result.length, result.length);
        }
        assertArrayEquals(together, alone, 0f, "image by image");
    }

    @Test
    void programsOfOneEngineShareWeightsButNotResults() {
        var two = SmallBlock.of(2, 17, 24, 2);
        var one = two.image(1);
        try (var engine = new CpuDevice(2).open(two.weights());
                var first = engine.prepare(two.program());
                var second = engine.prepare(one.program())) {
            two.inputs().forEach(first::write);
            one.inputs().forEach(second::write);
            first.run();
            second.run();
            first.run();
            assertArrayEquals(two.runOn(new CpuDevice(1)), first.read(two.output()), 0f);
            assertArrayEquals(one.runOn(new CpuDevice(1)), second.read(one.output()), 0f);
        }
    }

    @Test
    void whatIsNotAnInputOrOutputIsRefusedByName() {
        var block = SmallBlock.of(1, 4, 12, 2);
        Tensor x = block.program().input("x");
        try (var engine = new CpuDevice(1).open(block.weights()); var executor = engine.prepare(block.program())) {
            assertMessage("has no input", () -> executor.write(block.output(), new float[block.output().shape().size()]));
            assertMessage("has 48 elements, not 3", () -> executor.write(x, new float[3]));
            assertMessage("is F32, not I32", () -> executor.write(x, new int[48]));
            assertMessage("has no output", () -> executor.read(x));
        }
    }

    @Test
    void aMissingWeightIsNamed() {
        var block = SmallBlock.of(1, 4, 12, 2);
        try (var engine = new CpuDevice(1).open(OpCase.weights(Map.of()))) {
            assertMessage("no tensor block.qkv.weight", () -> engine.prepare(block.program()));
        }
    }

    @Test
    void aClosedEngineDoesNotRun() {
        var block = SmallBlock.of(1, 4, 12, 2);
        var engine = new CpuDevice(2).open(block.weights());
        var executor = engine.prepare(block.program());
        engine.close();
        assertTrue(assertThrows(IllegalStateException.class, executor::run).getMessage().contains("closed"));
    }

    @Test
    void threadsAreAtLeastOne() {
        assertMessage("0 threads are too few", () -> new CpuDevice(0));
    }

    @Test
    void saysWhatItIs() {
        assertEquals("cpu", new CpuDevice(1).id());
        assertTrue(new CpuDevice(2).description().contains("2 threads, "), new CpuDevice(2).description());
    }

    private static void assertMessage(String part, Executable executable) {
        String message = assertThrows(IllegalArgumentException.class, executable).getMessage();
        assertTrue(message.contains(part), message);
    }
}
