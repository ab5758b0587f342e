package io.github.dit4j.cli;

import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.SyntheticNetwork;
import io.github.dit4j.sampler.DiffusionModel;
import java.io.IOException;
import java.util.Optional;
import java.util.function.IntFunction;

/** What {@code dit4j bench} measures: a network that has a name, with synthetic weights, or that of a checkpoint. */
record BenchNetwork(String name, IntFunction<Program> forward, Weights weights, Runnable closing) implements AutoCloseable {

    static BenchNetwork open(ModelOptions model, ModelCatalogue catalogue) throws IOException {
        Optional<SyntheticNetwork> named = SyntheticNetwork.find(model.name());
        if (named.isPresent()) {
            return new BenchNetwork(named.get().name(), named.get().forward(), named.get().weights(), () -> { });
        }
        DiffusionModel opened = model.open(catalogue);
        return new BenchNetwork(opened.card().name(), opened.network()::forward, opened.weights(), opened::close);
    }

    @Override
    public void close() {
        closing.run();
    }
}
