package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --dtype}: weights of linear layers in 16 bits, on the processor too. */
class DtypeTest {
    private static final Path INPUTS = Goldens.folder().resolve("dit_tiny.io.safetensors");

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void aModel() {
        model = Cli.model(folder, "dit_tiny.io");
    }

    private float[] forward(Path checkpoint, String dtype) {
        Path output = folder.resolve("out.safetensors");
        Cli.Run run = Cli.done("forward", "--model", checkpoint, "--inputs", INPUTS, "--output", output, "--device", "cpu",
                "--dtype", dtype);
        assertEquals(!dtype.equals("f32"), run.out().contains("weights as " + dtype), run.out());
        try (var written = Checkpoint.open(output)) {
            assertEquals(dtype, written.metadata().get("weights"));
            return written.get("output").toFloats();
        }
    }

    /** The tolerances are twice what these weights lose on networks of published size. */
    @ParameterizedTest
    @CsvSource({"f16, 1e-3", "bf16, 8e-3"})
    void forwardStaysCloseToThePublishedOutput(String dtype, double tolerance) {
        try (var golden = Goldens.open("dit_tiny.io")) {
            double error = Numbers.relativeL2(golden.get("output").toDoubles(), forward(model, dtype));
            assertTrue(error <= tolerance && error > tolerance / 100, "relative L2 " + error);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"f16", "bf16"})
    void aCheckpointOfThatTypeLosesNothing(String dtype) {
        Path converted = folder.resolve("converted.safetensors");
        Cli.done("convert", model, "--dtype", dtype, "-o", converted);
        assertArrayEquals(forward(converted, "f32"), forward(converted, dtype), 0f);
        assertEquals(dtype, inspect(converted).get("lossless_dtype").getAsString());
        assertFalse(inspect(model).has("lossless_dtype"), "single precision is rounded");
    }

    private static JsonObject inspect(Path file) {
        return JsonParser.parseString(Cli.done("inspect", file, "--json").out()).getAsJsonObject();
    }

    @Test
    void aPictureTellsHowWeightsWereKept() {
        Path tiny = Cli.tinyModel(folder);
        Path picture = folder.resolve("a.png");
        for (String dtype : new String[] {"F32", "f16", "bf16"}) {
            JsonObject report = JsonParser.parseString(Cli.done("sample", "--model", tiny, "-n", 1, "--steps", 2, "--device",
                    "cpu", "--dtype", dtype, "-o", picture, "--json").out()).getAsJsonObject();
            JsonObject stored = inspect(picture).getAsJsonObject("dit4j");
            for (JsonObject told : new JsonObject[] {report, stored}) {
                assertEquals(!dtype.equals("F32"), told.has("weights"), told.toString());
                assertTrue(dtype.equals("F32") || told.get("weights").getAsString().equals(dtype), told.toString());
            }
        }
    }

    @Test
    void benchMeasuresEachTypeWithItsThreads() {
        JsonObject row = JsonParser.parseString(Cli.done("bench", "--model", Cli.tinyModel(folder), "--runs", 1, "--warmup", 0,
                "--threads", "2", "--device", "cpu", "--dtype", "bf16", "--json").out()).getAsJsonArray().get(0).getAsJsonObject();
        assertEquals("bf16", row.get("weights").getAsString());
        assertTrue(row.get("device_description").getAsString().contains("2 threads, "), row.toString());
    }

    @Test
    void devicesSaysWhichTypesEachKeeps() {
        var devices = JsonParser.parseString(Cli.done("devices", "--json").out()).getAsJsonArray();
        JsonObject cpu = StreamSupport.stream(devices.spliterator(), false).map(device -> device.getAsJsonObject())
                .filter(device -> device.get("id").getAsString().equals("cpu")).findFirst().orElseThrow();
        assertEquals("[\"f32\",\"f16\",\"bf16\"]", cpu.get("weight_types").toString());
        assertTrue(Cli.done("devices").out().lines().anyMatch(line -> line.matches("cpu .* f32 f16 bf16 .*")));
    }

    @Test
    void doctorAllowsForTheRounding() {
        for (String dtype : new String[] {"f16", "bf16"}) {
            String said = Cli.done("doctor", "--brief", "--device", "cpu", "--dtype", dtype).out();
            assertTrue(said.contains("weights as " + dtype) && said.contains("; takes --dtype f32, f16, bf16")
                    && said.contains("checks are right"), said);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "reference, f16, 'keeps weights as f32 only, not f16; leave --dtype away'",
        "reference, bf16, 'keeps weights as f32 only, not bf16; leave --dtype away'",
        "sim, f16, 'weights as f16 want the kernel tiled-linear, which is off; allow it by dit4j.kernels, or use f32'",
        "sim, bf16, 'keeps weights as f32, not as bf16; use --dtype f32, or --device cpu, which also knows bf16'"
    })
    void whatADeviceCannotKeepIsExitCode3(String device, String dtype, String reason) {
        for (String command : new String[] {"doctor", "bench"}) {
            Cli.Run run = Cli.run(command, "--device", device, "--dtype", dtype);
            assertEquals(ExitCode.NO_DEVICE, run.exit());
            assertTrue(run.error().contains(reason), run.error());
        }
    }
}
