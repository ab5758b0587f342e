package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.method.Diffusion;
import io.github.dit4j.sampler.method.Network;
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
 * @param noise where noise comes from
 * @param images how many images
 * @param batchLimit how many images are computed at once at most
 */
public record Sampling(
        DiffusionTransformer model,
        Diffusion diffusion,
        Sampler sampler,
        Conditions conditions,
        Optional<Guidance> guidance,
        NoiseSource noise,
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
        conditions.check(model, images, guidance.isPresent());
        sampler.check(diffusion.tables(), model.outputChannels() == 2 * model.channels());
        noise.check(shape(model, images), sampler.draws(diffusion.tables().steps()));
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

    /** The programs that a run evaluates, one for each size of batch: one or two. */
    public List<Program> programs() {
        return batchSizes().mapToObj(size -> PreparedNetwork.program(model, size, guidedChannels())).toList();
    }

    private Optional<Integer> guidedChannels() {
        return guidance.map(given -> given.channelCount(model.channels()));
    }

    /**
     * Runs on a device.
     *
     * @param engine holds the weights of {@link #model}
     * @param listener is told of each step
     */
    public Result run(Engine engine, SamplingListener listener) {
        try (var networks = new PreparedNetworks(engine, model)) {
            return run(networks, listener);
        }
    }

    /** Runs on networks that may have been prepared before. */
    Result run(PreparedNetworks networks, SamplingListener listener) {
        var latents = new float[shape().size()];
        var stepTimes = new ArrayList<Duration>();
        // All that there is to compile comes before the first step.
        batchSizes().forEach(size -> networks.get(size, guidedChannels()));
        double weight = guidance.map(Guidance::weight).orElse(1.0);
        Noise run = noise.forRun(shape(), guidance.filter(given -> given.convention() == Guidance.Convention.DIT).isPresent());
        int first = 0;
        for (int batch = 1; batch <= batches(); batch++) {
            int size = batchSize(batch);
            Network network = networks.get(size, guidedChannels()).under(conditions, first, weight);
            float[] result = sampleBatch(network, run, batch, first, size, stepTimes, listener);
            System.arraycopy(result, 0, latents, first * elementsPerImage(), result.length);
            first += size;
        }
        return new Result(TensorData.of(shape(), latents), stepTimes);
    }

    private float[] sampleBatch(
            Network network, Noise run, int batch, int first, int size, List<Duration> times, SamplingListener listener) {
        int steps = diffusion.tables().steps();
        SamplerState state = SamplerState.initial(steps, draw(run, 0, first, size));
        while (state.remaining() > 0) {
            long start = System.nanoTime();
            state = sampler.step(diffusion, state, network, draw -> draw(run, draw, first, size));
            times.add(Duration.ofNanos(System.nanoTime() - start));
            listener.onStep(new SamplingStep(
                    steps - state.remaining(),
                    steps,
                    batch,
                    batches(),
                    diffusion.tables().timestep(state.remaining()),
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
