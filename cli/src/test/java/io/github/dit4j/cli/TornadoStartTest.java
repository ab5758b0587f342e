package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.DeviceNotFoundException;
import io.github.dit4j.tornado.Backend;
import io.github.dit4j.tornado.DriverProbe;
import io.github.dit4j.tornado.LaunchOptions;
import io.github.dit4j.tornado.TornadoInstallation;
import io.github.dit4j.tornado.TornadoSetup;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Which commands are run by a JVM with TornadoVM in it, and with which options; in a process without it. */
@Tag("sim")
class TornadoStartTest {
    private static final TornadoInstallation SDK = new TornadoInstallation(
            Path.of("sdk"), "5.2.0-jdk25", Set.of(Backend.OPENCL, Backend.CUDA), List.of());
    private static final int CHILDS_EXIT = 7;

    private final StringWriter err = new StringWriter();
    private final List<LaunchOptions> started = new ArrayList<>();

    private record Wanting(DeviceWish wish, Optional<MemorySize> memoryLimit) implements OnDevice {
        @Override
        public long deviceBytes() {
            return 100L << 20;
        }
    }

    private static TornadoSetup ready(int accelerators) {
        return TornadoSetup.of(SDK, List.of(
                new DriverProbe.Found(Backend.OPENCL, "libOpenCL.so.1", accelerators),
                new DriverProbe.Missing(Backend.CUDA, "cannot load libcuda.so.1")));
    }

    private OptionalInt run(TornadoSetup setup, String device, String... memory) throws IOException {
        return run(setup, DeviceWish.of(device), memory);
    }

    private OptionalInt run(TornadoSetup setup, DeviceWish wish, String... memory) throws IOException {
        var terminal = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(err), false, 80);
        var start = new TornadoStart(terminal, new Globals(), () -> setup, options -> {
            started.add(options);
            return CHILDS_EXIT;
        });
        Optional<MemorySize> limit = List.of(memory).stream().map(MemorySize::parse).findFirst();
        return start.run(new CommandLine(CommandSpec.create()), new Wanting(wish, limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opencl", "OpenCL:0", "opencl:0:0", "gpu"})
    void aDeviceOfTornadoVmIsRunElsewhereWithTheMemoryThatItNeeds(String device) throws IOException {
        assertEquals(OptionalInt.of(CHILDS_EXIT), run(ready(1), device));
        assertEquals(Set.of(Backend.OPENCL), started.getFirst().backends());
        // 100 MiB, a sixteenth and 16 MiB
        assertEquals("dit4j: TornadoVM 5.2.0-jdk25 in sdk, opencl, device memory 123MB" + System.lineSeparator(), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference", "sim", "no such device"})
    void everythingElseIsRunHereWithoutLookingForTornadoVm(String device) throws IOException {
        var terminal = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(err), false, 80);
        var start = new TornadoStart(terminal, new Globals(), () -> {
            throw new AssertionError("looked for TornadoVM");
        }, _ -> CHILDS_EXIT);
        assertEquals(OptionalInt.empty(), start.run(
                new CommandLine(CommandSpec.create()), new Wanting(DeviceWish.of(device), Optional.empty())));
        assertEquals("", err.toString());
    }

    @Test
    void autoTakesTornadoVmOnlyForAnAccelerator() throws IOException {
        assertEquals(OptionalInt.of(CHILDS_EXIT), run(ready(1), "auto"));
        assertEquals(OptionalInt.empty(), run(ready(0), "auto"));
        assertEquals(OptionalInt.empty(), run(new TornadoSetup.Absent(), "auto"));
    }

    @Test
    void allDevicesAreThoseOfTornadoVmTooWhereItIs() throws IOException {
        assertEquals(OptionalInt.of(CHILDS_EXIT), run(ready(0), new DeviceWish.All()));
        assertEquals(OptionalInt.empty(), run(new TornadoSetup.Absent(), new DeviceWish.All()));
    }

    @Test
    void anSdkThatCannotStartIsMentionedAndAutoGoesOnWithoutIt() throws IOException {
        assertEquals(OptionalInt.empty(), run(new TornadoSetup.Broken("it is made of wood"), "auto"));
        assertEquals("dit4j: no TornadoVM: it cannot start: it is made of wood" + System.lineSeparator(), err.toString());
    }

    @Test
    void whatIsMissingForADeviceIsSaid() {
        assertMissing("this device needs TornadoVM: TORNADOVM_HOME is not set; set it to the folder of a TornadoVM SDK. "
                + "Without it there are cpu, reference and sim", new TornadoSetup.Absent(), "opencl");
        assertMissing("this device needs TornadoVM: it cannot start: it is made of wood. Without it there are cpu, reference and sim",
                new TornadoSetup.Broken("it is made of wood"), "gpu");
        assertMissing("no device of cuda: cannot load libcuda.so.1", ready(1), "cuda:1");
        assertMissing("the TornadoVM SDK in sdk has no backend metal, only cuda, opencl; set TORNADOVM_HOME to one that has it",
                ready(1), "metal");
    }

    private void assertMissing(String message, TornadoSetup setup, String device) {
        assertEquals(message, assertThrows(DeviceNotFoundException.class, () -> run(setup, device)).getMessage());
        assertTrue(started.isEmpty());
    }

    @Test
    void aGivenLimitOnMemoryIsTakenAsItIs() throws IOException {
        run(ready(1), "opencl", "3GB");
        assertEquals("3072MB", started.getFirst().deviceMemory());
        assertThrows(ParameterException.class, () -> run(ready(1), "cpu", "3GB"));
    }

    @Test
    void theOtherJvmHasTheOptionsOfThisOneThatAreForIt() {
        assertEquals(List.of("-Xmx8g", "-XX:MaxRAMPercentage=70", "-Da=b"), ChildJvm.inherited(
                List.of("-XX:+UseSerialGC", "-Xmx8g", "-XX:MaxRAMPercentage=70", "-XX:+UseG1GC", "-XX:ObjectAlignmentInBytes=64",
                        "-Da=b")));
    }

    @Test
    void memoryIsWrittenInPowersOf1024() {
        assertEquals(900L << 20, MemorySize.parse("900MB").bytes());
        assertEquals(4L << 30, MemorySize.parse("4g").bytes());
        assertEquals(1L << 40, MemorySize.parse("1 TiB").bytes());
        assertEquals(512, MemorySize.parse("512").bytes());
        for (String wrong : List.of("", "GB", "-1GB", "0MB", "1.5GB", "3X", "4 potatoes")) {
            assertThrows(IllegalArgumentException.class, () -> MemorySize.parse(wrong), wrong);
        }
        assertThrows(ArithmeticException.class, () -> MemorySize.parse("999999999999TB"));
    }
}
