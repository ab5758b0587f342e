package io.github.dit4j.cli;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.ReplacedFile;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.vae.LatentDistribution;
import io.github.dit4j.sampler.Autoencoder;
import io.github.dit4j.sampler.AutoencoderPipeline;
import io.github.dit4j.sampler.Image;
import io.github.dit4j.sampler.noise.NoiseSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dit4j encode}. */
@Command(
        name = "encode",
        header = "Make latents of a picture.%n",
        description = {
            "The picture is PNG, JPEG, BMP or GIF, its sides a multiple of 8 pixels; or the tensor images"
                    + " [n, 3, height, width] of a safetensors file, from -1 to 1.",
            "Writes the tensors latents, and mean and logvar of the distribution that they are drawn from."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  dit4j encode --vae sd-vae-ft-mse -i dog.png -o dog.safetensors")
final class EncodeCommand implements Callable<Integer>, OnChosenDevice {
    private final Terminal terminal;
    private final Supplier<DeviceSelector> devices;
    private final FirstUse firstUse;
    private final Globals globals;

    @Spec
    private CommandSpec spec;

    @Option(names = "--vae", paramLabel = "FILE|DIR", required = true, description = "The autoencoder: a checkpoint of Stable"
            + " Diffusion, latent-diffusion, U-ViT or diffusers, or a folder with one.")
    private Path vae;

    @Option(names = {"-i", "--inputs"}, paramLabel = "FILE", required = true, description = "The picture.")
    private Path inputs;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", required = true, description = "Where to write the latents, as"
            + " safetensors.")
    private Path output;

    @Option(names = "--scale", paramLabel = "S", description = "What the latents are multiplied by. Default: what the"
            + " autoencoder's configuration says, else 0.18215.")
    private Optional<Double> scale = Optional.empty();

    @Option(names = "--mean", description = "Take the mean of the distribution instead of drawing from it.")
    private boolean mean;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Decides what is drawn. Default:"
            + " ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private final DeviceOption device = new DeviceOption();

    EncodeCommand(Terminal terminal, Supplier<DeviceSelector> devices, FirstUse firstUse, Globals globals) {
        this.terminal = terminal;
        this.devices = devices;
        this.firstUse = firstUse;
        this.globals = globals;
    }

    @Override
    public DeviceOption device() {
        return device;
    }

    @Override
    public long deviceBytes() throws IOException {
        TensorData images = images();
        try (Autoencoder opened = Autoencoder.load(vae)) {
            return Devices.tornadoBytes(
                    opened.network().encoder(1, images.shape().dim(2), images.shape().dim(3)), device.weights());
        }
    }

    private TensorData images() throws IOException {
        if (inputs.toString().endsWith(OutputFile.TENSORS)) {
            try (Checkpoint given = Checkpoint.open(inputs)) {
                TensorData images = TensorFile.images(given, "images", "image");
                return TensorData.of(images.shape(), images.toFloats()); // read before the file is closed
            }
        }
        return Image.of(PictureFile.decoded(inputs)).toTensor();
    }

    @Override
    public Integer call() throws IOException {
        OutputFile.requireEnding(spec, "-o", output, OutputFile.TENSORS);
        Device chosen = device.select(devices, firstUse);
        TensorData images = images();
        try (Autoencoder opened = Autoencoder.load(vae)) {
            double factor = VaeOptions.scale(scale, opened, spec);
            OutputFile.requireOther(spec, output, () -> Stream.concat(Stream.of(inputs), opened.files().stream()));
            ReplacedFile.requireWritable(output);
            encode(opened, images, factor, chosen);
        }
        return ExitCode.OK;
    }

    private void encode(Autoencoder opened, TensorData images, double factor, Device chosen) {
        try (AutoencoderPipeline pipeline = opened.on(chosen)) {
            LatentDistribution distribution = pipeline.encode(images);
            TensorData latents = scaled(mean ? distribution.mean() : distribution.sample(noise(distribution)), factor);
            SafetensorsWriter.write(output, Map.of("scale", String.valueOf(factor)), Map.of(
                    "latents", latents, "mean", distribution.mean(), "logvar", distribution.logvar()));
            terminal.out().println(globals.quiet()
                    ? output.toString()
                    : output + ": latents " + latents.shape() + ", " + pipeline.autoencoder().name() + " on " + chosen.id()
                            + " (" + chosen.description() + "), scale " + factor);
        }
    }

    private TensorData noise(LatentDistribution distribution) {
        var shape = distribution.mean().shape();
        var values = new float[shape.size()];
        int size = values.length / shape.dim(0);
        var noise = NoiseSource.seeded(seed).forRun(shape, false);
        for (int image = 0; image < shape.dim(0); image++) {
            noise.fill(0, image, values, image * size, size);
        }
        return TensorData.of(shape, values);
    }

    private static TensorData scaled(TensorData latents, double factor) {
        float[] values = latents.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor);
        }
        return TensorData.of(latents.shape(), values);
    }
}
