package io.github.dit4j.bench;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.Weights;
import java.util.SplittableRandom;

/** A program on the processor, its inputs written: ready to be run as often as a benchmark wants. */
final class Runner implements AutoCloseable {
    private final Engine engine;
    private final Executor executor;

    private Runner(Program program, Weights weights, int threads) {
        engine = Devices.cpu(threads).open(weights);
        executor = engine.prepare(program);
        program.inputs().forEach(this::write);
    }

    /** A program with the weights of a model. */
    static Runner of(Program program, Weights weights, int threads) {
        return new Runner(program, weights, threads);
    }

    /** A program with synthetic weights. */
    static Runner of(Program program, int threads) {
        return new Runner(program, SyntheticWeights.of(program.weightShapes()), threads);
    }

    /** Labels of the first class, and normally distributed values: no denormal numbers, nothing that overflows. */
    private void write(Tensor input) {
        if (input.dtype() == DType.I32) {
            executor.write(input, new int[input.shape().size()]);
            return;
        }
        var random = new SplittableRandom(1);
        var values = new float[input.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        executor.write(input, values);
    }

    void run() {
        executor.run();
    }

    @Override
    public void close() {
        executor.close();
        engine.close();
    }
}
