package io.github.dit4j.cli;

import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.layers.NamedModel;
import io.github.dit4j.layers.SyntheticNetwork;
import io.github.dit4j.sampler.DiffusionModel;
import io.github.dit4j.sampler.ModelCard;
import io.github.dit4j.sampler.noise.NoiseSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What {@code dit4j bench} measures: a network that has a name, with synthetic weights, or that of a checkpoint.
 *
 * @param sampled the model that pictures can be drawn with, if it is one
 */
record BenchNetwork(
        String name, IntFunction<Program> forward, Weights weights, Optional<DiffusionModel> sampled, Runnable closing)
        implements AutoCloseable {

    static BenchNetwork open(ModelOptions model, ModelCatalogue catalogue) throws IOException {
        Optional<SyntheticNetwork> named = SyntheticNetwork.find(model.name());
        if (named.isPresent()) {
            Weights weights = named.get().weights();
            return new BenchNetwork(named.get().name(), named.get().forward(), weights,
                    catalogue.size(model.name()).map(size -> synthetic(size, weights)), () -> { });
        }
        DiffusionModel opened = model.open(catalogue);
        return new BenchNetwork(opened.card().name(), opened.network()::forward, opened.weights(), Optional.of(opened),
                opened::close);
    }

    private static DiffusionModel synthetic(NamedModel size, Weights weights) {
        DiffusionTransformer network = size.config().model();
        return DiffusionModel.of(new LoadedModel(network, weights), ModelCard.published(size.id(), network));
    }

    /** Noise, a timestep in the middle, the first class: how long it takes does not depend on them. */
    static void writeInputs(Executor executor, Program program) {
        for (Tensor input : program.inputs()) {
            if (input.dtype() == DType.I32) {
                executor.write(input, new int[input.shape().size()]);
                continue;
            }
            var values = new float[input.shape().size()];
            if (input.name().equals("t")) {
                Arrays.fill(values, 500);
            } else {
                NoiseSource.seeded(0).fill(0, 0, values, 0, values.length);
            }
            executor.write(input, values);
        }
    }

    @Override
    public void close() {
        closing.run();
    }
}
