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
import java.util.List;
import java.util.Optional;

/** A network, its weights and what is known about sampling from it; not yet on a device. */
public final class DiffusionModel implements AutoCloseable {
    private final LoadedModel loaded;
    private final ModelCard card;
    private final List<Path> files;
    private final Runnable release;

    private DiffusionModel(LoadedModel loaded, ModelCard card, List<Path> files, Runnable release) {
        this.loaded = loaded;
        this.card = card;
        this.files = files;
        this.release = release;
    }

    /** A model from its parts; closing it does nothing. */
    public static DiffusionModel of(LoadedModel loaded, ModelCard card) {
        return new DiffusionModel(loaded, card, List.of(), () -> {
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
            Optional<String> card = ModelCard.json(checkpoint);
            return new DiffusionModel(loaded, ModelCard.of(name(checkpoint), card, loaded.transformer()), checkpoint.files(),
                    checkpoint::close);
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
                .map(path -> DiffusersPipeline.around(checkpoint).map(DiffusersPipeline::folder).orElse(path))
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

    /** The files of its checkpoint, if there are some: they are read until it is closed. */
    public List<Path> files() {
        return files;
    }

    /**
     * Resolves a request: fills in what it leaves open and checks it, without running anything.
     *
     * @throws IllegalArgumentException if it asks for what this model cannot do; the message says what to change
     */
    public Sampling plan(SampleRequest request) {
        return plan(request, Optional.empty());
    }

    /**
     * Resolves a request, with a weaker model to guide this one.
     *
     * @param guide see {@link #on(Device, DiffusionModel)}
     * @throws IllegalArgumentException if it asks for what these models cannot do; the message says what to change
     */
    public Sampling plan(SampleRequest request, Optional<DiffusionModel> guide) {
        return SamplingPlan.of(network(), card, guide, request);
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
        return on(device, Optional.empty());
    }

    /**
     * Puts the model on a device together with a weaker one, so that guidance moves away from what that one predicts for
     * the same class (autoguidance: Karras et al., arXiv 2406.02507).
     *
     * @param guide a smaller or less trained model of the same images and training
     * @return a pipeline that owns both models: closing it closes them, as does a failure
     * @throws IllegalArgumentException if the other model was trained with another schedule or prediction, or draws other
     *     images
     */
    public DiffusionPipeline on(Device device, DiffusionModel guide) {
        return on(device, Optional.of(guide));
    }

    private DiffusionPipeline on(Device device, Optional<DiffusionModel> guide) {
        try {
            guide.ifPresent(weaker -> {
                SamplingPlan.requireSameProcess(card, weaker.card);
                Sampling.checkGuide(weaker.network(), network());
            });
            return new DiffusionPipeline(this, guide, device);
        } catch (RuntimeException | Error failure) {
            close();
            guide.ifPresent(DiffusionModel::close);
            throw failure;
        }
    }

    /** Gives the file of the weights back, if there is one. */
    @Override
    public void close() {
        release.run();
    }
}
