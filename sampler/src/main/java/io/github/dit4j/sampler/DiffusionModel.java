package io.github.dit4j.sampler;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.ModelLoader;
import java.nio.file.Path;
import java.util.Optional;

/** A network, its weights and what is known about sampling from it; not yet on a device. */
public final class DiffusionModel implements AutoCloseable {
    private static final String CARD = "dit4j";

    private final LoadedModel loaded;
    private final ModelCard card;
    private final Runnable release;

    private DiffusionModel(LoadedModel loaded, ModelCard card, Runnable release) {
        this.loaded = loaded;
        this.card = card;
        this.release = release;
    }

    /** A model from its parts; closing it does nothing. */
    public static DiffusionModel of(LoadedModel loaded, ModelCard card) {
        return new DiffusionModel(loaded, card, () -> {
        });
    }

    /**
     * Opens a checkpoint file. What its shapes and metadata do not tell is looked for in a {@code config.json} beside it.
     *
     * @throws io.github.dit4j.engine.checkpoint.CheckpointException if it cannot be read
     * @throws IllegalArgumentException if it is not a model that can be run; the message names the file
     */
    public static DiffusionModel load(Path file) {
        return load(Checkpoint.open(file), ModelHints.none());
    }

    /**
     * Makes a model of a checkpoint.
     *
     * @param checkpoint closed with the model, or at once if this fails
     * @param more what is said about it beside its metadata and the {@code config.json} next to it
     * @throws IllegalArgumentException if it is not a model that can be run; the message names the checkpoint
     */
    public static DiffusionModel load(Checkpoint checkpoint, ModelHints more) {
        try {
            LoadedModel loaded = ModelLoader.load(checkpoint, ModelHints.of(checkpoint).and(more));
            Optional<String> card = Optional.ofNullable(checkpoint.metadata().get(CARD));
            return new DiffusionModel(
                    loaded, ModelCard.of(name(checkpoint), card, loaded.transformer()), checkpoint::close);
        } catch (IllegalArgumentException wrong) {
            checkpoint.close();
            throw new ModelException(checkpoint.origin() + ": " + wrong.getMessage());
        } catch (RuntimeException | Error failure) {
            checkpoint.close();
            throw failure;
        }
    }

    private static String name(Checkpoint checkpoint) {
        return checkpoint.path()
                .map(path -> path.getFileName().toString().replaceFirst("\\.[^.]*$", ""))
                .orElse(checkpoint.origin());
    }

    /** The network. */
    public DiffusionTransformer network() {
        return loaded.transformer();
    }

    /** Its weights. */
    public Weights weights() {
        return loaded.weights();
    }

    /** What is known about sampling from it. */
    public ModelCard card() {
        return card;
    }

    /**
     * Resolves a request: fills in what it leaves open and checks it, without running anything.
     *
     * @throws IllegalArgumentException if it asks for what this model cannot do; the message says what to change
     */
    public Sampling plan(SampleRequest request) {
        return SamplingPlan.of(network(), card, request);
    }

    /**
     * Puts the model on a device of this machine.
     *
     * @param device its id, as in {@code cpu}, or {@code auto} for the fastest
     * @return a pipeline that owns this model: closing it closes both, as does a failure to open the device
     * @throws io.github.dit4j.engine.device.DeviceNotFoundException if there is no such device; the message lists those
     *     that are there
     */
    public DiffusionPipeline on(String device) {
        try {
            return on(Devices.installed().select(device));
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /**
     * Puts the model on a device.
     *
     * @return a pipeline that owns this model: closing it closes both, as does a failure to open the device
     */
    public DiffusionPipeline on(Device device) {
        try {
            return new DiffusionPipeline(this, device);
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
