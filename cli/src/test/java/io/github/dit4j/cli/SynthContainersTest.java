package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.ModelLoader;
import io.github.dit4j.layers.NetworkConfig;
import io.github.dit4j.layers.SyntheticModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every container that {@code synth} writes is opened as the same model. */
class SynthContainersTest {
    private static final String DIT = """
            {"family": "dit", "input_size": 8, "patch_size": 2, "in_channels": 4, "hidden_size": 64, "depth": 2, "num_heads": 4,
             "num_classes": 10, "learn_sigma": true}""";
    private static final String UVIT = """
            {"img_size": 8, "patch_size": 2, "in_chans": 1, "embed_dim": 32, "depth": 2, "num_heads": 2,
             "num_classes": 11, "conv": false}""";

    @TempDir
    Path folder;

    private Path config(String json) throws IOException {
        return Files.writeString(folder.resolve("config.json"), json);
    }

    private static void assertFollowsTheRule(String config, Path written, int heads) {
        Weights rule = SyntheticModel.weights(NetworkConfig.fromJson(config));
        try (var checkpoint = Checkpoint.open(written)) {
            LoadedModel model = ModelLoader.load(checkpoint, ModelHints.of(checkpoint).heads(heads));
            assertEquals(rule.names(), model.weights().names());
            for (String name : rule.names()) {
                assertArrayEquals(rule.get(name).toFloats(), model.weights().get(name).toFloats(), name);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dit.safetensors, '', dit.safetensors",
        "dit.pt, '', dit.pt",
        "dit.weights, --format torch, dit.weights",
        "dit.safetensors, --shard-size 50KB, dit.safetensors.index.json",
        "dit, --format diffusers, dit",
        "dit, --format diffusers --shard-size 50KB, dit"
    })
    void aDiTIsTheSameInEachContainer(String output, String options, String written) throws IOException {
        Cli.done(command("synth --config " + config(DIT) + " -o " + folder.resolve(output) + " " + options));
        assertFollowsTheRule(DIT, folder.resolve(written), 4);
    }

    @ParameterizedTest
    @CsvSource({"uvit.pth, '', uvit.pth", "uvit.safetensors, --shard-size 20KB, uvit.safetensors.index.json"})
    void aUViTIsTheSameInEachContainer(String output, String options, String written) throws IOException {
        Cli.done(command("synth --config " + config(UVIT) + " -o " + folder.resolve(output) + " " + options));
        assertFollowsTheRule(UVIT, folder.resolve(written), 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "uvit | --format diffusers | diffusers has no form for this uvit",
        "uvit.pt | --shard-size 1MB | files of torch are not sharded"
    })
    void whatAContainerCannotHoldIsRefusedAndNothingWritten(String output, String options, String reason) throws IOException {
        Path file = folder.resolve(output);
        Cli.Run run = Cli.run(command("synth --config " + config(UVIT) + " -o " + file + " " + options));
        assertTrue(run.err().contains(reason), run.err());
        assertFalse(Files.exists(file));
        assertEquals(1, folder.toFile().list().length, "the configuration only");
    }

    @Test
    void aFolderThatIsThereIsNotWrittenOver() throws IOException {
        Cli.Run run = Cli.run(command("synth --config " + config(DIT) + " --format diffusers -o " + folder));
        assertEquals(ExitCode.FAILURE, run.exit());
        assertTrue(run.error().contains("it is there already"), run.error());
    }

    @ParameterizedTest
    @CsvSource({"again.pt, again.pt", "again.safetensors --shard-size 50KB, again.safetensors.index.json"})
    void convertWritesTheSameContainers(String output, String written) throws IOException {
        Path pipeline = folder.resolve("p".repeat(240));     // as long as names may be, nearly
        Cli.done(command("synth --config " + config(DIT) + " --format diffusers -o " + pipeline));
        Cli.done(command("convert " + pipeline + " -o " + folder + "/" + output));
        assertFollowsTheRule(DIT, folder.resolve(written), 4);
    }

    private static Object[] command(String words) {
        return words.strip().split(" +");
    }
}
