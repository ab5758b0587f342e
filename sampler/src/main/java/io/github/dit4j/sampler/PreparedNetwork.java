package io.github.dit4j.sampler;

import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramSplit;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.method.Network;
import io.github.dit4j.sampler.method.NetworkOutput;
import java.util.ArrayList;
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
    private final Conditioner conditioner;

    /** @param ahead what of it is computed ahead */
    PreparedNetwork(Engine engine, DiffusionTransformer model, Kind kind, AheadPrograms ahead) {
        this.model = model;
        this.kind = kind;
        Program whole = kind.program(model);
        Optional<ProgramSplit> split = ahead.split(whole);
        // Before any weight is read: the part that is computed ahead is prepared later, when the times are known.
        split.ifPresent(parts -> engine.requireMemory(List.of(parts.rest(), parts.ahead())));
        program = split.map(ProgramSplit::rest).orElse(whole);
        executor = engine.prepare(program);
        conditioner = split.<Conditioner>map(parts -> new AheadConditioner(engine, model, ahead, parts, executor))
                .orElseGet(() -> new DirectConditioner(executor, program));
    }

    /**
     * Sets the conditions of a batch.
     *
     * @param firstImage where in the conditions the batch begins
     * @param scales {@link Guidance#weight} of each image; no matter if nothing is guided
     * @param times at which it will be evaluated, in order, as far as they are known
     * @return the network under these conditions, until they are set again
     */
    Network under(Conditions conditions, int firstImage, float[] scales, List<Double> times) {
        int end = firstImage + kind.images;
        boolean guided = kind.guidedChannels.isPresent();
        int[] labels = switch (conditions) {
            case Conditions.None _ -> new int[0];
            case Conditions.Classes given -> labels(given.labels().subList(firstImage, end), given.away());
            case Conditions.Mixtures given -> mixed(given.mixtures().subList(firstImage, end), given.away());
            case Conditions.Contexts contexts -> {
                var all = new ArrayList<>(contexts.contexts().subList(firstImage, end));
                if (guided) {
                    all.addAll(Collections.nCopies(kind.images, contexts.empty().orElseThrow()));
                }
                executor.write(program.input("context"), joined(all));
                yield new int[0];
            }
        };
        if (guided) {
            executor.write(program.input("scales"), scales);
        }
        conditioner.begin(labels, times.stream().map(Double::floatValue).toList());
        return this::predict;
    }

    /** Writes the weights of the mixtures. */
    private int[] mixed(List<ClassMixture> mixtures, OptionalInt away) {
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
        if (kind.mixed > 1) {
            executor.write(program.input(kind.guidedChannels.isPresent() ? "weights" : "scales"), weights);
        }
        return labels(labels, away);
    }

    /** One for each row of the network. */
    private int[] labels(List<Integer> labels, OptionalInt away) {
        var all = new ArrayList<>(labels);
        if (kind.guidedChannels.isPresent()) {
            all.addAll(Collections.nCopies(kind.images, away.orElseThrow()));
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    private NetworkOutput predict(float[] x, double time) {
        executor.write(program.input("x"), x);
        conditioner.time((float) time);
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
        conditioner.close();
        executor.close();
    }

    @Override
    public String toString() {
        return model.family() + ", " + kind;
    }
}
