package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.sampler.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SampleCommandTest {
    @TempDir
    static Path models;

    private static Path tiny;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeModel() {
        tiny = Cli.tinyModel(models);
    }

    private Cli.Run sample(Object... more) {
        var args = new ArrayList<Object>(List.of("sample", "--model", tiny, "--steps", 4));
        args.addAll(List.of(more));
        return Cli.done(args.toArray());
    }

    @Test
    void writesThePictureAndNamesItWithTheDeviceThatRan() throws IOException {
        Path picture = folder.resolve("a.png");
        Cli.Run run = sample("-o", picture, "--device", "cpu", "--class", 3, "--class", 7, "-n", 3);
        assertTrue(run.out().startsWith(picture + ": 3 images of 3 7, tiny on cpu ("), run.out());
        BufferedImage read = ImageIO.read(picture.toFile());
        assertEquals(3 * 8 + 2 * 2, read.getWidth());
        assertEquals(8, read.getHeight());
    }

    @ParameterizedTest
    @FieldSource("io.github.dit4j.sampler.method.SamplerOptions#NAMES")
    void everySamplerDrawsAndIsStoredInThePicture(String name) throws IOException {
        Path picture = folder.resolve("a.png");
        var args = new ArrayList<Object>(List.of(
                "sample", "--model", tiny, "--class", 3, "-o", picture, "--sampler", name, "--dynamic-threshold"));
        if (!name.equals("dopri5")) {
            args.addAll(List.of("--steps", 4));
        }
        Cli.done(args.toArray());
        assertEquals(8, ImageIO.read(picture.toFile()).getWidth());
        JsonObject stored = json(Cli.done("inspect", picture, "--json")).getAsJsonObject("dit4j");
        assertEquals(name, stored.get("sampler").getAsString());
        assertEquals(name.equals("dopri5") ? "adaptive" : "4", stored.get("steps").getAsString());
        assertEquals(0.995, stored.get("dynamic_threshold").getAsDouble());
    }

    @Test
    void zoomDrawsPixelsAsSquares() throws IOException {
        Path picture = folder.resolve("a.png");
        sample("-o", picture, "--class", 3, "--class", 7, "--zoom", 4);
        BufferedImage read = ImageIO.read(picture.toFile());
        assertEquals(4 * (2 * 8 + 2), read.getWidth());
        assertEquals(4 * 8, read.getHeight());
    }

    @Test
    void drawsOneOfEachOfAFewClassesWhenNothingIsAskedFor() {
        JsonObject report = json(sample("-o", folder.resolve("a.png"), "--json"));
        assertEquals("[0,1,2,3,4,5,6,7,8,9]", report.get("classes").toString());
    }

    @Test
    void thePixelsAreTheRoundedLatents() throws IOException {
        Path picture = folder.resolve("a.png");
        Path latents = folder.resolve("a.safetensors");
        sample("-o", picture, "--latents-out", latents, "--class", 3, "--clip");
        BufferedImage read = ImageIO.read(picture.toFile());
        try (var written = Checkpoint.open(latents)) {
            Image expected = Image.of(written.get("final").toFloats(), 0, 1, 8, 8);
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    assertEquals(expected.value(x, y, 0), read.getRaster().getSample(x, y, 0));
                }
            }
        }
    }

    @Test
    void seedDecidesTheImageAndBatchSizeDoesNot() throws IOException {
        Path one = folder.resolve("1.safetensors");
        Path two = folder.resolve("2.safetensors");
        Path three = folder.resolve("3.safetensors");
        sample("-n", 5, "--seed", 1, "--latents-out", one, "-o", folder.resolve("1.png"));
        sample("-n", 5, "--seed", 1, "--latents-out", two, "-o", folder.resolve("2.png"), "--batch", 2);
        sample("-n", 5, "--seed", 2, "--latents-out", three, "-o", folder.resolve("3.png"));
        assertEquals(-1, Files.mismatch(one, two));
        assertFalse(Files.mismatch(one, three) < 0);
        assertEquals(-1, Files.mismatch(folder.resolve("1.png"), folder.resolve("2.png")));
    }

    @Test
    @Tag("sim")
    void everyDeviceDrawsTheSamePictureToOneStepOfGrey() throws IOException {
        BufferedImage[] pictures = new BufferedImage[3];
        for (int i = 0; i < pictures.length; i++) {
            Path picture = folder.resolve(i + ".png");
            sample("-o", picture, "--device", List.of("cpu", "reference", "sim").get(i), "-n", 3, "--clip");
            pictures[i] = ImageIO.read(picture.toFile());
        }
        for (int y = 0; y < pictures[0].getHeight(); y++) {
            for (int x = 0; x < pictures[0].getWidth(); x++) {
                int expected = pictures[1].getRaster().getSample(x, y, 0);
                assertEquals(expected, pictures[0].getRaster().getSample(x, y, 0), 1, "cpu");
                assertEquals(expected, pictures[2].getRaster().getSample(x, y, 0), 1, "sim");
            }
        }
    }

    @Test
    void inspectShowsTheSettingsInThePicture() {
        Path picture = folder.resolve("a.png");
        sample("-o", picture, "--class", 4, "--seed", 99, "--cfg-scale", 0.7, "--sampler", "ddpm", "--device", "reference");
        JsonObject stored = json(Cli.done("inspect", picture, "--json")).getAsJsonObject("dit4j");
        assertEquals("tiny", stored.get("model").getAsString());
        assertEquals("[4]", stored.get("classes").toString());
        assertEquals(99, stored.get("seed").getAsLong());
        assertEquals(0.7, stored.get("cfg_scale").getAsDouble());
        assertEquals("ddpm", stored.get("sampler").getAsString());
        assertEquals("4", stored.get("steps").getAsString());
        assertEquals("reference", stored.get("device").getAsString());
        assertTrue(Cli.done("inspect", picture).out().lines().anyMatch(line -> line.matches("seed +99")));
    }

    @Test
    void quietPrintsTheNameOfTheFileAndNothingElse() {
        Path picture = folder.resolve("a.png");
        Cli.Run run = sample("-o", picture, "-q");
        assertEquals(picture + System.lineSeparator(), run.out());
        assertEquals("", run.err());
    }

    @Test
    void reportsTheWayInTenthsWhereThereIsNoScreen() {
        Cli.Run run = sample("-o", folder.resolve("a.png"), "--steps", 20);
        List<String> steps = run.err().lines().filter(line -> line.startsWith("step ")).toList();
        assertEquals(10, steps.size(), run.err());
        assertTrue(steps.getLast().matches("step (\\d+)/\\1, [0-9.]+ steps/s, 0:00 left"), steps.getLast());
        assertFalse(run.err().contains("\r"));
    }

    @Test
    void aModelOfLatentsIsSampledIntoAFileOfLatents() {
        Path latents = folder.resolve("a.safetensors");
        Cli.done("sample", "--model", Cli.model(models, "dit_tiny.io"), "--latents-out", latents, "--steps", 2, "-n", 2);
        try (var written = Checkpoint.open(latents)) {
            assertEquals("[2, 4, 8, 8]", written.shape("final").toString());
        }
    }

    @Test
    void anExistingPictureIsReplacedAsAWhole() throws IOException {
        Path picture = Files.writeString(folder.resolve("a.png"), "old");
        sample("-o", picture);
        assertTrue(ImageIO.read(picture.toFile()).getWidth() > 0);
        assertEquals(1, folder.toFile().list().length);
    }

    @Test
    void aModelsNameLeadsToNoOtherFolder() {
        assertEquals(Path.of("digits-seed3.png"), SampleCommand.usualFile("digits", "seed3"));
        assertEquals(Path.of(".._home_x__y_-seed3.png"), SampleCommand.usualFile("../home/x\\\0y:", "seed3"));
    }

    private static JsonObject json(Cli.Run run) {
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }
}
