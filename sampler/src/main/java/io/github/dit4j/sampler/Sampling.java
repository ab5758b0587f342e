package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.method.Diffusion;
import io.github.dit4j.sampler.method.Network;
import io.github.dit4j.sampler.method.Rehearsal;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.SamplerState;
import io.github.dit4j.sampler.noise.Noise;
import io.github.dit4j.sampler.noise.NoiseSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A run from noise to images, fully described. It can be run on any device, any number of times; batch size and device do
 * not change what is drawn.
 *
 * @param model the network
 * @param diffusion the process to reverse
 * @param sampler how
 * @param conditions one for each image
 * @param guidance how strongly conditions are followed; empty to take the conditional prediction as it is
 * @param guide a weaker network for guidance to move away from; empty to move away from what the conditions name
 * @param noise where noise comes from
 * @param picture what to begin with; empty for noise alone
 * @param images how many images
 * @param batchLimit how many images are computed at once at most; 1 for a sampler that chooses its steps
 */
public record Sampling(
        DiffusionTransformer model,
        Diffusion diffusion,
        Sampler sampler,
        Conditions conditions,
        Optional<Guidance> guidance,
        Optional<DiffusionTransformer> guide,
        NoiseSource noise,
        Optional<Picture> picture,
        int images,
        int batchLimit) {

    /**
     * What a run gave.
     *
     * @param latents {@code [images, channels, height, width]}, unrounded
     * @param stepTimes how long each step of each batch took, in order
     */
    public record Result(TensorData latents, List<Duration> stepTimes) {
        public Result {
            stepTimes = List.copyOf(stepTimes);
        }
    }

    /**
     * @throws IllegalArgumentException if the parts do not go together; the message says what to change
     */
    public Sampling {
        if (images < 1) {
            throw new IllegalArgumentException("count " + images + ": ask for at least 1 image");
        }
        if (batchLimit < 1) {
            throw new IllegalArgumentException("batch " + batchLimit + ": compute at least 1 image at once");
        }
        // Guidance that changes nothing would cost a second evaluation of the network.
        guidance = guidance.filter(given -> !given.isConditionalOnly());
        conditions.check(model, images, guidance.isPresent() && guide.isEmpty());
        if (guide.isPresent()) {
            checkGuide(guide.get(), model);
            conditions.check(guide.get(), images, false);
        }
        sampler.check(diffusion.timeline(), model.outputChannels() == 2 * model.channels());
        if (picture.isPresent()) {
            picture.get().check(shape(model, images));
            if (sampler.isAdaptive()) {
                throw new IllegalArgumentException(sampler.name() + " chooses its steps itself, so that it has none to "
                        + "begin a picture with; take another sampler");
            }
        }
        noise.check(shape(model, images), draws(sampler, diffusion, picture));
        batchLimit = sampler.isAdaptive() ? 1 : batchLimit;
    }

    /** A run from noise alone that is guided, if at all, by what the conditions name to move away from. */
    public Sampling(DiffusionTransformer model, Diffusion diffusion, Sampler sampler, Conditions conditions,
            Optional<Guidance> guidance, NoiseSource noise, int images, int batchLimit) {
        this(model, diffusion, sampler, conditions, guidance, Optional.empty(), noise, Optional.empty(), images, batchLimit);
    }

    /** How many of the steps that were made draw noise. */
    private static int draws(Sampler sampler, Diffusion diffusion, Optional<Picture> picture) {
        int steps = sampler.steps(diffusion.timeline());
        return sampler.draws(picture.map(given -> given.steps(steps)).orElse(steps));
    }

    static void checkGuide(DiffusionTransformer guide, DiffusionTransformer model) {
        if (!shape(guide, 1).equals(shape(model, 1))) {
            throw new IllegalArgumentException("the model to guide with draws " + shape(guide, 1)
                    + ", but this model " + shape(model, 1) + "; take a weaker model of the same images");
        }
    }

    /** {@code [images, channels, height, width]}. */
    public Shape shape() {
        return shape(model, images);
    }

    private static Shape shape(DiffusionTransformer model, int images) {
        return Shape.of(images, model.channels(), model.imageSize(), model.imageSize());
    }

    /** How many batches the run takes. */
    public int batches() {
        return (images + batchLimit - 1) / batchLimit;
    }

    /** How many images each batch has. They differ by one at most: two programs instead of padding, and no tiny last batch. */
    private int batchSize(int batch) {
        return images / batches() + (batch <= images % batches() ? 1 : 0);
    }

    private IntStream batchSizes() {
        return IntStream.rangeClosed(1, batches()).map(this::batchSize).distinct();
    }

    /** The programs of {@link #model} that a run evaluates: one or two for each of at most two sizes of batch. */
    public List<Program> programs() {
        return batchSizes().boxed().flatMap(size -> kinds(size).stream()).map(kind -> kind.program(model)).toList();
    }

    /** The same of {@link #guide}. */
    public List<Program> guidePrograms() {
        return guide.filter(_ -> guidance.isPresent())
                .map(weaker -> batchSizes().mapToObj(size -> plain(size).program(weaker)).toList())
                .orElse(List.of());
    }

    /** What the network is prepared for: the guided one first, then the one without guidance, where these are needed. */
    List<PreparedNetwork.Kind> kinds(int size) {
        var kinds = new ArrayList<PreparedNetwork.Kind>();
        guidance.filter(_ -> guide.isEmpty()).map(given -> given.channelCount(model.channels())).ifPresent(
                channels -> kinds.add(new PreparedNetwork.Kind(size, conditions.mixed(), Optional.of(channels))));
        if (kinds.isEmpty() || guidance.flatMap(Guidance::interval).isPresent()) {
            kinds.add(plain(size));
        }
        return kinds;
    }

    private PreparedNetwork.Kind plain(int size) {
        return new PreparedNetwork.Kind(size, conditions.mixed(), Optional.empty());
    }

    /**
     * Runs on a device.
     *
     * @param engine holds the weights of {@link #model}
     * @param listener is told of each step
     * @throws IllegalArgumentException if there is a {@link #guide}, which needs an engine, too
     */
    public Result run(Engine engine, SamplingListener listener) {
        if (guide.isPresent()) {
            throw new IllegalArgumentException("a run with a model to guide it needs an engine of that model");
        }
        try (var networks = new PreparedNetworks(engine, model)) {
            return run(networks, Optional.empty(), listener);
        }
    }

    /**
     * Runs on a device with a weaker model.
     *
     * @param engine holds the weights of {@link #model}
     * @param guideEngine holds the weights of {@link #guide}
     * @param listener is told of each step
     * @throws IllegalArgumentException if there is no {@link #guide}
     */
    public Result run(Engine engine, Engine guideEngine, SamplingListener listener) {
        DiffusionTransformer weak = guide.orElseThrow(
                () -> new IllegalArgumentException("a run without a model to guide it needs one engine only"));
        try (var networks = new PreparedNetworks(engine, model);
                var guides = new PreparedNetworks(guideEngine, weak)) {
            return run(networks, Optional.of(guides), listener);
        }
    }

    /** Runs on networks that may have been prepared before. */
    Result run(PreparedNetworks prepared, Optional<PreparedNetworks> guides, SamplingListener listener) {
        var latents = new float[shape().size()];
        var stepTimes = new ArrayList<Duration>();
        var networks = new GuidedNetworks(this, prepared, guides);
        // All that there is to compile comes before the first step.
        batchSizes().forEach(networks::prepare);
        Noise run = noise.forRun(shape(), isDoubledWhenPublished());
        int first = 0;
        for (int batch = 1; batch <= batches(); batch++) {
            int size = batchSize(batch);
            Network network = networks.forBatch(first, size);
            float[] result = sampleBatch(network, run, batch, first, size, stepTimes, listener);
            System.arraycopy(result, 0, latents, first * elementsPerImage(), result.length);
            first += size;
        }
        return new Result(TensorData.of(shape(), latents), stepTimes);
    }

    /** DiT's and SiT's sample.py carry each image twice under guidance; U-ViT's evaluates its network twice instead. */
    private boolean isDoubledWhenPublished() {
        return guidance.filter(given -> given.convention() == Guidance.Convention.DIT).isPresent();
    }

    /** The times at which a batch evaluates its networks, in order; empty if the sampler chooses its steps. */
    List<Double> networkTimes() {
        return Rehearsal.times(sampler, diffusion, madeSteps());
    }

    /** A picture to begin with spares the first steps. */
    private int madeSteps() {
        int all = sampler.steps(diffusion.timeline());
        return picture.map(given -> given.steps(all)).orElse(all);
    }

    private float[] sampleBatch(
            Network network, Noise run, int batch, int first, int size, List<Duration> times, SamplingListener listener) {
        int all = sampler.steps(diffusion.timeline());
        int steps = madeSteps();
        float[] z = draw(run, 0, first, size);
        Optional<PictureBatch> begun = picture.map(given -> new PictureBatch(given, first, size, z));
        SamplerState initial = SamplerState.initial(steps, z);
        SamplerState state = begun.map(given -> initial.with(given.start(sampler.level(diffusion, initial)))).orElse(initial);
        int done = 0;
        while (state.remaining() > 0) {
            double networkTime = sampler.time(diffusion, state);
            long start = System.nanoTime();
            // Draws are counted from the first step that is made, as a script would.
            SamplerState next = sampler.step(diffusion, state, network, draw -> draw(run, draw - (all - steps), first, size));
            state = begun.map(given -> given.keep(next, sampler.level(diffusion, next))).orElse(next);
            times.add(Duration.ofNanos(System.nanoTime() - start));
            listener.onStep(new SamplingStep(
                    ++done,
                    done + state.remaining(),
                    batch,
                    batches(),
                    networkTime,
                    first,
                    shape(model, size),
                    state.x(),
                    state.start().orElseThrow(),
                    times.getLast()));
        }
        return state.x();
    }

    private float[] draw(Noise run, int draw, int first, int size) {
        var values = new float[size * elementsPerImage()];
        for (int image = 0; image < size; image++) {
            run.fill(draw, first + image, values, image * elementsPerImage(), elementsPerImage());
        }
        return values;
    }

    private int elementsPerImage() {
        return model.channels() * model.imageSize() * model.imageSize();
    }
}
