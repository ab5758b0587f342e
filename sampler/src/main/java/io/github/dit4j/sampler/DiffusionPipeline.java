package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.layers.DiffusionTransformer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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
 *
 * A model of latents gives images once it has an autoencoder: {@code load(file).on("auto").vae(Path.of("sd-vae-ft-mse"))}.
 */
public final class DiffusionPipeline implements AutoCloseable {
    private final DiffusionModel model;
    private final Engine engine;
    private final PreparedNetworks networks;
    private final Optional<Guide> guide;
    private Optional<AutoencoderPipeline> vae = Optional.empty();

    /** The weaker model of autoguidance, on the same device. */
    private record Guide(DiffusionModel model, Engine engine, PreparedNetworks networks) implements AutoCloseable {

        static Guide on(Device device, DiffusionModel model) {
            Engine engine = device.open(model.weights());
            return new Guide(model, engine, new PreparedNetworks(engine, model.network()));
        }

        @Override
        public void close() {
            try (model; engine) {
                networks.close();
            }
        }
    }

    /** Takes over the models: closing the pipeline closes them. */
    DiffusionPipeline(DiffusionModel model, Optional<DiffusionModel> guide, Device device) {
        this.model = model;
        engine = device.open(model.weights());
        networks = new PreparedNetworks(engine, model.network());
        try {
            this.guide = guide.map(weaker -> Guide.on(device, weaker));
        } catch (RuntimeException | Error failure) {
            engine.close();
            throw failure;
        }
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

    /**
     * Makes images of the latents that the model draws.
     *
     * @param autoencoder on this device or another; closed with this pipeline, when another takes its place, or at once if
     *     it is refused
     * @return this pipeline
     * @throws IllegalArgumentException if it decodes other latents than the model draws, or none
     */
    public DiffusionPipeline vae(AutoencoderPipeline autoencoder) {
        if (vae.filter(installed -> installed == autoencoder).isPresent()) {
            return this;
        }
        try {
            check(autoencoder);
        } catch (RuntimeException | Error refused) {
            autoencoder.close();
            throw refused;
        }
        vae.ifPresent(AutoencoderPipeline::close);
        vae = Optional.of(autoencoder);
        return this;
    }

    private void check(AutoencoderPipeline autoencoder) {
        autoencoder.autoencoder().loaded().requireDecoder();
        int channels = autoencoder.autoencoder().config().embedDim();
        if (network().channels() != channels) {
            throw new IllegalArgumentException(card().name() + " draws " + network().channels() + " channels, but the"
                    + " autoencoder " + autoencoder.autoencoder().name() + " decodes latents of " + channels);
        }
    }

    /**
     * Makes images of the latents that the model draws, on the same device.
     *
     * @param file or folder of an autoencoder, see {@link Autoencoder#load}
     * @return this pipeline
     */
    public DiffusionPipeline vae(Path file) {
        return vae(Autoencoder.load(file).on(device()));
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
        Sampling.Result result = sampling.run(networks, guide.map(Guide::networks), listener);
        return new Samples(settings(request, sampling), result.latents(), result.stepTimes(),
                vae.map(decoder -> decoder.decode(result.latents(), latentScale(decoder))));
    }

    /** What the model's latents are divided by before they are decoded. */
    private double latentScale(AutoencoderPipeline decoder) {
        return LatentScale.of(network(), decoder.autoencoder().config());
    }

    /**
     * Resolves a request: fills in the model's defaults and checks it, without running anything.
     *
     * @throws IllegalArgumentException if it asks for what this model cannot do; the message says what to change
     */
    public Sampling plan(SampleRequest request) {
        return model.plan(request, guide.map(Guide::model));
    }

    private SampleSettings settings(SampleRequest request, Sampling sampling) {
        List<Integer> classes = sampling.conditions() instanceof Conditions.Classes given ? given.labels() : List.of();
        List<String> labels = switch (sampling.conditions()) {
            case Conditions.None _ -> List.of();
            case Conditions.Classes given -> given.labels().stream().map(model.card()::label).toList();
            case Conditions.Mixtures given -> given.mixtures().stream().map(model.card()::label).toList();
            case Conditions.Contexts _ -> request.text().map(text ->
                    IntStream.range(0, sampling.images()).mapToObj(text::text).toList()).orElse(List.of());
        };
        return new SampleSettings(
                model.card().name(),
                device().id(),
                classes,
                labels,
                sampling.images(),
                sampling.sampler(),
                sampling.sampler().isAdaptive() ? "adaptive" : SamplingPlan.spacing(model.card(), request).toString(),
                sampling.guidance(),
                request.guidance().negative().map(label -> model.card().label(sampling.conditions().classAway().orElseThrow())),
                guide.map(weaker -> weaker.model().card().name()),
                sampling.diffusion().thresholding(),
                request.noise(),
                request.picture());
    }

    @Override
    public void close() {
        try (model; engine) {
            networks.close();
        } finally {
            guide.ifPresent(Guide::close);
            vae.ifPresent(AutoencoderPipeline::close);
        }
    }
}
