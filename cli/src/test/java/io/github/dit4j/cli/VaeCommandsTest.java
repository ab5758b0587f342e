package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.layers.vae.AutoencoderConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Latents to pictures and back, by {@code decode}, {@code encode} and {@code sample --vae}. */
class VaeCommandsTest {
    private static final double TOLERANCE = 2e-6;

    @TempDir
    static Path models;

    /** The folder of the golden cases' autoencoder, as diffusers would have it. */
    private static Path vae;
    private static Path dit;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeModels() throws IOException {
        var config = new AutoencoderConfig(3, 3, List.of(32, 64, 64, 64), 1, 4, 4, AutoencoderConfig.GROUPS, Set.of(), 0.25);
        vae = Files.createDirectory(models.resolve("tiny-vae"));
        SafetensorsWriter.write(vae.resolve("diffusion_pytorch_model.safetensors"), Map.of(), SyntheticWeights.of(config.model().weightShapes()),
                DType.F32);
        Files.writeString(vae.resolve("config.json"), config.toJson());
        dit = Cli.model(models, "dit_tiny.io");
    }

    @Test
    void decodesThePublishedImage() {
        Path images = folder.resolve("images.safetensors");
        try (Checkpoint golden = Goldens.open("vae_tiny_decoder.io")) {
            Path latents = write("latents", golden.get("z2"));
            Cli.Run run = Cli.done("decode", "--vae", vae, "-i", latents, "--scale", 1, "-o", images, "--device", "cpu");
            assertTrue(run.out().startsWith(images + ": images [2, 3, 32, 48], tiny-vae on cpu ("), run.out());
            try (Checkpoint written = Checkpoint.open(images)) {
                double error = Numbers.relativeL2(golden.get("output2").toDoubles(), written.get("images").toFloats());
                assertTrue(error <= TOLERANCE, "relative L2 error " + error);
            }
        }
    }

    @Test
    void encodesThePublishedLatents() {
        Path latents = folder.resolve("latents.safetensors");
        try (Checkpoint golden = Goldens.open("vae_tiny_encoder.io")) {
            Path image = write("image", golden.get("img"));
            Cli.done("encode", "--vae", vae, "-i", image, "--mean", "-o", latents, "--device", "cpu");
            try (Checkpoint written = Checkpoint.open(latents)) {
                double[] expected = golden.get("mean").toDoubles();
                for (int i = 0; i < expected.length; i++) {
                    expected[i] *= 0.25; // the scaling factor of config.json
                }
                double error = Numbers.relativeL2(expected, written.get("latents").toFloats());
                assertTrue(error <= TOLERANCE, "relative L2 error " + error);
            }
        }
    }

    @Test
    void aPictureBecomesLatentsAndAPictureAgain() throws IOException {
        Path picture = folder.resolve("in.png");
        ImageIO.write(new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
        Path latents = folder.resolve("latents.safetensors");
        Path again = folder.resolve("out.png");
        Cli.done("encode", "--vae", vae, "-i", picture, "-o", latents, "--seed", 3);
        try (Checkpoint written = Checkpoint.open(latents)) {
            assertEquals(Shape.of(1, 4, 2, 3), written.shape("latents"));
            assertEquals(Set.of("latents", "mean", "logvar"), written.names());
        }
        Cli.done("decode", "--vae", vae, "-i", latents, "-o", again);
        assertEquals(24, ImageIO.read(again.toFile()).getWidth());
    }

    @Test
    void sampleDrawsThePictureOfItsLatents() throws IOException {
        Path picture = folder.resolve("drawn.png");
        Path latents = folder.resolve("latents.safetensors");
        Path decoded = folder.resolve("decoded.png");
        Cli.Run run = Cli.done("sample", "--model", dit, "--vae", vae, "--vae-device", "cpu", "--class", 3, "--steps", 2,
                "-o", picture, "--latents-out", latents);
        assertTrue(run.out().contains("dit_tiny.io and tiny-vae on "), run.out());
        assertFalse(run.err().contains("tiles"), run.err());
        BufferedImage read = ImageIO.read(picture.toFile());
        assertEquals(64, read.getWidth());
        Cli.done("decode", "--vae", vae, "-i", latents, "-o", decoded, "--device", "cpu");
        BufferedImage other = ImageIO.read(decoded.toFile());
        assertArrayEquals(other.getRGB(0, 0, 64, 64, null, 0, 64), read.getRGB(0, 0, 64, 64, null, 0, 64));
    }

    @Test
    void aModelsOwnAutoencoderIsTheDefault() throws IOException {
        Path pipeline = Files.createDirectory(folder.resolve("pipeline"));
        Files.copy(dit, pipeline.resolve("model.safetensors"));
        Path inner = Files.createDirectory(pipeline.resolve("vae"));
        for (String name : List.of("diffusion_pytorch_model.safetensors", "config.json")) {
            Files.copy(vae.resolve(name), inner.resolve(name));
        }
        Path picture = folder.resolve("drawn.png");
        Cli.done("sample", "--model", pipeline, "--class", 1, "--steps", 1, "-o", picture);
        assertEquals(64, ImageIO.read(picture.toFile()).getWidth());
    }

    @Test
    void inspectTellsAnAutoencoder() {
        String report = Cli.done("inspect", vae).out();
        assertTrue(report.contains("autoencoder") && report.contains("32 64 64 64"), report);
    }

    @Test
    void tilesAreSaid() {
        Path latents = write("latents", TensorData.of(Shape.of(1, 4, 4, 9), new float[144]));
        Cli.Run run = Cli.done(
                "decode", "--vae", vae, "-i", latents, "--vae-tile", 4, "-o", folder.resolve("images.safetensors"));
        assertTrue(run.err().contains("decoding in 3 tiles of 4×4 latents that overlap"), run.err());
    }

    @Test
    void whatDoesNotFitIsSaidInALine() throws IOException {
        Path latents = write("latents", TensorData.of(Shape.of(1, 3, 4, 4), new float[48]));
        Path out = folder.resolve("out.png");
        Path encoded = folder.resolve("out.safetensors");
        assertError(ExitCode.FAILURE, "which decodes [n, 4, height, width]", "decode", "--vae", vae, "-i", latents, "-o", out);
        assertError(ExitCode.FAILURE, "has no tensor latents", "decode", "--vae", vae,
                "-i", write("other", TensorData.of(Shape.of(2), 1f, 2f)), "-o", out);
        assertError(ExitCode.FAILURE, "holds no autoencoder", "decode", "--vae", dit, "-i", latents, "-o", out);
        assertError(ExitCode.FAILURE, "not a picture", "encode", "--vae", vae, "-i", vae.resolve("config.json"), "-o",
                encoded);
        Path odd = folder.resolve("odd.png");
        ImageIO.write(new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB), "png", odd.toFile());
        assertError(ExitCode.FAILURE, "crop it", "encode", "--vae", vae, "-i", odd, "-o", encoded);
        assertError(ExitCode.USAGE, "draws 1 channels, but the autoencoder tiny-vae decodes latents of 4",
                "sample", "--model", Cli.tinyModel(folder), "--vae", vae, "--class", 1, "-o", out);
        assertError(ExitCode.USAGE, "--vae FILE", "sample", "--model", dit, "--class", 1, "-o", out);
        assertError(ExitCode.USAGE, "out.jpg: name it .png or .safetensors, which is what is written",
                "decode", "--vae", vae, "-i", latents, "-o", folder.resolve("out.jpg"));
        assertError(ExitCode.USAGE, "out.png: name it .safetensors, which", "encode", "--vae", vae, "-i", odd, "-o", out);
        assertFalse(Files.exists(out) || Files.exists(encoded));
    }

    @Test
    void whatIsReadIsNotWrittenOver() throws IOException {
        Path latents = write("latents", TensorData.of(Shape.of(1, 4, 4, 4), new float[64]));
        Path picture = folder.resolve("in.png");
        ImageIO.write(new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
        Path weights = vae.resolve("diffusion_pytorch_model.safetensors");
        Path link = Files.createSymbolicLink(folder.resolve("link.safetensors"), weights);
        String reason = "is read by this command and would be lost";
        assertError(ExitCode.USAGE, reason, "decode", "--vae", vae, "-i", latents, "-o", latents);
        assertError(ExitCode.USAGE, reason, "decode", "--vae", vae, "-i", latents, "-o", link);
        assertError(ExitCode.USAGE, reason, "encode", "--vae", vae, "-i", picture, "-o", link);
        assertError(ExitCode.USAGE, reason, "encode", "--vae", vae, "-i", latents, "-o", latents);
        assertError(ExitCode.USAGE, reason, "sample", "--model", dit, "--vae", vae, "--latents-out", weights, "-o",
                folder.resolve("out.png"));
    }

    @Test
    void whatIsNoNumberMakesNoPicture() {
        Path latents = write("latents", TensorData.of(Shape.of(1, 4, 4, 4), new float[64]));
        Path out = folder.resolve("out.safetensors");
        for (String scale : List.of("0", "-0", "NaN", "Infinity")) {
            String reason = ": give a finite number other than 0";
            assertError(ExitCode.USAGE, reason, "decode", "--vae", vae, "-i", latents, "-o", out, "--scale", scale);
            assertError(ExitCode.USAGE, reason, "encode", "--vae", vae, "-i",
                    write("images", TensorData.of(Shape.of(1, 3, 8, 8), new float[192])), "-o", out, "--scale", scale);
        }
        float[] values = new float[64];
        values[5] = Float.NaN;
        Path spoilt = write("final", TensorData.of(Shape.of(1, 4, 4, 4), values));
        assertError(ExitCode.FAILURE, "final is NaN at element 5", "decode", "--vae", vae, "-i", spoilt, "-o", out);
        assertError(ExitCode.FAILURE, "final is NaN at element 5", "sample", "--model", dit, "--init", spoilt,
                "--latents-out", out);
        values[5] = Float.POSITIVE_INFINITY;
        assertError(ExitCode.FAILURE, "z is Infinity at element 5", "sample", "--model", dit, "--noise",
                write("z", TensorData.of(Shape.of(1, 4, 4, 4), values)), "--latents-out", out);
        assertFalse(Files.exists(out));
    }

    @Test
    void whatIsEmptyMakesNoPicture() {
        Path out = folder.resolve("out.safetensors");
        for (Shape empty : List.of(Shape.of(0, 4, 8, 8), Shape.of(1, 4, 0, 8))) {
            assertError(ExitCode.FAILURE, "latents is " + empty + ", which holds no picture",
                    "decode", "--vae", vae, "-i", write("latents", TensorData.of(empty, new float[0])), "-o", out);
        }
        assertError(ExitCode.FAILURE, "images is [0, 3, 16, 16], which holds no picture", "encode", "--vae", vae,
                "-i", write("images", TensorData.of(Shape.of(0, 3, 16, 16), new float[0])), "-o", out);
        assertFalse(Files.exists(out));
    }

    private static void assertError(int exit, String part, Object... args) {
        Cli.Run run = Cli.run(args);
        assertEquals(exit, run.exit(), run.err());
        assertTrue(run.error().contains(part), run.err());
    }

    private Path write(String name, TensorData data) {
        Path file = folder.resolve(name + ".in.safetensors");
        SafetensorsWriter.write(file, Map.of(), Map.of(name, data));
        return file;
    }

    /** The device memory that {@code sample} would be started with. */
    private static long deviceBytes(Object... options) throws IOException {
        var terminal = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false, 80);
        var command = new SampleCommand(terminal, Devices::installed,
                new FirstUse(terminal, new Globals(), models), new ModelCatalogue(), new Globals());
        new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(Stream.concat(Stream.of("--model", dit, "--class", 1), Stream.of(options))
                        .map(Object::toString).toArray(String[]::new));
        return command.deviceBytes();
    }

    @Test
    void deviceMemoryIsCountedForWhatRunsOnADeviceOfTornadoVm() throws IOException {
        Object[] decoding = {"--vae", vae, "--latents-out", "l.safetensors"};
        long network = deviceBytes("--device", "opencl", "--latents-out", "l.safetensors");
        long both = deviceBytes(with(decoding, "--device", "opencl"));
        assertTrue(both > network, both + " bytes, " + network + " without the decoder");
        assertEquals(network, deviceBytes(with(decoding, "--device", "opencl", "--vae-device", "cpu")));
        assertEquals(both - network, deviceBytes(with(decoding, "--device", "cpu", "--vae-device", "opencl")));
    }

    @Test
    void weightsAsF16TakeLessDeviceMemory() throws IOException {
        long single = deviceBytes("--device", "opencl", "--latents-out", "l.safetensors");
        long half = deviceBytes("--device", "opencl", "--dtype", "f16", "--latents-out", "l.safetensors");
        assertTrue(half < single, half + " bytes, " + single + " as f32");
    }

    private static Object[] with(Object[] options, Object... more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray();
    }
}
