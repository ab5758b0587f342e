package io.github.dit4j.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Comparison.commandLine(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(args);
    }

    /** 64 pixels a side are a decoder of 0.1 s. */
    @Test
    void theDecoderAgreesWithOnnxRuntime() {
        assertEquals(0, run("--seconds", "0", "--warmup", "0", "--json", "vae-decoder:64:1:2"), err::toString);
        JsonArray found = JsonParser.parseString(out.toString()).getAsJsonArray();
        JsonObject outcome = found.get(0).getAsJsonObject();
        assertEquals("vae-decoder:64", outcome.get("model").getAsString());
        assertTrue(outcome.get("relative_l2").getAsDouble() <= 4e-6, outcome::toString);
        JsonObject peer = outcome.getAsJsonArray("runtimes").get(1).getAsJsonObject();
        assertEquals("ONNX Runtime", peer.get("runtime").getAsString());
        assertTrue(peer.get("best_ms").getAsDouble() <= peer.get("median_ms").getAsDouble(), peer::toString);
    }

    @Test
    void aRowIsAsWideAsItsHeader() {
        var rounds = new Rounds(List.of(new double[] {30, 40, 60}));
        List<String> runtimes = List.of("dit4j", "ONNX Runtime", "libtorch");
        List<String> header = Outcome.header(runtimes).lines().toList();
        String row = new Outcome(Wanted.of("dit-s-2:1:2"), runtimes, rounds, 1.25e-6).row();
        assertEquals(header.getFirst().length(), row.length(), row);
        assertEquals(List.of("dit-s-2", "1", "2", "30.0 (30.0)", "40.0 (40.0)", "60.0 (60.0)", "0.75", "0.50", "1", "1.3e-06"),
                List.of(row.substring(2, row.length() - 1).trim().split(" +\\| +")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dit-s-2 | dit-s-2 is not MODEL:BATCH:THREADS",
                "dit-s-9:1:1 | there is no model size dit-s-9",
                "--seconds -1 dit-s-2:1:1 | --seconds and --warmup are not negative",
                "--torchscript a.pt dit-s-2:1:1 dit-s-2:1:2 | give one MODEL:BATCH:THREADS with it"
            })
    void aCommandLineThatMakesNoSenseIsExitCode2(String line, String reason) {
        assertEquals(2, run(line.split(" ")));
        assertTrue(err.toString().contains(reason), err::toString);
    }

    /** The tests run without the jar that holds libtorch. */
    @Test
    void aBuildWithoutLibtorchSaysHowToGetIt() {
        assertEquals(1, run("--torchscript", "a.pt", "vae-decoder:8:1:1"));
        assertEquals("this build has no libtorch; build it with -Ppeers,torch (docs/performance.md)", err.toString().strip());
    }

    @Test
    void helpTeachesWithExamples() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("--torchscript") && out.toString().contains("Examples:"), out::toString);
    }
}
