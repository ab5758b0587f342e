package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.method.Diffusion;
import io.github.dit4j.sampler.noise.PhiloxNoise;
import io.github.dit4j.sampler.schedule.DiffusionTables;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
        ModelCard card = model.card();
        ModelCard.Defaults defaults = card.defaults();
        var diffusion = new Diffusion(
                DiffusionTables.of(card.schedule(), spacing(request)),
                card.prediction(),
                request.clip().orElse(defaults.clip()),
                card.firstTimestep());
        return new Sampling(
                model.network(),
                diffusion,
                request.sampler().orElse(defaults.sampler()),
                conditions(request),
                guidance(request),
                request.noise(),
                request.images(),
                request.batchLimit());
    }

    private TimestepSpacing spacing(SampleRequest request) {
        return request.spacing().orElse(model.card().defaults().spacing());
    }

    private Optional<Guidance> guidance(SampleRequest request) {
        Guidance usual = model.card().defaults().guidance();
        boolean possible = model.card().nullClass().isPresent();
        if (request.cfgScale().isEmpty() && !possible) {
            return Optional.empty();
        }
        double scale = request.cfgScale().orElse(usual.scale());
        var guidance = new Guidance(scale, usual.convention(), usual.channels());
        return Optional.of(request.guideAllChannels() ? guidance.onAllChannels() : guidance);
    }

    private Conditions conditions(SampleRequest request) {
        return switch (model.network().conditioning()) {
            case Conditioning.None _ -> {
                if (!request.labels().isEmpty()) {
                    throw new IllegalArgumentException("this model is unconditional: it draws no class on request");
                }
                yield new Conditions.None();
            }
            case Conditioning.Classes classes -> new Conditions.Classes(
                    classes(request, classes.count()), model.card().nullClass());
            case Conditioning.Text _ -> throw new IllegalArgumentException(
                    "this model draws from text features, not from classes; give them to Sampling as Conditions.Contexts");
        };
    }

    private List<Integer> classes(SampleRequest request, int count) {
        List<String> names = model.card().labels();
        List<Integer> wanted = request.labels().isEmpty()
                ? IntStream.range(0, count).boxed().toList()
                : request.labels().stream().map(label -> label.resolve(count, names)).toList();
        if (request.images() < request.labels().size()) {
            throw new IllegalArgumentException("count " + request.images() + " is less than the "
                    + request.labels().size() + " classes asked for; ask for at least one image of each");
        }
        return IntStream.range(0, request.images()).mapToObj(i -> wanted.get(i % wanted.size())).toList();
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
                spacing(request).toString(),
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
