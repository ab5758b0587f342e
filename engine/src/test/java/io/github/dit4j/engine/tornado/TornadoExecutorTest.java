package io.github.dit4j.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceNotFoundException;
import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.testing.RandomPrograms;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole programs on the simulated device. */
@Tag("sim")
class TornadoExecutorTest {
    private static final Device SIMULATED = TornadoVmDevice.all().getFirst();

    @Test
    void theJvmEditionHasOneDeviceForChecking() {
        assertEquals(1, TornadoVmDevice.all().size());
        assertEquals("sim", SIMULATED.id());
        assertTrue(SIMULATED.isForChecking());
    }

    @Test
    void weightsAsF16AreOfferedWhereTheKernelThatReadsThemMayRun() {
        var device = TornadoVmDevice.all().getFirst();
        assertEquals(List.of(DType.F32, DType.F16), device.withKernels("gpu").weightTypes());
        Device portable = device.withKernels("portable");
        assertEquals(List.of(DType.F32), portable.weightTypes());
        assertThrows(DeviceNotFoundException.class, () -> portable.withWeightsAs(DType.F16));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void programsOfSeveralGraphsGiveTheNumbersOfTheReference(long seed) {
        var program = RandomPrograms.of(seed);
        var want = RandomPrograms.runTwice(program, new ReferenceDevice());
        var got = RandomPrograms.runTwice(program, SIMULATED);
        assertEquals(want.size(), got.size());
        for (int i = 0; i < want.size(); i++) {
            assertArrayEquals(want.get(i), got.get(i));
        }
        assertFalse(Arrays.equals(want.get(want.size() / 2 - 1), want.getLast()) && readsItsInput(seed),
                "the second run gave the first one's result");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void programsCapturedInCudaGraphsGiveTheSameNumbersFromRunToRun(long seed) {
        var program = RandomPrograms.of(seed);
        var want = RandomPrograms.runTwice(program, SIMULATED);
        var got = RandomPrograms.runTwice(program, SIMULATED.withCudaGraphs());
        for (int i = 0; i < want.size(); i++) {
            assertArrayEquals(want.get(i), got.get(i));
        }
    }

    @Test
    void aDeviceWithoutCudaGraphsRefusesThem() {
        String message = assertThrows(DeviceNotFoundException.class, () -> new ReferenceDevice().withCudaGraphs()).getMessage();
        assertTrue(message.startsWith("reference (") && message.contains("leave --cuda-graphs away"), message);
    }

    /** Whether x reaches the last output; a random program may never read it. */
    private static boolean readsItsInput(long seed) {
        var program = RandomPrograms.of(seed);
        var reached = new HashSet<>(Set.of(program.input("x")));
        program.blocks().stream().flatMap(block -> block.ops().stream())
                .filter(op -> op.inputs().stream().anyMatch(reached::contains))
                .forEach(op -> reached.add(op.output()));
        return reached.contains(program.outputs().getFirst());
    }
}
