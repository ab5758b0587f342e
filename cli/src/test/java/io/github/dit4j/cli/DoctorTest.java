package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.device.DeviceReport;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.device.Support;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor}, and what is done of it at the first use of a device. */
class DoctorTest {

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    /**
     * The processor, in the clothes of an accelerator.
     *
     * @param factor by which its results are wrong
     */
    private record Accelerator(String driver, float factor) implements Device {
        private static final Device CPU = Devices.installed().select("cpu");

        @Override
        public String id() {
            return "opencl:0:0";
        }

        @Override
        public String description() {
            return "an accelerator";
        }

        @Override
        public boolean isForChecking() {
            return false;
        }

        @Override
        public DeviceReport report() {
            return new DeviceReport("opencl", "an accelerator", driver, true, OptionalLong.of(1L << 30), Support.NO,
                    Support.UNKNOWN, Support.NO, Support.NO, Optional.empty());
        }

        @Override
        public Engine open(Weights weights) {
            Engine engine = CPU.open(weights);
            return new Engine() {
                @Override
                public Device device() {
                    return Accelerator.this;
                }

                @Override
                public Executor prepare(Program program) {
                    return scaled(engine.prepare(program), factor);
                }

                @Override
                public void close() {
                    engine.close();
                }
            };
        }

        private static Executor scaled(Executor executor, float factor) {
            return new Executor() {
                @Override
                public void write(Tensor input, float[] values) {
                    executor.write(input, values);
                }

                @Override
                public void write(Tensor input, int[] values) {
                    executor.write(input, values);
                }

                @Override
                public void run() {
                    executor.run();
                }

                @Override
                public float[] read(Tensor output) {
                    float[] values = executor.read(output);
                    for (int i = 0; i < values.length; i++) {
                        values[i] *= factor;
                    }
                    return values;
                }

                @Override
                public void close() {
                    executor.close();
                }
            };
        }
    }

    private static DeviceSelector only(Device device) {
        return new DeviceSelector(List.of(device));
    }

    @Test
    void devicesThatComputeRightPass() {
        String out = Cli.done("doctor", "--brief").out();
        assertTrue(out.contains("cpu: "), out);
        assertTrue(out.lines().anyMatch(line -> line.matches(" +ok +a small DiT .*e-\\d+")), out);
        assertTrue(out.contains("all 2 checks are right"), out);
        assertFalse(out.contains("WRONG"), out);
    }

    @Test
    void aDeviceThatComputesWrongIsExitCode1AndAWayOut() {
        Cli.Run run = Cli.run(() -> only(new Accelerator("1.0", 1.001f)), "doctor", "--brief");
        assertEquals(ExitCode.FAILURE, run.exit());
        assertTrue(run.out().lines().anyMatch(
                line -> line.matches(" +WRONG +a small U-ViT +off by a relative 1\\.0e-03, more than 4e-06")), run.out());
        assertTrue(run.out().contains("2 of 2 checks are wrong: try the portable kernels"), run.out());
    }

    @Test
    void programsReadTheSameAsJson() {
        Cli.Run run = Cli.run(() -> only(new Accelerator("1.0", Float.NaN)), "doctor", "--brief", "--json");
        assertEquals(ExitCode.FAILURE, run.exit());
        JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
        assertFalse(report.get("ok").getAsBoolean());
        JsonObject device = report.getAsJsonArray("devices").get(0).getAsJsonObject();
        assertEquals("opencl:0:0", device.get("id").getAsString());
        assertEquals("unknown", device.get("tensor_cores").getAsString());
        JsonArray checks = device.getAsJsonArray("checks");
        assertEquals(2, checks.size());
        assertEquals("the result holds what is no number", checks.get(0).getAsJsonObject().get("reason").getAsString());
    }

    private void use(Device device) {
        var terminal = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(err), false, 80);
        new FirstUse(terminal, new Globals(), folder.resolve("cache")).check(device, DType.F32);
    }

    @Test
    void aDeviceIsCheckedOnceForEachDriver() {
        use(new Accelerator("1.0", 1));
        assertEquals("checking opencl:0:0 before its first use (--no-check leaves it out)", err.toString().strip());
        use(new Accelerator("1.0", 2)); // known, and not looked at again
        assertThrows(DeviceException.class, () -> use(new Accelerator("1.1", 2)));
    }

    @Test
    void aDeviceThatFailsIsNotUsedAndNotRemembered() {
        for (int i = 0; i < 2; i++) {
            var wrong = assertThrows(DeviceException.class, () -> use(new Accelerator("1.0", 2)));
            assertTrue(wrong.getMessage().startsWith("opencl:0:0 fails at a small DiT: off by a relative 1.0e+00"),
                    wrong.getMessage());
        }
        assertFalse(Files.exists(folder.resolve("cache")));
    }

    @Test
    void whatCannotBeRememberedIsCheckedAgain() throws IOException {
        Files.createFile(folder.resolve("cache"));
        use(new Accelerator("1.0", 1));
        assertThrows(DeviceException.class, () -> use(new Accelerator("1.0", 2)));
    }

    @Test
    void devicesThatComputeInJavaAreNotChecked() {
        Devices.installed().devices().forEach(this::use);
        assertEquals("", err.toString());
    }

    @Test
    void whatIsRememberedLiesInTheFolderForCaches() {
        Path home = Path.of("home");
        assertEquals(Path.of("c", "dit4j", "checked"), FirstUse.folder(Map.of("XDG_CACHE_HOME", "c"), home));
        assertEquals(Path.of("l", "dit4j", "checked"), FirstUse.folder(Map.of("LOCALAPPDATA", "l"), home));
        assertEquals(home.resolve(".cache/dit4j/checked"), FirstUse.folder(Map.of("XDG_CACHE_HOME", ""), home));
    }
}
