package io.github.dit4j.engine.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.DeviceNotFoundException;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.ScalarKernels;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.SmallFloats;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import io.github.dit4j.engine.testing.RandomPrograms;
import io.github.dit4j.engine.testing.RoundedWeights;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in 16 bits give, bit for bit, what single precision gives with weights that were rounded before. */
class SmallWeightsTest {
    private static final List<DType> TYPES = List.of(DType.F16, DType.BF16);

    static Stream<OpCase> linear() {
        return Stream.concat(OpCases.linear(), OpCases.largeLinear());
    }

    @ParameterizedTest
    @MethodSource("linear")
    void aLayerEqualsThatOfRoundedWeights(OpCase operation) {
        for (DType type : TYPES) {
            OpCase rounded = rounded(operation, type);
            float[] want = rounded.runOn(new CpuDevice(1));
            assertArrayEquals(want, operation.runOn(new CpuDevice(1).withWeightsAs(type)), 0f, "one thread");
            assertArrayEquals(want, operation.runOn(new CpuDevice(3).withWeightsAs(type)), 0f, "three threads");
            var scalar = new CpuDevice(2, new ScalarKernels());
            assertArrayEquals(rounded.runOn(scalar), operation.runOn(scalar.withWeightsAs(type)), 0f, "scalar code");
        }
    }

    /** The same operation with rounded weights, for {@link EveryOperation} too. */
    static OpCase rounded(OpCase operation, DType type) {
        Program program = operation.program();
        Weights weights = RoundedWeights.of(program, operation.weights(), type);
        OpCase rounded = operation;
        for (Tensor weight : program.linearWeights()) {
            rounded = rounded.with(weight, weights.get(weight).toFloats());
        }
        return rounded;
    }

    /** Sizes at which tiles, vectors and blocks of the depth end in the midst of things. */
    @ParameterizedTest
    @ValueSource(ints = {1, 9, 63, 65, 130, 257})
    void aBlockEqualsThatOfRoundedWeights(int tokens) {
        var block = SmallBlock.of(3, tokens, 96, 4);
        for (DType type : TYPES) {
            float[] want = run(block, RoundedWeights.of(block.program(), block.weights(), type), new CpuDevice(2));
            assertArrayEquals(want, run(block, block.weights(), new CpuDevice(1).withWeightsAs(type)), 0f, type + ", 1 thread");
            assertArrayEquals(want, run(block, block.weights(), new CpuDevice(3).withWeightsAs(type)), 0f, type + ", 3 threads");
            var second = block.image(1);
            float[] alone = run(second, second.weights(), new CpuDevice(2).withWeightsAs(type));
            int size = alone.length;
            assertArrayEquals(Arrays.copyOfRange(want, size, 2 * size), alone, 0f, type + ", alone");
        }
    }

    private static float[] run(SmallBlock block, Weights weights, CpuDevice device) {
        try (var engine = device.open(weights); var executor = engine.prepare(block.program())) {
            block.inputs().forEach(executor::write);
            executor.run();
            return executor.read(block.output());
        }
    }

    /** Embeddings, normalisations and biases stay as they are. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void onlyWeightsOfLinearLayersAreRounded(long seed) {
        Program program = RandomPrograms.of(seed);
        Set<Tensor> linear = program.linearWeights();
        assertTrue(linear.stream().noneMatch(weight -> weight.name().contains("table") || weight.name().contains("bias")));
        for (DType type : TYPES) {
            List<float[]> want = RandomPrograms.runTwice(
                    program, new CpuDevice(1), RoundedWeights.of(program, RandomPrograms.weights(program), type));
            List<float[]> got = RandomPrograms.runTwice(program, new CpuDevice(2).withWeightsAs(type));
            for (int i = 0; i < want.size(); i++) {
                assertArrayEquals(want.get(i), got.get(i), 0f);
            }
        }
    }

    /** A table that is read as an embedding and multiplied by has to be one and the same. */
    @Test
    void aWeightThatIsReadElsewhereTooIsNotRounded() {
        var tied = ProgramBuilder.named("tied");
        Tensor ids = tied.input("ids", DType.I32, 2);
        var block = tied.block("block");
        Tensor table = block.weight("table", 5, 8);
        Tensor embedded = block.embedding("embedding", ids, table, Shape.of(2, 8));
        block.linear("other", embedded, 8, Epilogue.NONE);
        block.end();
        assertEquals(Set.of("block.other.weight"),
                Set.copyOf(tied.build().linearWeights().stream().map(Tensor::name).toList()));
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void kernelsWidenEveryNumberExactly(DType type) {
        var bits = new short[1 << Short.SIZE];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (short) i;
        }
        for (Kernels kernels : List.of(KernelsProvider.kernels(), new ScalarKernels())) {
            for (int count : new int[] {1, 7, 16, 17, 47, 65533}) {
                var wide = new float[bits.length];
                kernels.widen(type, bits, 3, wide, 2, count);
                for (int i = 0; i < count; i++) {
                    assertEquals(SmallFloats.widen(type, bits[3 + i]), wide[2 + i], kernels.description());
                }
                assertEquals(0f, wide[1]);
                assertEquals(0f, wide[2 + count]);
            }
        }
    }

    @Test
    void aWeightBeyondTheRangeIsNamedWithWhatHelps() {
        OpCase layer = OpCases.linear(4, 3, 5).findFirst().orElseThrow();
        Tensor weight = layer.program().linearWeights().iterator().next();
        float[] values = layer.values().get(weight).clone();
        values[7] = -70000;
        var device = new CpuDevice(2).withWeightsAs(DType.F16);
        String message = assertThrows(
                IllegalArgumentException.class, () -> layer.with(weight, values).runOn(device)).getMessage();
        assertEquals("weight " + weight + ": -70000.0 is beyond the range of f16 (65504.0); use --dtype bf16 or f32", message);
    }

    @Test
    void aDeviceSaysHowItKeepsWeights() {
        var device = new CpuDevice(1);
        assertEquals(List.of(DType.F32, DType.F16, DType.BF16), device.weightTypes());
        assertEquals(DType.F32, device.weights());
        assertEquals(DType.BF16, device.withWeightsAs(DType.BF16).weights());
        assertTrue(device.withWeightsAs(DType.BF16).description().endsWith(", weights as bf16"));
        assertEquals(device.description(), device.withWeightsAs(DType.BF16).withWeightsAs(DType.F32).description());
        String message = assertThrows(DeviceNotFoundException.class, () -> device.withWeightsAs(DType.F64)).getMessage();
        assertEquals("cpu keeps weights as f32, f16 or bf16, not as f64", message);
    }

    /** Java may use 3 GB here, see the build: 3.2 GB in single precision do not fit, half of that does. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void whereSmallerWeightsWouldFitThatIsSaid(DType stored) {
        long most = Runtime.getRuntime().maxMemory();
        int rows = Math.toIntExact(most / 1024 / 4 / 4 * 11 / 10);
        var large = ProgramBuilder.named("large");
        Tensor x = large.input("x", DType.F32, 1, 1024);
        var block = large.block("block");
        for (int i = 0; i < 4; i++) {
            block.linear("layer" + i, x, rows, Epilogue.NONE);
        }
        block.end();
        try (var engine = new CpuDevice(1).open(new Stored(stored))) {
            String message = assertThrows(IllegalArgumentException.class, () -> engine.prepare(large.build())).getMessage();
            String type = stored == DType.F32 ? "bf16" : stored.label();
            assertTrue(message.contains(", or keep weights in half the memory with --dtype " + type + " ("), message);
            assertEquals(stored != DType.F32, message.endsWith("the type they are stored in, which loses nothing"), message);
        }
        try (var engine = new CpuDevice(1).withWeightsAs(DType.BF16).open(OpCase.weights(Map.of()))) {
            String message = assertThrows(IllegalArgumentException.class, () -> engine.prepare(large.build())).getMessage();
            assertTrue(message.contains("no tensor"), "it fits: " + message);
        }
    }

    /** Weights of one type, of which nobody may read an element. */
    private record Stored(DType type) implements Weights {
        @Override
        public Set<String> names() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Shape shape(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TensorData get(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TensorData get(Tensor wanted) {
            long bytes = wanted.shape().elements() * type.bytes();
            return TensorData.of(wanted.shape(), type, MemorySegment.ofAddress(8).reinterpret(bytes));
        }
    }
}
