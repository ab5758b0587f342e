package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.Goldens;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InformationCommandsTest {
    @TempDir
    Path folder;

    @Test
    @Tag("sim")
    void devicesListsTheProcessorAndTheTwoForChecking() {
        JsonArray devices = JsonParser.parseString(Cli.done("devices", "--json").out()).getAsJsonArray();
        for (String id : List.of("cpu", "reference", "sim")) {
            JsonObject device = StreamSupport.stream(devices.spliterator(), false)
                    .map(element -> element.getAsJsonObject())
                    .filter(object -> object.get("id").getAsString().equals(id))
                    .findFirst().orElseThrow();
            assertEquals(!id.equals("cpu"), device.get("for_checking").getAsBoolean());
        }
        assertTrue(Cli.done("devices").out().lines().anyMatch(line -> line.matches("cpu .*what auto chooses")));
        assertTrue(Cli.done("devices").out().lines().anyMatch(line -> line.matches("sim .*for checking")));
    }

    @Test
    void modelsListsThePublishedSizesWithTheirParameters() {
        String table = Cli.done("models").out();
        assertTrue(table.lines().anyMatch(line -> line.matches("dit-xl-2 .*675\\.1 M.*1000 classes")), table);
        JsonArray models = JsonParser.parseString(Cli.done("models", "--json").out()).getAsJsonArray();
        assertTrue(StreamSupport.stream(models.spliterator(), false)
                .anyMatch(model -> model.getAsJsonObject().get("name").getAsString().equals("uvit-h-2")));
    }

    @Test
    void inspectTellsWhichNetworkACheckpointHolds() {
        Path model = Cli.tinyModel(folder);
        JsonObject found = JsonParser.parseString(Cli.done("inspect", model, "--json", "--tensors").out())
                .getAsJsonObject();
        assertEquals("uvit", found.get("network").getAsString());
        assertEquals(32, found.getAsJsonObject("config").get("embed_dim").getAsInt());
        assertEquals("dpm-solver", found.getAsJsonObject("sampling").get("sampler").getAsString());
        assertEquals("F32 [11, 32]", found.getAsJsonObject("all_tensors").get("label_emb.weight").getAsString());
        assertTrue(Cli.done("inspect", model).out().lines().anyMatch(line -> line.matches("embed_dim +32")));
    }

    @Test
    void inspectShowsAFileOfOtherTensorsToo() {
        String found = Cli.done("inspect", Goldens.folder().resolve("dit_schedule.safetensors")).out();
        assertTrue(found.contains("none that can run: "), found);
        assertTrue(found.lines().anyMatch(line -> line.matches("types +F64 I64")), found);
    }

    /** ESC, DEL and CSI move the cursor; a line of its own would look like one of this program. */
    @Test
    void textsOfFilesDoNotReachTheTerminalAsTheyAre() {
        String evil = "a\033[2K\u007f\u009b1A\ndit4j: all is well\r";
        String shown = "a\\u001b[2K\\u007f\\u009b1A\\ndit4j: all is well\\r";
        Path file = folder.resolve("evil.safetensors");
        SafetensorsWriter.write(file, Map.of(evil, evil, "config", "{\"depth\": \"\u009b\"}"),
                Map.of(evil, TensorData.of(Shape.of(1), 1f), "pos_embed", TensorData.of(Shape.of(1), 1f)));
        String table = Cli.done("inspect", file, "--tensors").out();
        assertEquals(2, table.lines().filter(line -> line.startsWith(shown)).count(), table);
        assertTrue(table.lines().anyMatch(line -> line.matches(Pattern.quote(shown) + " +" + Pattern.quote(shown))), table);
        Cli.Run converted = Cli.done("convert", file, "-o", folder.resolve("other.safetensors"));
        Cli.Run refused = Cli.run("forward", "--model", Cli.tinyModel(folder), "-i", file, "-o", folder.resolve("out"));
        assertTrue(refused.error().contains("it holds a\\u001b[2K\\u007f"), refused.err());
        for (String text : List.of(table, converted.out(), refused.err())) {
            assertTrue(text.chars().allMatch(c -> c == '\n' || c == '\r' || !Character.isISOControl(c)), text);
        }
        assertEquals(1, converted.out().lines().count(), converted.out());
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void synthWritesHalfPrecisionWhenAsked(DType type) throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), """
                {"img_size": 8, "patch_size": 2, "in_chans": 1, "embed_dim": 32, "depth": 2, "num_heads": 2}""");
        Path model = folder.resolve("half.safetensors");
        Cli.done("synth", "--config", config, "--dtype", type.label(), "-o", model);
        try (var written = Checkpoint.open(model)) {
            assertEquals(type, written.dtype("norm.weight"));
        }
    }

    @Test
    void exportWritesAModelOfOnnx() throws IOException {
        Path file = folder.resolve("tiny.onnx");
        String said = Cli.done("export", "--onnx", Cli.tinyModel(folder), "--batch", 3, "-o", file).out();
        assertTrue(said.contains("x [3, 1, 8, 8]"), said);
        // ir_version, the first field of a ModelProto, is 9.
        assertArrayEquals(new byte[] {1 << 3, 9}, Arrays.copyOf(Files.readAllBytes(file), 2));
    }

    @Test
    void benchReportsTimesAndSpeedForEachCombination() {
        JsonArray rows = JsonParser.parseString(Cli.done("bench", "--model", Cli.tinyModel(folder), "--runs", 3, "--warmup", 0,
                        "--batch", "1,2", "--threads", "1,2", "--device", "cpu,reference", "--json").out())
                .getAsJsonArray();
        assertEquals(List.of(1, 2, 1, 2, 1, 2), rows.asList().stream()
                .map(row -> row.getAsJsonObject().get("batch").getAsInt()).toList());
        assertEquals(List.of("cpu", "cpu", "cpu", "cpu", "reference", "reference"), rows.asList().stream()
                .map(row -> row.getAsJsonObject().get("device").getAsString()).toList());
        JsonObject report = rows.get(1).getAsJsonObject();
        double median = report.get("median_ms").getAsDouble();
        assertTrue(report.get("best_ms").getAsDouble() <= median);
        assertEquals(2000 / median, report.get("images_per_second").getAsDouble(), 1e-6 / median);
        assertEquals(report.get("operations").getAsLong() / median * 1e-6, report.get("gflops").getAsDouble(), 1e-6 / median);
        assertTrue(report.get("share_of_peak").getAsDouble() < 1.5, report.toString());
    }

    @Test
    void benchMeasuresAStepOfARun() {
        JsonObject row = JsonParser.parseString(Cli.done("bench", "--model", Cli.tinyModel(folder), "--runs", 2, "--warmup", 0,
                "--batch", 2, "--steps", 5, "--json").out()).getAsJsonArray().get(0).getAsJsonObject();
        assertEquals(5, row.get("steps").getAsInt());
        assertTrue(row.get("step_ms").getAsDouble() > 0, row.toString());
        String table = Cli.done("bench", "--model", Cli.tinyModel(folder), "--runs", 1, "--warmup", 0, "--steps", 3,
                "--markdown").out();
        assertTrue(table.lines().findFirst().orElseThrow().endsWith("| step of 3, ms |"), table);
    }

    @Test
    void benchWritesMarkdown() {
        List<String> lines = Cli.done("bench", "--model", Cli.tinyModel(folder), "--runs", 1, "--warmup", 0, "--markdown")
                .out().lines().toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).matches("(\\| --- )+\\|"), lines.get(1));
        assertEquals(lines.getFirst().chars().filter(c -> c == '|').count(), lines.get(2).chars().filter(c -> c == '|').count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample", "forward", "synth", "devices", "doctor", "models", "inspect", "convert", "bench",
        "decode", "encode", "export"})
    void everyCommandTeachesWithExamples(String command) {
        String help = Cli.done(command, "--help").out();
        assertTrue(help.contains("Usage: dit4j " + command), help);
        List<String> lines = help.lines().toList();
        int examples = lines.indexOf(lines.stream().filter(line -> line.startsWith("Example")).findFirst().orElseThrow());
        // What is too long for the screen would go on at its left edge, within a name.
        assertTrue(lines.subList(examples + 1, lines.size()).stream().allMatch(line -> line.startsWith("  ")), help);
        assertTrue(Cli.done("--help").out().lines().anyMatch(line -> line.startsWith("  " + command)));
    }

    /** What is lost on a full disk is an error; who reads no further from a pipe has what was wanted. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void outputThatCannotBeWrittenIsExitCode1() throws Exception {
        var models = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), Dit4j.class.getName(), "models");
        Process full = models.redirectOutput(new File("/dev/full")).start();
        assertEquals(List.of("dit4j: what this command printed is lost: No space left on device"),
                full.errorReader().lines().filter(line -> line.startsWith("dit4j")).toList());
        assertEquals(ExitCode.FAILURE, full.waitFor());
        Process piped = models.redirectOutput(ProcessBuilder.Redirect.PIPE).start();
        piped.getInputStream().close();
        assertEquals(0, piped.errorReader().lines().filter(line -> line.startsWith("dit4j")).count());
        assertEquals(ExitCode.OK, piped.waitFor());
    }

    @Test
    void versionNamesTheBuildAndTheJavaThatRuns() {
        List<String> lines = Cli.done("--version").out().lines().toList();
        assertTrue(lines.getFirst().matches("dit4j \\d+\\.\\d+\\.\\d+.*"), lines.getFirst());
        assertTrue(lines.get(1).contains(Runtime.version().toString()));
    }
}
