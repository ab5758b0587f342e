package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.noise.PhiloxNoise;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * A model on a device, ready to draw. What was prepared for one request serves the next. Not for use by two threads at
 * once.
 *
 * <pre>{@code
 * try (var pipeline = DiffusionPipeline.load(Path.of("digits-uvit.safetensors")).on("auto")) {
 *     Samples sevens = pipeline.sample(SampleRequest.of(7).count(4).seed(42).steps(25));
 *     ImageIO.write(sevens.grid().toBufferedImage(), "png", new File("sevens.png"));
 * }
 * }</pre>
 */
public final class DiffusionPipeline implements AutoCloseable {
    private final DiffusionModel model;
    private final Engine engine;
    private final PreparedNetworks networks;

    /** Takes over the model: closing the pipeline closes it. */
    DiffusionPipeline(DiffusionModel model, Device device) {
        this.model = model;
        engine = device.open(model.weights());
        networks = new PreparedNetworks(engine, model.network());
    }

    /**
     * Opens a checkpoint file: the first of the few lines that sampling takes,
     * {@code DiffusionPipeline.load(file).on("cpu")}.
     *
     * @throws io.github.dit4j.engine.checkpoint.CheckpointException if it cannot be read
     * @throws IllegalArgumentException if it is not a model that can be run; the message names the file
     */
    public static DiffusionModel load(Path file) {
        return DiffusionModel.load(file);
    }

    /** The device that runs. */
    public Device device() {
        return engine.device();
    }

    /** What the model is and how it is sampled by default. */
    public ModelCard card() {
        return model.card();
    }

    /** The network. */
    public DiffusionTransformer network() {
        return model.network();
    }

    /**
     * Draws.
     *
     * @throws IllegalArgumentException if the request asks for what this model cannot do; the message says what to change
     */
    public Samples sample(SampleRequest request) {
        return sample(request, SamplingListener.none());
    }

    /**
     * Draws and reports every step.
     *
     * @throws IllegalArgumentException if the request asks for what this model cannot do; the message says what to change
     */
    public Samples sample(SampleRequest request, SamplingListener listener) {
        Sampling sampling = plan(request);
        Sampling.Result result = sampling.run(networks, listener);
        return new Samples(settings(request, sampling), result.latents(), result.stepTimes());
    }

    /**
     * Resolves a request: fills in the model's defaults and checks it, without running anything.
     *
     * @throws IllegalArgumentException if it asks for what this model cannot do; the message says what to change
     */
    public Sampling plan(SampleRequest request) {
        return model.plan(request);
    }

    private SampleSettings settings(SampleRequest request, Sampling sampling) {
        List<Integer> classes = sampling.conditions() instanceof Conditions.Classes given ? given.labels() : List.of();
        return new SampleSettings(
                model.card().name(),
                device().id(),
                classes,
                classes.stream().map(model.card()::label).toList(),
                sampling.images(),
                sampling.sampler(),
                SamplingPlan.spacing(model.card(), request).toString(),
                sampling.guidance(),
                sampling.diffusion().clip(),
                request.noise() instanceof PhiloxNoise(long seed) ? OptionalLong.of(seed) : OptionalLong.empty());
    }

    @Override
    public void close() {
        try (model; engine) {
            networks.close();
        }
    }
}
