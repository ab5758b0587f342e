package io.github.dit4j.engine.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.DeviceFeatures;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.testing.OpCases;
import io.github.dit4j.engine.testing.RandomPrograms;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

class BlockLoweringTest {

    private record Launch(String name, List<Object> arguments) {}

    private static List<Launch> lower(Program program) {
        return lower(program, KernelChoice.PORTABLE);
    }

    private static List<Launch> lower(Program program, KernelChoice kernels) {
        var launches = new ArrayList<Launch>();
        var arrays = new HostArrays(program, kernels.buffers(program), new ResidentArrays(RandomPrograms.weights(program)));
        // Every overload of task has the name, the kernel and its arguments.
        var launcher = (KernelLauncher) Proxy.newProxyInstance(KernelLauncher.class.getClassLoader(),
                new Class<?>[] {KernelLauncher.class}, (_, _, arguments) -> {
                    if (!(arguments[1] instanceof WorkerGrid)) {
                        launches.add(new Launch((String) arguments[0], Arrays.asList(arguments).subList(2, arguments.length)));
                    }
                    return null;
                });
        program.blocks().forEach(new BlockLowering(arrays, launcher, kernels)::lower);
        return launches;
    }

    @Test
    void aPackedProjectionIsOneArrayThreeTimes() {
        var program = ProgramBuilder.named("attention");
        Tensor x = program.input("x", DType.F32, 2, 5, 6);
        var block = program.block("blocks.0");
        Tensor qkv = block.linear("attn.qkv", x, 18, false, Epilogue.NONE);
        program.output(block.attention("attn", Slice.part(qkv, 0, 3), Slice.part(qkv, 1, 3), Slice.part(qkv, 2, 3), 3));
        block.end();
        var launches = lower(program.build());
        assertEquals(List.of("t0_blocks_0_attn_qkv", "t1_blocks_0_attn"), launches.stream().map(Launch::name).toList());
        var arguments = launches.get(1).arguments();
        assertSame(arguments.get(0), arguments.get(1));
        assertSame(arguments.get(0), arguments.get(2));
        assertEquals(List.of(2, 3, 5, 5, 2, 18, 0, 18, 6, 18, 12), arguments.subList(4, 15));
    }

    @Test
    void anAbsentBiasIsZeros() {
        var program = ProgramBuilder.named("unbiased");
        Tensor x = program.input("x", DType.F32, 2, 3);
        var block = program.block("block");
        program.output(block.linear("fc", x, 4, false, Epilogue.NONE));
        block.end();
        var bias = (FloatArray) lower(program.build()).getFirst().arguments().get(2);
        assertEquals(List.of(0f, 0f, 0f, 0f), List.of(bias.get(0), bias.get(1), bias.get(2), bias.get(3)));
    }

    @Test
    void tasksOfABlockHaveNamesOfTheirOwnWithoutDots() {
        for (long seed = 1; seed <= 20; seed++) {
            for (var block : RandomPrograms.of(seed).blocks()) {
                var names = new HashSet<String>();
                for (int i = 0; i < block.ops().size(); i++) {
                    String name = TaskNames.task(i, block.ops().get(i));
                    assertTrue(names.add(name) && !name.contains("."), name);
                }
            }
        }
    }

    @Test
    void tensorCoresGetWeightsAsF16AndNoOthers() {
        var program = ProgramBuilder.named("linear");
        Tensor x = program.input("x", DType.F32, 3, 16);
        var block = program.block("block");
        program.output(block.linear("fc", x, 8, true, Epilogue.NONE));
        block.end();
        var built = program.build();
        var kernels = KernelChoice.of(new DeviceFeatures(true, 1, 48 << 10, 1024, true, true), "auto");
        assertEquals(KernelContext.class, lower(built, kernels.withHalves()).getFirst().arguments().getFirst().getClass());
        assertEquals(15, lower(built, kernels.withHalves()).getFirst().arguments().size(), "those of MmaLinear");
        assertEquals(10, lower(built, kernels).getFirst().arguments().size(), "those of TiledLinear");
    }

    @Test
    void noKernelTakesMoreThanFifteenArguments() {
        assertEquals(15, OpCases.all().flatMap(operation -> lower(operation.program()).stream())
                .mapToInt(launch -> launch.arguments().size()).max().orElseThrow(),
                "attention takes the most; TornadoVM before 5.2 allows no more");
    }
}
