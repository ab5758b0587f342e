package io.github.dit4j.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dit4j.engine.check.Finding;
import io.github.dit4j.engine.check.OperationCheck;
import io.github.dit4j.engine.check.OperationChecks;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.device.DeviceNotFoundException;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.device.Support;
import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import io.github.dit4j.engine.testing.RandomPrograms;
import io.github.dit4j.engine.testing.TestDevices;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The devices that TornadoVM reaches; see {@code docs/devices.md} for where this was run. */
@Tag("device")
class RealDeviceTest {
    private static final long MEBIBYTE = 1 << 20;
    /** Relative L2: a device may sum in another order than the portable kernel in Java. */
    private static final double TOLERANCE = 2e-6;
    /**
     * The same of random programs: softmax of large scores, twice over, enlarges roundings up to 1.6e-5. A wrong buffer is
     * an error of about 1.
     */
    private static final double RANDOM_TOLERANCE = 1e-3;

    static Stream<TornadoVmDevice> devices() {
        return TestDevices.real().stream();
    }

    static Stream<Arguments> operations() {
        var gpuKernels = Stream.of(OpCases.linear(), OpCases.layerNorm(), OpCases.attention(), OpCases.groupNorm(),
                OpCases.conv2d()).flatMap(cases -> cases).toList();
        return Stream.concat(
                TestDevices.real("portable").stream().flatMap(
                        device -> OpCases.all().map(operation -> Arguments.of(operation, device))),
                TestDevices.real("gpu").stream().flatMap(
                        device -> gpuKernels.stream().map(operation -> Arguments.of(operation, device))));
    }

    static Stream<Arguments> checks() {
        return devices().flatMap(device -> OperationChecks.all().stream().map(check -> Arguments.of(check, device)));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void operationsOfAwkwardSizesAgreeWithDoublePrecision(OpCase operation, TornadoVmDevice device) {
        double error = OpCase.relativeError(operation.runOn(device), operation.expected());
        double tolerance = Math.max(operation.tolerance(), TOLERANCE);
        assertTrue(error <= tolerance, () -> "relative L2 error " + error);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void operationsOfPublishedSizesAgreeWithThePortableKernels(OperationCheck check, TornadoVmDevice device) {
        Finding finding = check.run(device, DType.F32);
        assertTrue(finding.isRight(), finding.toString());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void programsOfSeveralGraphsGiveTheNumbersOfTheReference(TornadoVmDevice device) {
        for (long seed = 1; seed <= 10; seed++) {
            Program program = RandomPrograms.of(seed);
            var want = RandomPrograms.runTwice(program, new ReferenceDevice());
            var got = RandomPrograms.runTwice(program, device);
            for (int i = 0; i < want.size(); i++) {
                double error = Finding.relativeError(want.get(i), got.get(i));
                assertTrue(error <= RANDOM_TOLERANCE, "seed " + seed + ", output " + i + " is off by " + error);
            }
        }
    }

    /** SiLU of so many MiB, which needs the same again for its result. */
    private static Program large(int mebibytes) {
        var program = ProgramBuilder.named("large");
        Tensor x = program.input("x", DType.F32, (int) (mebibytes * MEBIBYTE / Float.BYTES));
        var block = program.block("block");
        program.output(block.activate("y", x, Activation.SILU));
        block.end();
        return program.build();
    }

    private static Executor prepare(Program program, TornadoVmDevice device) {
        return device.open(OpCase.weights(Map.of())).prepare(program);
    }

    private static float[] run(Executor executor, Program program, float value) {
        Tensor x = program.input("x");
        var values = new float[x.shape().size()];
        Arrays.fill(values, value);
        executor.write(x, values);
        executor.run();
        return executor.read(program.outputs().getFirst());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void closedProgramsGiveTheirMemoryBack(TornadoVmDevice device) {
        for (int i = 0; i < 10; i++) { // 1280 MiB in turn; the limit is 512
            Program program = large(64);
            try (Executor executor = prepare(program, device)) {
                assertEquals(0.7310586f, run(executor, program, 1)[12345], 1e-6f);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void memoryThatIsSpentIsSaidAndTheDeviceGoesOn(TornadoVmDevice device) {
        Program tooLarge = large(400);
        try (Executor executor = prepare(tooLarge, device)) {
            String message = assertThrows(DeviceException.class, () -> run(executor, tooLarge, 1)).getMessage();
            assertTrue(message.contains("has no memory left for this program, which needs 800 MiB"), message);
            assertTrue(message.contains("--device-memory 1312MB"), message); // on top of 512
        }
        Program small = large(1);
        try (Executor executor = prepare(small, device)) {
            assertEquals(0.7310586f, run(executor, small, 1)[0], 1e-6f);
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void twoModelsDoNotDisturbEachOther(TornadoVmDevice device) {
        Program one = large(1);
        Program other = large(2);
        try (Executor first = prepare(one, device); Executor second = prepare(other, device)) {
            float[] alone = run(first, one, 1);
            run(second, other, 2);
            assertArrayEquals(alone, run(first, one, 1));
            assertEquals(1.7615942f, run(second, other, 2)[999], 1e-6f);
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void productsOnTensorCoresAreAsNearToDoublePrecisionAsHalvesAre(TornadoVmDevice device) {
        assumeTrue(device.features().tensorCores(), "no tensor cores");
        Device halves = device.withKernels("gpu").withWeightsAs(DType.F16);
        for (OpCase operation : GpuKernelsTest.multiplied().toList()) {
            double error = OpCase.relativeError(operation.runOn(halves), operation.expected());
            assertTrue(error <= 1e-3, operation + ": relative L2 error " + error);
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void programsCapturedInCudaGraphsGiveTheSameNumbers(TornadoVmDevice device) {
        assumeTrue(device.report().cudaGraphs() == Support.YES, "no CUDA graphs");
        for (long seed = 1; seed <= 10; seed++) {
            Program program = RandomPrograms.of(seed);
            var want = RandomPrograms.runTwice(program, device);
            var got = RandomPrograms.runTwice(program, device.withCudaGraphs());
            for (int i = 0; i < want.size(); i++) {
                assertArrayEquals(want.get(i), got.get(i), "seed " + seed + ", output " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void halfPrecisionIsRefusedOrNearToSingle(TornadoVmDevice device) {
        var check = OperationChecks.all().stream().filter(one -> one.op() instanceof Op.Linear).findFirst().orElseThrow();
        if (device.features().half()) {
            assertTrue(check.run(device.withKernels("gpu"), DType.F16).isRight());
        } else {
            String message = assertThrows(DeviceNotFoundException.class, () -> device.withWeightsAs(DType.F16)).getMessage();
            assertTrue(message.contains("does not compute in half precision"), message);
            assertFalse(check.run(device, DType.F16).isRight());
        }
    }
}
