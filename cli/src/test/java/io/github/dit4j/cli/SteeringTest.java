package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.Numbers;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guidance and noise from the command line. */
class SteeringTest {
    private static final int PIXELS = 64;

    @TempDir
    static Path models;

    private static Path tiny;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeModel() {
        tiny = Cli.tinyModel(models);
    }

    /** Draws, and returns the images unrounded; the picture is {@code a.png}. */
    private float[] sample(Object... more) {
        Path latents = folder.resolve("a.safetensors");
        var args = new ArrayList<Object>(List.of("sample", "--model", tiny, "--steps", 3, "-o", folder.resolve("a.png"),
                "--latents-out", latents));
        args.addAll(List.of(more));
        Cli.done(args.toArray());
        try (var written = Checkpoint.open(latents)) {
            return written.get("final").toFloats();
        }
    }

    private JsonObject stored() {
        return JsonParser.parseString(Cli.done("inspect", folder.resolve("a.png"), "--json").out()).getAsJsonObject()
                .getAsJsonObject("dit4j");
    }

    private static float[] image(float[] all, int index) {
        return Arrays.copyOfRange(all, index * PIXELS, (index + 1) * PIXELS);
    }

    @Test
    void eachImageTakesItsOwnScale() {
        float[] all = sample("--class", 3, "--cfg-scale", "0.5,2", "--same-noise");
        assertEquals("[0.5,2.0]", stored().get("cfg_scale").toString());
        assertTrue(stored().get("same_noise").getAsBoolean());
        assertEquals(2 * PIXELS, all.length);
        assertEquals(0, Numbers.relativeL2(sample("--class", 3, "--cfg-scale", 2), image(all, 1)), 1e-5);
    }

    @Test
    void theWayBetweenClassesAndSeedsBeginsAndEndsAtThem() {
        float[] classes = sample("--class", 3, "--to-class", 8, "-n", 3);
        assertEquals("[\"3:1.0+8:0.0\",\"3:0.5+8:0.5\",\"3:0.0+8:1.0\"]", stored().get("labels").toString());
        assertEquals(0, Numbers.relativeL2(sample("--class", 8), image(classes, 2)), 1e-5);
        float[] seeds = sample("--class", 3, "--seed", 1, "--to-seed", 2);
        assertEquals(8 * PIXELS, seeds.length);
        assertEquals("2", stored().get("to_seed").toString());
        assertArrayEquals(sample("--class", 3, "--seed", 1), image(seeds, 0), 1e-5f);
        assertArrayEquals(sample("--class", 3, "--seed", 2), image(seeds, 7), 1e-5f);
    }

    @Test
    void mixturesNegativesAndIntervalsEachChangeTheImageAndAreStored() {
        float[] plain = sample("--class", 3, "--cfg-scale", 1);
        float[] mixed = sample("--class", "3:3+8:1", "--cfg-scale", 1);
        assertEquals("[\"3:0.75+8:0.25\"]", stored().get("labels").toString());
        float[] negative = sample("--class", 3, "--negative", 8, "--cfg-scale", 1);
        assertEquals("8", stored().get("negative").getAsString());
        float[] interval = sample("--class", 3, "--cfg-scale", 1, "--cfg-interval", "0.4..0.6");
        assertEquals("0.4..0.6", stored().get("cfg_interval").getAsString());
        for (float[] other : List.of(mixed, negative, interval)) {
            assertFalse(Arrays.equals(plain, other));
        }
    }

    /** A model that guides itself moves nowhere: w + s (m − w) with m = w. */
    @Test
    void aModelCanGuideAnother() {
        float[] plain = sample("--class", 3, "--cfg-scale", 0);
        float[] itself = sample("--class", 3, "--cfg-scale", 1, "--guide-model", tiny);
        assertEquals("tiny", stored().get("guide_model").getAsString());
        assertArrayEquals(plain, itself, 1e-5f);
    }

    /** z of {@code torch.manual_seed(0); torch.randn(2, 1, 8, 8)} begins with −1.1258, −1.1524 (PyTorch 1.13). */
    @Test
    void theNoiseOfPyTorchDependsOnNothingButSeedAndCount() throws IOException {
        float[] cpu = sample("--rng", "torch-cpu", "--sampler", "ddpm", "-n", 2, "--batch", 2);
        assertEquals("torch-cpu", stored().get("rng").getAsString());
        assertArrayEquals(cpu, sample("--rng", "torch-cpu", "--sampler", "ddpm", "-n", 2, "--batch", 1));
        assertFalse(Arrays.equals(image(cpu, 0), sample("--rng", "torch-cpu", "--sampler", "ddpm", "-n", 1)));
        float[] cuda = sample("--rng", "torch-cuda", "--rng-card", "t4", "-n", 2);
        assertEquals("40x1024", stored().get("rng_card").getAsString());
        assertFalse(Arrays.equals(cpu, cuda));
        assertTrue(Files.size(folder.resolve("a.png")) > 0);
    }

    @Test
    void aPictureIsKeptWhereTheMaskIsBlack() throws IOException {
        Path picture = folder.resolve("init.png");
        Path mask = folder.resolve("mask.png");
        var grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        var half = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < PIXELS; i++) {
            grey.getRaster().setSample(i % 8, i / 8, 0, 3 * i);
            half.getRaster().setSample(i % 8, i / 8, 0, i % 8 < 4 ? 0 : 255);
        }
        ImageIO.write(grey, "png", picture.toFile());
        ImageIO.write(half, "png", mask.toFile());
        float[] inpainted = sample("--class", 3, "--init", picture, "--mask", mask);
        assertEquals("init.png", stored().get("init").getAsString());
        assertEquals(1, stored().get("strength").getAsDouble());
        assertTrue(stored().get("masked").getAsBoolean());
        float[] whole = sample("--class", 3);
        for (int i = 0; i < PIXELS; i++) {
            if (i % 8 < 4) {
                assertEquals(2 * 3 * i / 255.0 - 1, inpainted[i], 1e-6);
            }
        }
        assertFalse(Arrays.equals(whole, inpainted));
        float[] near = sample("--class", 3, "--init", picture, "--strength", 0.4);
        assertEquals(0.4, stored().get("strength").getAsDouble());
        assertFalse(Arrays.equals(whole, near));
    }

    @Test
    void latentsGoOutAndComeIn() {
        Path model = Cli.model(models, "dit_tiny.io");
        Path out = folder.resolve("out.safetensors");
        Path again = folder.resolve("again.safetensors");
        Cli.done("sample", "--model", model, "--steps", 2, "-n", 2, "--latents-out", out);
        Cli.done("sample", "--model", model, "--steps", 2, "--init", out, "--strength", 0.5, "--latents-out", again);
        try (var written = Checkpoint.open(again)) {
            assertEquals("[2, 4, 8, 8]", written.shape("final").toString());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--cfg-interval 0.8..0.2 | give two fractions of the way from image (0) to noise (1)",
        "--cfg-scale 0 --cfg-interval 0.2..0.8 | without guidance there is nothing for an interval to do",
        "--cfg-scale 0 --negative 3 | without guidance there is nothing for a negative class to do",
        "--cfg-scale 0 --guide-model $tiny | without guidance there is nothing for a weaker model to do",
        "--cfg-scale 1 --guide-model $tiny --negative 3 | a negative class or from a weaker model; take one of them",
        "--cfg-scale 1 --guide-model $latents | take a weaker model of the same",
        "--negative 3+4 | one class is wanted here, not a mixture of 2",
        "--negative 10 | class 10 is out of range",
        "--class 3:x+4 | \"x\" is no weight of class 3",
        "--class 3:0+4:0 | are no shares",
        "--to-class 3 | --to-class 3 wants one --class to begin with, not 0",
        "--class 1 --class 2 --to-class 3 | wants one --class to begin with, not 2",
        "--rng mersenne | expected philox, torch-cpu or torch-cuda, not mersenne",
        "--rng-card a100 | --rng-card goes with --rng torch-cuda only",
        "--rng torch-cuda --rng-card a1000 | card \"a1000\" is not known; there are t4",
        "--same-noise --to-seed 3 | --same-noise does not go with --to-seed",
        "--rng torch-cpu --noise $noise | --rng does not go with --noise",
        "--seed 3 --noise $noise | --seed does not go with --noise",
        "--vae-tile 3 | --vae-tile goes with --vae only",
        "--vae-device cpu | --vae-device goes with --vae only",
        "--text-encoder clip | --text-encoder: tiny does not draw from text",
        "--tokenizer clip | --tokenizer: tiny does not draw from text",
        "--to-seed 3 --noise $noise | --to-seed does not go with --noise",
        "--strength 0.5 | --strength needs a picture to begin with",
        "--mask $text | --mask needs a picture to begin with",
        "--init $latentsFile --strength 0 | strength 0.0 is out of range",
        "--init $latentsFile --strength 1.5 | strength 1.5 is out of range",
        "--init $latentsFile --strength 1 | nothing of the picture latents.safetensors would remain",
        "--init $latentsFile --sampler dopri5 | chooses its steps itself",
        "--init $wideFile | picture wide.safetensors is [1, 1, 8, 9], but this model's images are [1, 1, 8, 8]",
        "--cfg-scale 1,x | Invalid value for option '--cfg-scale'"
    })
    void whatDoesNotGoTogetherIsRefusedWithTheReason(String options, String reason) {
        Path latents = options.contains("$latents") ? Cli.model(folder, "dit_tiny.io") : tiny;
        String noise = options.contains("$noise") ? file("noise", "z", 8).toString() : "";
        String start = options.contains("$latentsFile") ? file("latents", "final", 8).toString() : "";
        String wide = options.contains("$wideFile") ? file("wide", "final", 9).toString() : "";
        var args = new ArrayList<Object>(List.of("sample", "--model", tiny, "-o", folder.resolve("refused.png")));
        for (String option : options.split(" ")) {
            args.add(option.replace("$tiny", tiny.toString()).replace("$noise", noise)
                    .replace("$latentsFile", start).replace("$wideFile", wide)
                    .replace("$latents", latents.toString()));
        }
        Cli.Run run = Cli.run(args.toArray());
        assertEquals(ExitCode.USAGE, run.exit(), run.err());
        assertTrue(run.error().contains(reason), run.err());
        assertFalse(Files.exists(folder.resolve("refused.png")));
    }

    private Path file(String name, String tensor, int width) {
        Path file = folder.resolve(name + ".safetensors");
        SafetensorsWriter.write(file, Map.of(),
                Map.of(tensor, TensorData.of(Shape.of(1, 1, 8, width), new float[8 * width])));
        return file;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--init $folder/none.png | none.png: no such file",
        "--init $text | text.png: not a picture in a format that can be read",
        "--init $noise | has no tensor final"
    })
    void filesThatCannotBeReadAreSaid(String options, String reason) throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "text");
        String replaced = options.replace("$folder", folder.toString()).replace("$text", text.toString())
                .replace("$noise", file("noise", "z", 8).toString());
        var args = new ArrayList<Object>(List.of("sample", "--model", tiny, "-o", folder.resolve("refused.png")));
        args.addAll(List.of((Object[]) replaced.split(" ")));
        Cli.Run run = Cli.run(args.toArray());
        assertEquals(ExitCode.FAILURE, run.exit(), run.err());
        assertTrue(run.error().contains(reason), run.err());
    }

    @Test
    void aModelOfLatentsRefusesPixels() throws IOException {
        Path picture = folder.resolve("a.png");
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());
        Cli.Run run = Cli.run("sample", "--model", Cli.model(models, "dit_tiny.io"), "--init", picture, "--latents-out",
                folder.resolve("l.safetensors"));
        assertEquals(ExitCode.USAGE, run.exit(), run.err());
        assertTrue(run.error().contains("give a .safetensors file with the tensor final [n, 4, 8, 8]"), run.err());
    }
}
