package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.DiffusersDiTFiles;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.layers.clip.ClipTextConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertCommandTest {
    private static final double FORWARD = 2e-6;

    @TempDir
    Path folder;

    /** A pipeline of diffusers around the network of the golden case. */
    private Path pipeline() throws IOException {
        Path pipeline = folder.resolve("DiT-tiny");
        Path published = Cli.model(folder, "dit_tiny.io");
        try (Checkpoint checkpoint = Checkpoint.open(published)) {
            DiffusersDiTFiles.write(pipeline, DiffusersDiTFiles.weights(checkpoint, 2));
        }
        Files.delete(published);
        Files.writeString(pipeline.resolve("model_index.json"), """
                {"_class_name": "DiTPipeline", "id2label": {"0": "tench", "1": "goldfish", "2": "white shark",
                 "3": "tiger shark", "4": "hammerhead", "5": "electric ray", "6": "stingray", "7": "cock", "8": "hen",
                 "9": "ostrich"}}""");
        Files.createDirectories(pipeline.resolve("scheduler"));
        scheduler(pipeline, "linear", 0.02);
        return pipeline;
    }

    private static void scheduler(Path pipeline, String schedule, double end) throws IOException {
        Files.writeString(pipeline.resolve("scheduler/scheduler_config.json"), """
                {"_class_name": "DDIMScheduler", "num_train_timesteps": 1000, "beta_start": 0.0001, "beta_end": %s,
                 "beta_schedule": "%s", "prediction_type": "epsilon", "clip_sample": false, "trained_betas": null}"""
                .formatted(end, schedule));
    }

    private JsonObject inspect(Path model) {
        return JsonParser.parseString(Cli.done("inspect", model, "--json").out()).getAsJsonObject();
    }

    private double error(Path model, String output) throws IOException {
        Path golden = Goldens.folder().resolve("dit_tiny.diffusers.io.safetensors");
        Path result = folder.resolve("out.safetensors");
        Cli.done("forward", "--model", model, "--inputs", golden, "--output", result, "--device", "cpu");
        try (var expected = Checkpoint.open(golden);
                var found = Checkpoint.open(result)) {
            return Numbers.relativeL2(expected.get(output).toDoubles(), found.get("output").toFloats());
        }
    }

    @Test
    void aDiffusersFolderRunsAsItIsAndAfterwardsFromOneFile() throws IOException {
        Path pipeline = pipeline();
        Path converted = folder.resolve("dit.safetensors");
        assertTrue(error(pipeline, "output_diffusers") <= FORWARD);
        assertTrue(Cli.done("convert", pipeline, "-o", converted).out().contains("dit with 0.2 M parameters as F32"));
        assertTrue(error(converted, "output_diffusers") <= FORWARD);
        try (var written = Checkpoint.open(converted)) {
            assertEquals(Shape.of(192, 64), written.shape("blocks.1.attn.qkv.weight"));
        }
        JsonObject before = inspect(pipeline);
        JsonObject after = inspect(converted);
        assertEquals("DiT-tiny", before.getAsJsonObject("sampling").remove("name").getAsString());
        assertEquals("dit", after.getAsJsonObject("sampling").remove("name").getAsString());
        for (String part : new String[] {"network", "parameters", "config", "sampling"}) {
            assertEquals(before.get(part), after.get(part));
        }
    }

    @Test
    void aFileOfTorchHoldsTheWeightsToTheLastBit() {
        Path torch = Goldens.folder().resolve("dit_tiny_f16.pt");
        Path converted = folder.resolve("from-torch.safetensors");
        Path expected = folder.resolve("expected.safetensors");
        Cli.done("convert", torch, "--heads", 4, "--dtype", "f16", "-o", converted);
        Cli.done("convert", Cli.model(folder, "dit_tiny.io"), "--dtype", "f16", "-o", expected);
        try (var ours = Checkpoint.open(expected);
                var theirs = Checkpoint.open(converted)) {
            assertEquals(ours.names(), theirs.names());
            for (String name : ours.names()) {
                assertEquals(-1, ours.get(name).bytes().mismatch(theirs.get(name).bytes()), name);
            }
        }
    }

    @Test
    void aFileOfTorchIsSampledFromAsItIs() {
        Path latents = folder.resolve("latents.safetensors");
        Cli.Run run = Cli.done("sample", "--model", Goldens.folder().resolve("dit_tiny_f16.pt"), "--heads", 4, "--class", 3,
                "--steps", 2, "--latents-out", latents, "--device", "cpu");
        assertTrue(run.out().contains("1 image of 3, dit_tiny_f16 on cpu"), run.out());
    }

    @Test
    void theFrequenciesOfThePublishedCodeAreThereOnRequest() throws IOException {
        Path converted = folder.resolve("dit.safetensors");
        Cli.done("convert", pipeline(), "-o", converted, "--time-frequencies", "published");
        assertTrue(error(converted, "output_official") <= FORWARD);
    }

    @Test
    void thePipelineTellsHowItsLibrarySamples() throws IOException {
        JsonObject sampling = inspect(pipeline()).getAsJsonObject("sampling");
        assertEquals("ddim", sampling.get("sampler").getAsString());
        assertEquals("ddim50", sampling.get("steps").getAsString());
        assertEquals("all", sampling.get("cfg_channels").getAsString());
        assertEquals(0.18215, sampling.get("latent_scale").getAsDouble());
        assertEquals(4, sampling.get("cfg_scale").getAsDouble());
        Path latents = folder.resolve("latents.safetensors");
        Cli.Run run = Cli.done("sample", "--model", folder.resolve("DiT-tiny"), "--class", "hammer", "--steps", 2,
                "--latents-out", latents, "--device", "cpu");
        assertTrue(run.out().contains("hammerhead"), run.out());
    }

    @Test
    void aScheduleThatIsNotTheKnownOneIsRefused() throws IOException {
        Path pipeline = pipeline();
        scheduler(pipeline, "linear", 0.03);
        Cli.Run run = Cli.run("sample", "--model", pipeline, "--latents-out", folder.resolve("x.safetensors"));
        assertEquals(ExitCode.FAILURE, run.exit());
        assertTrue(run.error().contains("goes from 0.0001 to 0.03"), run.error());
    }

    @ParameterizedTest
    @CsvSource({"f32, F32, 0", "f16, F16, 0.00048828125", "bf16, BF16, 0.00390625"})
    void weightsAreRoundedToTheNearest(String option, DType dtype, double tolerance) {
        Path model = Cli.tinyModel(folder);
        Path converted = folder.resolve("converted.safetensors");
        Cli.done("convert", model, "--dtype", option, "-o", converted);
        try (var source = Checkpoint.open(model);
                var written = Checkpoint.open(converted)) {
            assertEquals(source.names(), written.names());
            for (String name : source.names()) {
                assertEquals(dtype, written.dtype(name));
                float[] before = source.get(name).toFloats();
                float[] after = written.get(name).toFloats();
                for (int i = 0; i < before.length; i++) {
                    // half of the last place; below 2^-14 the numbers of F16 lie 2^-24 apart
                    assertEquals(before[i], after[i], Math.max(Math.abs(before[i]) * tolerance, tolerance * 0x1p-13), name);
                }
            }
        }
        assertEquals("uvit", inspect(converted).get("network").getAsString());
    }

    @Test
    void aTextEncoderGetsTheNamesOfItsPublishersAndItsSizes() {
        var config = new ClipTextConfig(600, 20, 64, 1, 4, 128);
        Path clip = folder.resolve("clip.safetensors");
        SafetensorsWriter.write(clip, Map.of("config", "{\"num_attention_heads\": 4}"),
                SyntheticWeights.of(config.model().weightShapes()), DType.F32);
        Path converted = folder.resolve("converted.safetensors");
        assertTrue(Cli.done("convert", clip, "--dtype", "bf16", "-o", converted).out().contains("text encoder of CLIP"));
        JsonObject found = inspect(converted);
        assertEquals("text encoder of CLIP", found.get("network").getAsString());
        assertEquals(4, found.getAsJsonObject("config").get("num_attention_heads").getAsInt());
        assertEquals(found.get("elements"), found.get("parameters"));
    }

    @Test
    void whatIsNoNetworkKeepsItsNamesAndItsWholeNumbers() {
        Path other = folder.resolve("other.safetensors");
        SafetensorsWriter.write(other, Map.of("note", "x"), Map.of(
                "a", TensorData.of(Shape.of(2), 0.5f, 3f), "ids", TensorData.of(Shape.of(3), 1, 2, 70_000)));
        Path converted = folder.resolve("converted.safetensors");
        assertTrue(Cli.done("convert", other, "--dtype", "f16", "-o", converted).out().contains("2 tensors"));
        try (var written = Checkpoint.open(converted)) {
            assertEquals(DType.F16, written.dtype("a"));
            assertEquals(DType.I32, written.dtype("ids"));
            assertEquals(70_000, written.get("ids").toInts()[2]);
            assertEquals("x", written.metadata().get("note"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"converted.safetensors", "converted.pt"})
    void aValueBeyondTheRangeIsRefusedByItsName(String name) {
        Path other = folder.resolve("other.safetensors");
        SafetensorsWriter.write(other, Map.of(), Map.of("a", TensorData.of(Shape.of(2), 0.5f, 70_000.1f)));
        Path converted = folder.resolve(name);
        Cli.Run run = Cli.run("convert", other, "--dtype", "f16", "-o", converted);
        assertEquals(ExitCode.FAILURE, run.exit());
        assertEquals("dit4j: a holds 70000.1, beyond the range of f16; write bf16 or f32", run.error());
        assertEquals(List.of("other.safetensors"), List.of(folder.toFile().list()));
        Cli.done("convert", other, "--dtype", "bf16", "-o", converted);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--heads 7 | tiny.safetensors: num_heads is 2 in the checkpoint's metadata but 7 in --heads",
        "--size dit-b-8 | tiny.safetensors: "
    })
    void whatIsSaidOfANetworkHasToBeTrue(String options, String reason) {
        Path converted = folder.resolve("converted.safetensors");
        Cli.Run run = Cli.run(Stream.concat(Stream.of("convert", Cli.tinyModel(folder), "-o", converted),
                Stream.of(options.split(" "))).toArray());
        assertEquals(ExitCode.FAILURE, run.exit(), run.err());
        assertTrue(run.error().contains(reason), run.err());
        assertFalse(Files.exists(converted));
    }

    @Test
    void shardsAreNeitherWrittenOverNorByOthers() throws IOException {
        Path model = Cli.tinyModel(folder);
        Path index = folder.resolve("tiny.safetensors.index.json");
        Cli.done("convert", model, "--shard-size", "20KB", "-o", model);
        assertTrue(Files.exists(model));
        Path shard;
        try (var files = Files.newDirectoryStream(folder, "tiny-00002-of-*.safetensors")) {
            shard = files.iterator().next();
        }
        for (String[] more : new String[][] {{"-o", shard.toString()}, {"-o", model.toString(), "--shard-size", "10KB"},
                {"-o", folder.resolve("tiny").toString(), "--format", "safetensors", "--shard-size", "20KB"}}) {
            Cli.Run run = Cli.run(Stream.concat(Stream.of("convert", index), Stream.of(more)).toArray());
            assertEquals(ExitCode.USAGE, run.exit(), run.err());
            assertTrue(run.error().contains("is read by this command and would be lost"), run.err());
        }
        assertEquals("uvit", inspect(index).get("network").getAsString());
        Cli.done("convert", index, "--shard-size", "20KB", "-o", folder.resolve("other.safetensors"));
    }

    @Test
    void refusesToWriteOverWhatItReadsOrUnderAnotherName() {
        Path model = Cli.tinyModel(folder);
        Cli.Run same = Cli.run("convert", model, "-o", model);
        assertEquals(ExitCode.USAGE, same.exit());
        assertTrue(same.err().contains("is read by this command and would be lost"), same.err());
        Path other = folder.resolve("model.gguf");
        assertEquals(ExitCode.USAGE, Cli.run("convert", model, "-o", other).exit());
        assertFalse(Files.exists(other));
    }
}
