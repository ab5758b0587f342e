package io.github.dit4j.engine.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.testing.RandomPrograms;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufferPlanTest {

    private static Program chain(int length, int width) {
        var program = ProgramBuilder.named("chain");
        Tensor x = program.input("x", DType.F32, 2, width);
        var block = program.block("block");
        for (int i = 0; i < length; i++) {
            x = block.linear("layer" + i, x, width, i % 2 == 0, Epilogue.NONE);
        }
        block.end();
        program.output(x);
        return program.build();
    }

    @Test
    void twoSlotsAreEnoughForAChain() {
        var plan = BufferPlan.of(chain(10, 3));
        assertEquals(2, plan.buffers().stream().filter(Buffer.Slot.class::isInstance).count());
    }

    /** Two at a time, each second tensor is never stored, and a step does not write over what it reads first. */
    @Test
    void whatIsHandedOnWithinAStepHasNoBuffer() {
        Program program = chain(10, 3);
        var ops = program.blocks().getFirst().ops();
        var pairs = IntStream.range(0, 5).mapToObj(i -> ops.subList(2 * i, 2 * i + 2)).toList();
        var plan = BufferPlan.of(program, pairs, Set.of(), DType.F32);
        assertEquals(2, plan.buffers().stream().filter(Buffer.Slot.class::isInstance).count());
        for (int i = 1; i < 5; i++) {
            assertNotEquals(plan.of(ops.get(2 * i - 1).output()), plan.of(ops.get(2 * i + 1).output()));
            Tensor within = ops.get(2 * i).output();
            assertThrows(IllegalArgumentException.class, () -> plan.of(within));
        }
    }

    @Test
    void theLayersWithoutBiasShareZerosOfTheWidestOne() {
        Program program = chain(4, 3);
        var plan = BufferPlan.of(program);
        var ops = program.blocks().getFirst().ops();
        assertEquals(new Buffer.Zeros(3), plan.bias((Op.Linear) ops.get(1)));
        assertEquals(plan.of(((Op.Linear) ops.get(0)).bias().orElseThrow()), plan.bias((Op.Linear) ops.get(0)));
    }

    @Test
    void bytesCountEachSlotOnce() {
        // x 2·3, four weights 3·3, two biases 3, zeros 3, two slots 2·3
        assertEquals(4 * (6 + 4 * 9 + 2 * 3 + 3 + 2 * 6), BufferPlan.of(chain(4, 3)).bytes());
    }

    @Test
    void aTensorBeyondAnArrayIsRefused() {
        var program = ProgramBuilder.named("large");
        Tensor x = program.input("x", DType.F32, 1 << 20, 1 << 12);
        var block = program.block("block");
        program.output(block.activate("y", x, Activation.SILU));
        block.end();
        var refused = assertThrows(IllegalArgumentException.class, () -> BufferPlan.of(program.build()));
        assertTrue(refused.getMessage().contains("x [1048576, 4096] has 4294967296 elements"), refused.getMessage());
    }

    @Test
    void aTensorOfAnotherProgramIsRefused() {
        var plan = BufferPlan.of(chain(1, 3));
        assertThrows(IllegalArgumentException.class, () -> plan.of(chain(1, 4).inputs().getFirst()));
    }

    /** Follows what each slot holds: every operation finds its inputs, and every output is there at the end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyOperationFindsItsInputs(long seed) {
        Program program = RandomPrograms.of(seed);
        var plan = BufferPlan.of(program);
        Map<Buffer, Tensor> held = new HashMap<>();
        for (var block : program.blocks()) {
            for (Op op : block.ops()) {
                for (Tensor input : op.inputs()) {
                    assertNotEquals(plan.of(input), plan.of(op.output()), "an operation writes over its input");
                    if (plan.of(input) instanceof Buffer.Slot slot) {
                        assertEquals(input, held.get(slot));
                    }
                }
                assertTrue(plan.of(op.output()).size() >= op.output().shape().size());
                held.put(plan.of(op.output()), op.output());
            }
        }
        program.outputs().forEach(output -> assertEquals(output, held.get(plan.of(output))));
    }
}
