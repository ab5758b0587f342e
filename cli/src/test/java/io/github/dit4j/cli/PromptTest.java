package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.layers.clip.ClipTextConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A text-to-image U-ViT and a text encoder so small that they take no time; the vocabulary is that of single bytes. */
class PromptTest {
    private static final int BYTES_START_END = 514;

    @TempDir
    Path folder;

    private Path model;
    private Path clip;

    @BeforeEach
    void writeModels() throws IOException {
        model = Cli.model(folder, "t2i", """
                {"name": "uvit_t2i", "img_size": 8, "patch_size": 2, "in_chans": 1, "embed_dim": 32, "depth": 2, "num_heads": 2,
                 "clip_dim": 64, "num_clip_token": 20, "conv": false}""");
        clip = Files.createDirectory(folder.resolve("clip"));
        var config = new ClipTextConfig(BYTES_START_END, 20, 64, 1, 4, 128);
        SafetensorsWriter.write(clip.resolve("model.safetensors"), Map.of(),
                SyntheticWeights.of(config.model().weightShapes()), DType.F32);
        Files.writeString(clip.resolve("config.json"), "{\"text_config\": {\"num_attention_heads\": 4}}");
        Files.writeString(clip.resolve("merges.txt"), "#version: 0.2\n");
    }

    private Cli.Run draw(Path latents, Object... more) {
        var args = new ArrayList<Object>(List.of("sample", "--model", model, "--text-encoder", clip, "--steps", 4,
                "--device", "cpu", "-o", folder.resolve("out.png"), "--latents-out", latents));
        args.addAll(Arrays.asList(more));
        return Cli.done(args.toArray());
    }

    private float[] drawn(Object... more) {
        Path latents = folder.resolve("latents.safetensors");
        draw(latents, more);
        try (var file = Checkpoint.open(latents)) {
            return file.get("final").toFloats();
        }
    }

    @Test
    void theTextDecidesThePicture() {
        float[] cat = drawn("--prompt", "a cat");
        assertArrayEquals(cat, drawn("--prompt", "  A  Cat"), "the tokenizer sees no difference");
        assertTrue(Numbers.relativeL2(cat, drawn("--prompt", "a dog")) > 1e-3);
    }

    @Test
    void imagesTakeTheTextsInTurn() {
        float[] both = drawn("--prompt", "a cat", "--prompt", "a dog", "--cfg-scale", 1);
        float[] cat = drawn("--prompt", "a cat", "--cfg-scale", 1);
        assertEquals(2 * cat.length, both.length);
        assertArrayEquals(cat, Arrays.copyOf(both, cat.length));
        Cli.Run run = draw(folder.resolve("x.safetensors"), "--prompt", "a cat", "--prompt", "a dog");
        assertTrue(run.out().contains("2 images of a cat a dog"), run.out());
        assertTrue(Cli.done("inspect", folder.resolve("out.png")).out().contains("a cat a dog"));
    }

    @Test
    void guidanceMovesAwayFromTheEmptyText() {
        float[] followed = drawn("--prompt", "", "--cfg-scale", 3);
        float[] free = drawn("--prompt", "", "--cfg-scale", 0);
        double error = Numbers.relativeL2(free, followed);
        assertTrue(error < 1e-5, "from itself there is no way: relative L2 " + error);
        assertTrue(Numbers.relativeL2(drawn("--prompt", "x", "--cfg-scale", 0), drawn("--prompt", "x", "--cfg-scale", 3)) > 1e-3);
    }

    @Test
    void whatIsCutOffIsSaid() {
        Cli.Run run = draw(folder.resolve("x.safetensors"), "--prompt", "abcdefghijklmnopqrstuvwxyz");
        assertTrue(run.err().contains("the last 8 tokens of \"abcdefghijklmnopqrstuvwxyz\" are cut off; the text encoder takes 18"),
                run.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "--text-encoder CLIP; 2; t2i draws from text; say what (--prompt TEXT)",
        "--prompt cat; 2; name its file or folder (--text-encoder FILE|DIR)",
        "--prompt cat --text-encoder CLIP --class 3; 2; draws from text, not from classes",
        "--prompt cat --prompt dog --text-encoder CLIP -n 1; 2; count 1 is less than the 2 texts",
        "--prompt cat --text-encoder MODEL; 1; there is no merges.txt with it; name the tokenizer's vocabulary",
        "--prompt cat --text-encoder MODEL --tokenizer CLIP; 1; the checkpoint holds no text encoder of CLIP",
        "--prompt cat --text-encoder CLIP --tokenizer nowhere; 1; nowhere"
    })
    void mistakesAreNamed(String options, int exit, String message) {
        var args = new ArrayList<Object>(List.of("sample", "--model", model, "--device", "cpu", "-o", folder.resolve("x.png")));
        for (String option : options.split(" ")) {
            args.add(option.equals("CLIP") ? clip : option.equals("MODEL") ? model : option);
        }
        Cli.Run run = Cli.run(args.toArray());
        assertEquals(exit, run.exit(), run.err());
        assertTrue(run.err().contains(message), run.err());
    }

    @Test
    void aModelOfClassesTakesNoText() {
        Cli.Run run = Cli.run("sample", "--model", Cli.tinyModel(folder), "--prompt", "seven", "--device", "cpu");
        assertEquals(ExitCode.USAGE, run.exit());
        assertTrue(run.error().contains("does not draw from text"), run.error());
    }

    @Test
    void aTokenizerOfAnotherEncoderIsRefused() throws IOException {
        Files.writeString(clip.resolve("merges.txt"), "#version: 0.2\nc a\n");
        Cli.Run run = Cli.run("sample", "--model", model, "--prompt", "cat", "--text-encoder", clip, "--device", "cpu",
                "-o", folder.resolve("x.png"));
        assertEquals(ExitCode.FAILURE, run.exit());
        assertTrue(run.error().contains("the tokenizer has 515 tokens, but the text encoder 514"), run.error());
    }
}
