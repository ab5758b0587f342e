package io.github.dit4j.cli;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.sampler.Autoencoder;
import io.github.dit4j.sampler.AutoencoderPipeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What {@code sample} decodes latents with. */
final class VaeOptions {
    @Option(
            names = "--vae",
            paramLabel = "FILE|DIR",
            description = "The autoencoder that makes pictures of latents: a checkpoint of Stable Diffusion, latent-diffusion,"
                    + " U-ViT or diffusers, or a folder with one. Default: the one in the folder of the model, if there is one.")
    private Optional<Path> vae = Optional.empty();

    @Option(
            names = "--vae-device",
            paramLabel = "DEVICE",
            description = "Where to decode. Default: where the model runs.")
    private Optional<String> device = Optional.empty();

    @Option(
            names = "--vae-tile",
            paramLabel = "N",
            description = "Decode in tiles of N by N latents that overlap. Default: 128, and less where memory is short.")
    private Optional<Integer> tile = Optional.empty();

    /**
     * The file or folder of the autoencoder, if there is one.
     *
     * @param model the model's file or folder, or its name
     */
    Optional<Path> path(String model) {
        return vae.or(() -> Optional.of(Path.of(model).resolve("vae")).filter(Files::isDirectory));
    }

    /**
     * Refuses what is said about decoding where nothing decodes.
     *
     * @param model as in {@link #path}
     * @throws IllegalArgumentException if so
     */
    void check(String model) {
        if (path(model).isEmpty() && (device.isPresent() || tile.isPresent())) {
            throw new IllegalArgumentException((device.isPresent() ? "--vae-device" : "--vae-tile") + " goes with --vae only");
        }
    }

    /**
     * The files of the autoencoder, if there is one.
     *
     * @param model as in {@link #path}
     */
    List<Path> files(String model) {
        return path(model).map(path -> {
            try (Autoencoder opened = Autoencoder.load(path)) {
                return opened.files();
            }
        }).orElse(List.of());
    }

    /** What the devices' names ask for together: the one for which more has to be started. */
    DeviceWish wish(DeviceWish model) {
        return model instanceof DeviceWish.OfJava ? device.map(DeviceWish::of).orElse(model) : model;
    }

    /**
     * How many bytes of TornadoVM's devices decoding takes.
     *
     * @param decoder its program
     * @param model where the model runs
     */
    long deviceBytes(Program decoder, DeviceOption model) {
        DeviceWish wish = device.map(DeviceWish::of).orElseGet(model::wish);
        // A device of its own keeps weights as they are: --dtype is the model's.
        DType weights = device.isPresent() ? DType.F32 : model.weights();
        return wish instanceof DeviceWish.OfJava ? 0 : Devices.tornadoBytes(decoder, weights);
    }

    /**
     * Opens the autoencoder on its device.
     *
     * @param model where the model runs
     * @param option that chose it
     */
    AutoencoderPipeline open(Path path, Supplier<DeviceSelector> devices, FirstUse firstUse, Device model,
            DeviceOption option, Terminal said) {
        Device chosen = device.map(name -> devices.get().select(name)).orElse(model);
        if (device.isPresent()) {
            option.check(chosen, DType.F32, firstUse);
        }
        return prepared(Autoencoder.load(path).on(chosen), tile, said);
    }

    /** What latents are multiples of: what was asked for, else what the autoencoder's configuration says. */
    static double scale(Optional<Double> given, Autoencoder autoencoder, CommandSpec spec) {
        double scale = given.orElse(autoencoder.config().scalingFactor());
        if (scale == 0 || !Double.isFinite(scale)) {
            throw new ParameterException(spec.commandLine(), "--scale " + scale + ": give a finite number other than 0");
        }
        return scale;
    }

    /** Has it work in tiles of a size, if one is given, and say so whenever there are several. */
    static AutoencoderPipeline prepared(AutoencoderPipeline pipeline, Optional<Integer> tile, Terminal said) {
        try {
            tile.ifPresent(pipeline::tiles);
        } catch (IllegalArgumentException wrong) {
            pipeline.close();
            throw wrong;
        }
        return pipeline.onDecode(plan -> {
            if (!plan.isWhole()) {
                said.err().println("decoding in " + plan + " that overlap");
            }
        });
    }
}
