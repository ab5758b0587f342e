package io.github.dit4j.layers;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.function.Function;

/** A program on a device, its inputs written from tensors of a golden file. */
record GoldenRun(Program program, Engine engine, Executor executor) implements AutoCloseable {

    /** Prepares a program for the deterministic weights of a configuration. */
    static GoldenRun of(NetworkConfig config, Device device, Program program) {
        Engine engine = device.open(SyntheticModel.weights(config));
        return new GoldenRun(program, engine, engine.prepare(program));
    }

    /** Writes every input from the tensor that the function names for it. */
    GoldenRun write(Function<String, TensorData> inputs) {
        for (Tensor input : program.inputs()) {
            TensorData data = inputs.apply(input.name());
            if (input.dtype() == DType.I32) {
                executor.write(input, data.toInts());
            } else {
                executor.write(input, data.toFloats());
            }
        }
        return this;
    }

    GoldenRun run() {
        executor.run();
        return this;
    }

    float[] read(String output) {
        return executor.read(program.output(output));
    }

    @Override
    public void close() {
        executor.close();
        engine.close();
    }
}
