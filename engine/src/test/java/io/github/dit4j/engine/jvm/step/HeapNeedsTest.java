package io.github.dit4j.engine.jvm.step;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.engine.testing.OpCase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What does not fit is refused before anything is allocated, with what it takes. */
class HeapNeedsTest {

    @Test
    void aProgramThatDoesNotFitIsRefusedWithWhatItTakes() {
        var large = ProgramBuilder.named("large");
        Tensor x = large.input("x", DType.F32, 1, 4);
        var block = large.block("block");
        for (int i = 0; i < 12; i++) {
            block.linear("layer" + i, x, 1 << 28, Epilogue.NONE);     // 4.3 GB, and 1.1 GB of bias
        }
        block.end();
        try (var engine = new CpuDevice(1).open(OpCase.weights(Map.of()))) {
            assertMessage("large takes 65.5 GB for weights and activations, and Java may use "
                    + "%.1f GB; start it with -Xmx69g".formatted(Runtime.getRuntime().maxMemory() / 1e9),
                    () -> engine.prepare(large.build()));
        }
    }

    /** Two thirds of the heap each, but nothing is allocated before all fit. */
    @Test
    void programsSideBySideCountTheirWeightsOnceAndAllElseEach() {
        int width = 1 << 12;
        int rows = twoThirdsOfTheHeap(width);
        Program large = oneLayer("large", rows, 1, width);
        Program shared = oneLayer("shared", 1, width, rows);
        try (var engine = new CpuDevice(1).open(OpCase.weights(Map.of()))) {
            engine.requireMemory(List.of(large));
            assertMessage("large takes ", () -> engine.requireMemory(List.of(large, large)));
            engine.requireMemory(List.of(shared, shared));
            assertMessage("shared takes ", () -> engine.requireMemory(List.of(shared, large)));
        }
    }

    @Test
    void whatIsPreparedCountsUntilItIsClosed() {
        Program small = oneLayer("small", 1, 1, 1);
        Weights weights = OpCase.weights(Map.of(small.weights().getFirst(), new float[1]));
        Program large = oneLayer("large", twoThirdsOfTheHeap(1 << 12), 1, 1 << 12);
        var needs = new HeapNeeds(weights, DType.F32, 16);
        try (var engine = new CpuDevice(1).open(weights); var executor = engine.prepare(small)) {
            needs.hold(executor, needs.require(large), 0);
            assertMessage("large takes ", () -> needs.require(List.of(large)));
            needs.release(executor);
            needs.release(executor);
            needs.require(List.of(large));
        }
    }

    /** Two thirds of the heap for the program, and again for what its steps share. */
    @Test
    void whatStepsShareCountsBeforeItIsMade() {
        Program small = oneLayer("small", 1, 1, 1);
        Weights weights = OpCase.weights(Map.of(small.weights().getFirst(), new float[1]));
        Program large = oneLayer("large", twoThirdsOfTheHeap(1 << 12), 1, 1 << 12);
        var scratch = new Scratch(3);
        scratch.reserve(Integer.MAX_VALUE / 2);
        scratch.reserveShared(1 << 10);
        assertTrue(scratch.bytes() >= 3L * (Integer.MAX_VALUE / 2) * Float.BYTES + (1 << 10) * Float.BYTES);
        var needs = new HeapNeeds(weights, DType.F32, 16);
        try (var engine = new CpuDevice(1).open(weights); var executor = engine.prepare(small)) {
            HeapNeeds.Need need = needs.require(large);
            long shared = Runtime.getRuntime().maxMemory() / 3 * 2;
            assertMessage("large takes ", () -> needs.hold(executor, need, shared));
            needs.hold(executor, need, shared / 4);
        }
    }

    @Test
    void filtersCountAsTheyAreKept() {
        int in = 1 << 12;
        int out = twoThirdsOfTheHeap(9 * in);
        try (var engine = new CpuDevice(1).open(OpCase.weights(Map.of()))) {
            engine.requireMemory(List.of(oneConvolution("narrow", in, out, 2)));
            assertMessage("transformed takes ", () -> engine.requireMemory(List.of(oneConvolution("transformed", in, out, 32))));
        }
    }

    /** By 3×3, of an image two pixels high. */
    private static Program oneConvolution(String name, int in, int out, int width) {
        var program = ProgramBuilder.named(name);
        Tensor x = program.input("x", DType.F32, 1, in, 2, width);
        var block = program.block("block");
        program.output(block.conv2d("layer", x, out, 3));
        block.end();
        return program.build();
    }

    private static int twoThirdsOfTheHeap(int width) {
        return (int) (Runtime.getRuntime().maxMemory() / 3 * 2 / Float.BYTES / width);
    }

    /** {@code [rows, in]} times {@code [in, out]}. */
    private static Program oneLayer(String name, int rows, int in, int out) {
        var program = ProgramBuilder.named(name);
        Tensor x = program.input("x", DType.F32, rows, in);
        var block = program.block("block");
        program.output(block.linear("layer", x, out, false, Epilogue.NONE));
        block.end();
        return program.build();
    }

    private static void assertMessage(String part, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }
}
