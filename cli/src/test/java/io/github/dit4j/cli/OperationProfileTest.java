package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dit4j.cli.OperationProfile.Bound;
import io.github.dit4j.cli.OperationProfile.Limits;
import io.github.dit4j.cli.OperationProfile.Line;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.OpCount;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.layers.SyntheticNetwork;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperationProfileTest {
    private static final double ROUNDING = 1e-9;

    @TempDir
    Path folder;

    @Test
    void theSharesOfAStepAddUpToAllOfIt() {
        JsonArray profiles = JsonParser.parseString(Cli.done("bench", "--model", Cli.tinyModel(folder), "--runs", 3, "--warmup",
                0, "--threads", "1,2", "--by-operation", "--json").out()).getAsJsonArray();
        assertEquals(2, profiles.size());
        for (JsonElement element : profiles) {
            JsonObject profile = element.getAsJsonObject();
            List<JsonObject> lines = profile.getAsJsonArray("operations").asList().stream()
                    .map(JsonElement::getAsJsonObject).toList();
            assertEquals(1, lines.stream().mapToDouble(line -> line.get("share").getAsDouble()).sum(), ROUNDING);
            double all = profile.get("ms").getAsDouble();
            assertEquals(all, lines.stream().mapToDouble(line -> line.get("ms").getAsDouble()).sum(), ROUNDING * all);
            JsonObject attention = lines.stream()
                    .filter(line -> line.get("operation").getAsString().equals("attention")).findFirst().orElseThrow();
            // Depth 2 is a block in, one in the middle and one out; 16 patches, a label and a timestep are 18 tokens.
            assertEquals(3, attention.get("count").getAsInt());
            assertEquals("2 heads, 18 × 18 tokens, 16 wide", attention.get("size").getAsString());
        }
    }

    @Test
    void theTableEndsWithTheWholeStep() {
        List<String> lines = Cli.done("bench", "--model", Cli.tinyModel(folder), "--runs", 1, "--warmup", 0, "--device", "cpu",
                "--by-operation", "--markdown").out().lines().toList();
        assertTrue(lines.getFirst().startsWith("tiny, batch 1, cpu ("), lines.getFirst());
        assertTrue(lines.getLast().startsWith("| all |  |  | ") && lines.getLast().contains(" | 100.0 % | "), lines.getLast());
        assertEquals(1, lines.subList(2, lines.size()).stream().mapToLong(line -> line.chars().filter(c -> c == '|').count())
                .distinct().count());
    }

    @Test
    void aDeviceThatDoesNotTellIsRefused() {
        Cli.Run run = Cli.run("bench", "--model", Cli.tinyModel(folder), "--device", "reference", "--by-operation");
        assertEquals(ExitCode.USAGE, run.exit());
        assertTrue(run.error().contains("reference does not tell how long each operation takes; give --device cpu"),
                run::error);
    }

    /** Every operation of a network is in one line, and no two lines are of one kind and size. */
    @ParameterizedTest
    @ValueSource(strings = {"dit-s-2", "uvit-s-2-mscoco", "vae-decoder:64"})
    void everyOperationIsInOneLine(String name) {
        Program program = SyntheticNetwork.of(name).forward().apply(2);
        List<Op> ops = program.blocks().stream().flatMap(block -> block.ops().stream()).toList();
        List<Line> lines = OperationProfile.lines(ops.stream().map(op -> OperationTime.of(op, 1, DType.F32)).toList());
        assertEquals(ops.size(), lines.stream().mapToInt(Line::count).sum());
        assertEquals(ops.size(), lines.stream().mapToDouble(Line::seconds).sum());
        assertEquals(OpCount.of(program).operations(), lines.stream().mapToLong(Line::operations).sum());
        assertEquals(lines.size(), lines.stream().map(line -> line.kind() + line.size()).distinct().count());
        assertTrue(lines.stream().allMatch(line -> line.layers().stream().noneMatch(layer -> layer.matches(".*\\.\\d+\\..*"))),
                lines::toString);
    }

    @Test
    void bytesAreThoseReadAndThoseWritten() {
        Program program = SyntheticNetwork.of("dit-s-2").forward().apply(1);
        Op fc1 = program.blocks().stream().flatMap(block -> block.ops().stream())
                .filter(op -> op.output().name().equals("blocks.3.mlp.fc1")).findFirst().orElseThrow();
        OperationTime time = OperationTime.of(fc1, 1, DType.F32);
        assertEquals("linear, GELU (tanh)", time.kind());
        assertEquals("256 × 384 → 1536", time.size());
        assertEquals("blocks.*.mlp.fc1", time.layer());
        assertEquals(4 * (256 * 384 + 384 * 1536 + 1536 + 256 * 1536), time.bytes());
        assertEquals(4 * (256 * 384 + 1536 + 256 * 1536) + 2 * 384 * 1536, OperationTime.of(fc1, 1, DType.BF16).bytes());
        assertEquals(2L * 256 * 384 * 1536, time.operations());
    }

    /** With a peak of 100 operations and 10 bytes a second, ten operations for each byte are where the limits meet. */
    @ParameterizedTest
    @CsvSource({"200, 10, 4, MULTIPLY_ADDS, 0.5", "50, 10, 4, MEMORY, 0.25", "0, 10, 4, MEMORY, 0.25", "0, 10, 0.5, CACHE, 2"})
    void theNearerLimitIsNamed(long operations, long bytes, double seconds, Bound bound, double share) {
        var limits = new Limits(100, 10);
        var line = new Line("linear", "", new LinkedHashSet<>(), 1, seconds, operations, bytes);
        assertEquals(bound, line.bound(limits));
        assertEquals(share, line.shareOf(limits), ROUNDING);
    }
}
