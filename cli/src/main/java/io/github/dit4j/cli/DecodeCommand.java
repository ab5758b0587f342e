package io.github.dit4j.cli;

import io.github.dit4j.cli.png.PngEncoder;
import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.CheckpointException;
import io.github.dit4j.engine.checkpoint.ReplacedFile;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.sampler.Autoencoder;
import io.github.dit4j.sampler.AutoencoderPipeline;
import io.github.dit4j.sampler.Image;
import io.github.dit4j.sampler.TilePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

/** {@code dit4j decode}. */
@Command(
        name = "decode",
        header = "Make pictures of latents.%n",
        description = {
            "The file holds the tensor latents [n, channels, height, width], as dit4j encode writes it, z, or final, as"
                    + " dit4j sample --latents-out does."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j decode --vae sd-vae-ft-mse -i latents.safetensors -o picture.png",
            "  dit4j decode --vae sd-vae-ft-mse -i latents.safetensors -o images.safetensors"
        })
final class DecodeCommand implements Callable<Integer>, OnChosenDevice {
    private final Terminal terminal;
    private final Supplier<DeviceSelector> devices;
    private final FirstUse firstUse;
    private final Globals globals;

    @Spec
    private CommandSpec spec;

    @Option(names = "--vae", paramLabel = "FILE|DIR", required = true, description = "The autoencoder: a checkpoint of Stable"
            + " Diffusion, latent-diffusion, U-ViT or diffusers, or a folder with one.")
    private Path vae;

    @Option(names = {"-i", "--inputs"}, paramLabel = "FILE", required = true, description = "A safetensors file with latents.")
    private Path inputs;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", required = true, description = "Where to write the pictures: a"
            + " PNG file, where several come as a grid, or, unrounded, the tensor images of a .safetensors file.")
    private Path output;

    @Option(names = "--scale", paramLabel = "S", description = "What the latents are divided by; 1 for those that are not"
            + " scaled. Default: what the autoencoder's configuration says, else 0.18215.")
    private Optional<Double> scale = Optional.empty();

    @Option(names = "--vae-tile", paramLabel = "N", description = "Decode in tiles of N by N latents that overlap. Default:"
            + " 128, and less where memory is short.")
    private Optional<Integer> tile = Optional.empty();

    @Mixin
    private final DeviceOption device = new DeviceOption();

    DecodeCommand(Terminal terminal, Supplier<DeviceSelector> devices, FirstUse firstUse, Globals globals) {
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
    public long deviceBytes() {
        try (Autoencoder opened = Autoencoder.load(vae); Checkpoint given = Checkpoint.open(inputs)) {
            var shape = latents(given).shape();
            TilePlan plan = TilePlan.of(shape.dim(2), shape.dim(3), tile.orElse(AutoencoderPipeline.LARGEST_WHOLE));
            return Devices.tornadoBytes(opened.network().decoder(1, plan.tileHeight(), plan.tileWidth()), device.weights());
        }
    }

    private static TensorData latents(Checkpoint given) {
        TensorData latents = TensorFile.images(given, "latents", "final", "z");
        if (latents.shape().rank() != 4) {
            throw new CheckpointException(
                    given.origin(), "its latents are " + latents.shape() + ", not [n, channels, height, width]");
        }
        return latents;
    }

    @Override
    public Integer call() throws IOException {
        OutputFile.requireEnding(spec, "-o", output, OutputFile.PNG, OutputFile.TENSORS);
        Device chosen = device.select(devices, firstUse);
        try (Autoencoder opened = Autoencoder.load(vae);
                Checkpoint given = Checkpoint.open(inputs)) {
            double divisor = VaeOptions.scale(scale, opened, spec);
            OutputFile.requireOther(spec, output, () -> Stream.of(opened.files(), given.files()).flatMap(List::stream));
            ReplacedFile.requireWritable(output);
            decode(opened, latents(given), divisor, chosen);
        }
        return ExitCode.OK;
    }

    private void decode(Autoencoder opened, TensorData latents, double divisor, Device chosen) throws IOException {
        try (AutoencoderPipeline pipeline = VaeOptions.prepared(opened.on(chosen), tile, terminal)) {
            if (!OutputFile.isTensors(output)) {
                Image.requireGrid(pipeline.images(latents.shape()), 1);
            }
            TensorData images = pipeline.decode(latents, divisor);
            write(images);
            terminal.out().println(globals.quiet()
                    ? output.toString()
                    : output + ": images " + images.shape() + ", " + pipeline.autoencoder().name() + " on " + chosen.id()
                            + " (" + chosen.description() + "), scale " + divisor);
        }
    }

    private void write(TensorData images) throws IOException {
        if (OutputFile.isTensors(output)) {
            SafetensorsWriter.write(output, Map.of(), Map.of("images", images));
        } else {
            ReplacedFile.write(output, PngEncoder.encode(
                    Image.grid(Image.all(images)), Map.of("Software", "dit4j " + Version.number())));
        }
    }
}
