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

/** A model on a device, ready for batches of one size. */
final class PreparedNetwork implements AutoCloseable {
    /** With guidance there are two predictions for each image, for its condition and for none. */
    private static final int GUIDED_CONDITIONS = 2;

    private final DiffusionTransformer model;
    private final int images;
    private final boolean guided;
    private final Program program;
    private final Executor executor;

    /**
     * Prepares a model.
     *
     * @param images the size of the batches
     * @param guidedChannels how many channels are guided; empty for none, then the network is evaluated once an image
     */
    PreparedNetwork(Engine engine, DiffusionTransformer model, int images, Optional<Integer> guidedChannels) {
        this.model = model;
        this.images = images;
        this.guided = guidedChannels.isPresent();
        program = program(model, images, guidedChannels);
        executor = engine.prepare(program);
    }

    /** What is run for a batch; parameters as those of the constructor. */
    static Program program(DiffusionTransformer model, int images, Optional<Integer> guidedChannels) {
        return guidedChannels.map(channels -> model.guided(images, GUIDED_CONDITIONS, channels))
                .orElseGet(() -> model.forward(images));
    }

    /**
     * Sets the conditions of a batch.
     *
     * @param firstImage where in the conditions the batch begins
     * @param guidanceWeight see {@link Guidance#weight()}; no matter if nothing is guided
     * @return the network under these conditions, until they are set again
     */
    Network under(Conditions conditions, int firstImage, double guidanceWeight) {
        switch (conditions) {
            case Conditions.None _ -> {
            }
            case Conditions.Classes classes -> {
                var labels = new ArrayList<>(classes.labels().subList(firstImage, firstImage + images));
                if (guided) {
                    labels.addAll(Collections.nCopies(images, classes.nullClass().orElseThrow()));
                }
                executor.write(program.input("y"), labels.stream().mapToInt(Integer::intValue).toArray());
            }
            case Conditions.Contexts contexts -> {
                var all = new ArrayList<>(contexts.contexts().subList(firstImage, firstImage + images));
                if (guided) {
                    all.addAll(Collections.nCopies(images, contexts.empty().orElseThrow()));
                }
                executor.write(program.input("context"), joined(all));
            }
        }
        if (guided) {
            var weights = new float[images];
            Arrays.fill(weights, (float) guidanceWeight);
            executor.write(program.input("scales"), weights);
        }
        return this::predict;
    }

    private NetworkOutput predict(float[] x, double time) {
        var times = new float[images];
        Arrays.fill(times, (float) time);
        executor.write(program.input("x"), x);
        executor.write(program.input("t"), times);
        executor.run();
        float[] output = executor.read(program.output("output"));
        if (output.length == x.length) {
            return new NetworkOutput(output, Optional.empty());
        }
        // [images, 2, channels, height, width]: prediction and variance alternate.
        int size = x.length / images;
        var prediction = new float[x.length];
        var variance = new float[x.length];
        for (int image = 0; image < images; image++) {
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
        return model.family() + " for " + images + " images" + (guided ? ", guided" : "");
    }
}
