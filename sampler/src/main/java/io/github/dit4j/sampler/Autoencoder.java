package io.github.dit4j.sampler;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.vae.AutoencoderConfig;
import io.github.dit4j.layers.vae.AutoencoderKL;
import io.github.dit4j.layers.vae.AutoencoderLoader;
import io.github.dit4j.layers.vae.LoadedAutoencoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An autoencoder and its weights, not yet on a device. */
public final class Autoencoder implements AutoCloseable {
    private static final String FOLDER = "vae";

    private final LoadedAutoencoder loaded;
    private final String name;
    private final List<Path> files;
    private final Runnable release;

    private Autoencoder(LoadedAutoencoder loaded, String name, List<Path> files, Runnable release) {
        this.loaded = loaded;
        this.name = name;
        this.files = files;
        this.release = release;
    }

    /** An autoencoder from its parts; closing it does nothing. */
    public static Autoencoder of(LoadedAutoencoder loaded, String name) {
        return new Autoencoder(loaded, name, List.of(), () -> {
        });
    }

    /**
     * Opens an autoencoder.
     *
     * @param path a checkpoint of latent-diffusion, Stable Diffusion, U-ViT or diffusers, the folder of one, or the folder
     *     of a diffusers pipeline with a folder {@code vae} in it
     * @throws io.github.dit4j.engine.checkpoint.CheckpointException if it cannot be read
     * @throws ModelException if it is not an autoencoder; the message names the file
     */
    public static Autoencoder load(Path path) {
        Path inner = path.resolve(FOLDER);
        Checkpoint checkpoint = Checkpoint.open(Files.isDirectory(inner) ? inner : path);
        try {
            return new Autoencoder(AutoencoderLoader.load(checkpoint, ModelHints.of(checkpoint)),
                    String.valueOf(path.getFileName()), checkpoint.files(), checkpoint::close);
        } catch (ModelException wrong) {
            checkpoint.close();
            throw new ModelException(checkpoint.origin() + ": " + wrong.getMessage());
        } catch (RuntimeException | Error failure) {
            checkpoint.close();
            throw failure;
        }
    }

    /** What people call it: the name of its file or folder. */
    public String name() {
        return name;
    }

    /** The network. */
    public AutoencoderKL network() {
        return loaded.autoencoder();
    }

    /** Its sizes. */
    public AutoencoderConfig config() {
        return loaded.autoencoder().config();
    }

    /** The files of its checkpoint, if there are some: they are read until it is closed. */
    public List<Path> files() {
        return files;
    }

    LoadedAutoencoder loaded() {
        return loaded;
    }

    /**
     * Puts the autoencoder on a device of this machine.
     *
     * @param device its id, as in {@code cpu}, or {@code auto} for the fastest
     * @return a pipeline that owns this autoencoder: closing it closes both, as does a failure to open the device
     * @throws io.github.dit4j.engine.device.DeviceNotFoundException if there is no such device
     */
    public AutoencoderPipeline on(String device) {
        try {
            return on(Devices.installed().select(device));
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /**
     * Puts the autoencoder on a device.
     *
     * @return a pipeline that owns this autoencoder: closing it closes both, as does a failure to open the device
     */
    public AutoencoderPipeline on(Device device) {
        try {
            return new AutoencoderPipeline(this, device);
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /** Gives the file of the weights back, if there is one. */
    @Override
    public void close() {
        release.run();
    }
}
