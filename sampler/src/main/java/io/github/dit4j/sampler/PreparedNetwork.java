package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.method.Network;
import io.github.dit4j.sampler.method.NetworkOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A model on a device, ready for batches of one size. */
final class PreparedNetwork implements AutoCloseable {

    /**
     * What a network is prepared for.
     *
     * @param images the size of the batches
     * @param mixed of how many classes an image is mixed at most
     * @param guidedChannels how many channels are guided; empty for none, then nothing is computed to move away from
     */
    record Kind(int images, int mixed, Optional<Integer> guidedChannels) {

        Program program(DiffusionTransformer model) {
            if (mixed == 1) {
                return guidedChannels.map(channels -> model.guided(images, 2, channels))
                        .orElseGet(() -> model.forward(images));
            }
            // To move from the last class to the first by w is to mix the two: c₂ + w (c₁ − c₂).
            return guidedChannels.map(channels -> model.guidedMixture(images, mixed, channels))
                    .orElseGet(() -> model.guided(images, mixed, model.outputChannels()));
        }
    }

    private final DiffusionTransformer model;
    private final Kind kind;
    private final Program program;
    private final Executor executor;

    PreparedNetwork(Engine engine, DiffusionTransformer model, Kind kind) {
        this.model = model;
        this.kind = kind;
        program = kind.program(model);
        executor = engine.prepare(program);
    }

    /**
     * Sets the conditions of a batch.
     *
     * @param firstImage where in the conditions the batch begins
     * @param scales {@link Guidance#weight} of each image; no matter if nothing is guided
     * @return the network under these conditions, until they are set again
     */
    Network under(Conditions conditions, int firstImage, float[] scales) {
        int end = firstImage + kind.images;
        boolean guided = kind.guidedChannels.isPresent();
        switch (conditions) {
            case Conditions.None _ -> {
            }
            case Conditions.Classes given -> writeLabels(given.labels().subList(firstImage, end), given.away());
            case Conditions.Mixtures given -> writeMixtures(given.mixtures().subList(firstImage, end), given.away());
            case Conditions.Contexts contexts -> {
                var all = new ArrayList<>(contexts.contexts().subList(firstImage, end));
                if (guided) {
                    all.addAll(Collections.nCopies(kind.images, contexts.empty().orElseThrow()));
                }
                executor.write(program.input("context"), joined(all));
            }
        }
        if (guided) {
            executor.write(program.input("scales"), scales);
        }
        return this::predict;
    }

    private void writeMixtures(List<ClassMixture> mixtures, OptionalInt away) {
        var labels = new ArrayList<Integer>();
        var weights = new float[(kind.mixed - 1) * kind.images];
        for (int k = 0; k < kind.mixed; k++) {
            for (int image = 0; image < kind.images; image++) {
                labels.add(mixtures.get(image).classAt(k));
                if (k < kind.mixed - 1) {
                    weights[k * kind.images + image] = (float) mixtures.get(image).weightAt(k);
                }
            }
        }
        writeLabels(labels, away);
        if (kind.mixed > 1) {
            executor.write(program.input(kind.guidedChannels.isPresent() ? "weights" : "scales"), weights);
        }
    }

    private void writeLabels(List<Integer> labels, OptionalInt away) {
        var all = new ArrayList<>(labels);
        if (kind.guidedChannels.isPresent()) {
            all.addAll(Collections.nCopies(kind.images, away.orElseThrow()));
        }
        executor.write(program.input("y"), all.stream().mapToInt(Integer::intValue).toArray());
    }

    private NetworkOutput predict(float[] x, double time) {
        var times = new float[kind.images];
        Arrays.fill(times, (float) time);
        executor.write(program.input("x"), x);
        executor.write(program.input("t"), times);
        executor.run();
        float[] output = executor.read(program.output("output"));
        if (output.length == x.length) {
            return new NetworkOutput(output, Optional.empty());
        }
        // [images, 2, channels, height, width]: prediction and variance alternate.
        int size = x.length / kind.images;
        var prediction = new float[x.length];
        var variance = new float[x.length];
        for (int image = 0; image < kind.images; image++) {
            System.arraycopy(output, 2 * image * size, prediction, image * size, size);
            System.arraycopy(output, (2 * image + 1) * size, variance, image * size, size);
        }
        return new NetworkOutput(prediction, Optional.of(variance));
    }

    private static float[] joined(List<TensorData> tensors) {
        int size = tensors.getFirst().shape().size();
        var values = new float[Math.multiplyExact(tensors.size(), size)];
        for (int i = 0; i < tensors.size(); i++) {
            tensors.get(i).copyTo(0, values, i * size, size);
        }
        return values;
    }

    @Override
    public void close() {
        executor.close();
    }

    @Override
    public String toString() {
        return model.family() + ", " + kind;
    }
}
