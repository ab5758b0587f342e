package io.github.dit4j.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.memory.Buffer;
import io.github.dit4j.engine.memory.BufferPlan;
import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.testing.RandomPrograms;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingPlanTest {

    /** Four blocks: the first's result is needed by the last, as a long skip is; c by the second and the last. */
    private static Program skipping() {
        var program = ProgramBuilder.named("skipping");
        Tensor x = program.input("x", DType.F32, 2, 3);
        Tensor c = program.input("c", DType.F32, 2, 3);
        var first = program.block("first");
        Tensor skip = first.activate("skip", x, Activation.SILU);
        first.end();
        var second = program.block("second");
        Tensor y = second.add("y", skip, c);
        second.end();
        var third = program.block("third");
        Tensor z = third.layerNorm("z", y, 1e-5f);
        third.end();
        var last = program.block("last");
        Tensor sum = last.add("sum", last.add("skipped", z, skip), c);
        last.end();
        program.output(y);
        program.output(sum);
        return program.build();
    }

    @Test
    void aSkipAndAConditionTravelThroughTheBlocksBetween() {
        Program program = skipping();
        var buffers = BufferPlan.of(program);
        List<RingPlan.Stage> stages = RingPlan.of(program, buffers).stages();
        Buffer x = buffers.of(program.input("x"));
        Buffer c = buffers.of(program.input("c"));
        Buffer skip = buffers.of(written(program, "first.skip"));
        Buffer y = buffers.of(program.output("second.y"));
        Buffer z = buffers.of(written(program, "third.z"));

        assertEquals(List.of("g0_first", "g1_second", "g2_third", "g3_last"),
                stages.stream().map(RingPlan.Stage::graph).toList());
        assertEquals(List.of(Optional.empty(), Optional.of("g0_first"), Optional.of("g1_second"), Optional.of("g2_third")),
                stages.stream().map(RingPlan.Stage::producer).toList());
        assertEquals(List.of(List.of(x), List.of(c), List.of(), List.of()),
                stages.stream().map(RingPlan.Stage::sentEachRun).toList());
        assertEquals(List.of(Set.of(), Set.of(skip), Set.of(skip, c, y), Set.of(skip, c, z)), sets(stages, true));
        assertEquals(List.of(Set.of(skip), Set.of(skip, c, y), Set.of(skip, c, z), Set.of()), sets(stages, false));
        assertEquals(List.of(List.of(), List.of(y), List.of(), List.of(buffers.of(program.output("last.sum")))),
                stages.stream().map(RingPlan.Stage::returned).toList());
        assertEquals(2, stages.get(2).sentOnce().size(), "weight and bias of the norm stay with their graph");
    }

    @Test
    void theDeviceHoldsWhatTravelsOnceAndWeightsForEachGraph() {
        var program = ProgramBuilder.named("shared");
        Tensor x = program.input("x", DType.F32, 2, 3);
        Tensor weight = program.weight("weight", 3, 3);
        for (String name : List.of("first", "second")) {
            var block = program.block(name);
            x = block.linear("fc", x, weight, Optional.empty(), Epilogue.NONE);
            block.end();
        }
        program.output(x);
        Program built = program.build();
        // x and two slots of 2·3; twice a weight of 3·3 and zeros of 3 for its bias
        assertEquals(4 * (3 * 6 + 2 * (9 + 3)), RingPlan.of(built, BufferPlan.of(built)).deviceBytes());
    }

    private static Tensor written(Program program, String name) {
        return program.blocks().stream().flatMap(block -> block.written().stream())
                .filter(tensor -> tensor.name().equals(name)).findFirst().orElseThrow();
    }

    private static List<Set<Buffer>> sets(List<RingPlan.Stage> stages, boolean consumed) {
        return stages.stream().map(stage -> Set.copyOf(consumed ? stage.consumed() : stage.persisted())).toList();
    }

    @Test
    void aBlockWithoutOperationsHasNoGraph() {
        var program = ProgramBuilder.named("hollow");
        Tensor x = program.input("x", DType.F32, 2, 3);
        program.block("empty").end();
        var block = program.block("block");
        program.output(block.activate("y", x, Activation.SILU));
        block.end();
        Program built = program.build();
        assertEquals(List.of("g0_block"),
                RingPlan.of(built, BufferPlan.of(built)).stages().stream().map(RingPlan.Stage::graph).toList());
    }

    /** Follows the buffers as TornadoVM does: a graph holds what it was sent, consumed and wrote, and hands on a part of it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyGraphHoldsWhatItsOperationsRead(long seed) {
        Program program = RandomPrograms.of(seed);
        var buffers = BufferPlan.of(program);
        Set<Buffer> handed = Set.of();
        var returned = new HashSet<Buffer>();
        for (RingPlan.Stage stage : RingPlan.of(program, buffers).stages()) {
            assertTrue(handed.containsAll(stage.consumed()), "consumes what the graph before did not hand on");
            var held = new HashSet<>(stage.consumed());
            held.addAll(stage.sentOnce());
            held.addAll(stage.sentEachRun());
            for (Op op : stage.block().ops()) {
                op.inputs().forEach(input -> assertTrue(held.contains(buffers.of(input)), input + " is not there"));
                held.add(buffers.of(op.output()));
            }
            assertTrue(held.containsAll(stage.persisted()), "hands on what it does not hold");
            assertTrue(held.containsAll(stage.returned()), "returns what it does not hold");
            returned.addAll(stage.returned());
            handed = Set.copyOf(stage.persisted());
        }
        program.outputs().forEach(output -> assertTrue(returned.contains(buffers.of(output)), output + " never returns"));
    }
}
