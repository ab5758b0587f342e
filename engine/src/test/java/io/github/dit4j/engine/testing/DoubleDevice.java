package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Block;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.Weights;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs whole programs through {@link DoubleOps}: what a network gives when nothing but weights, inputs and the result is
 * rounded. For small networks.
 */
public record DoubleDevice() implements Device {

    @Override
    public String id() {
        return "double";
    }

    @Override
    public String description() {
        return "double precision, one operation at a time";
    }

    @Override
    public boolean isForChecking() {
        return true;
    }

    @Override
    public Engine open(Weights weights) {
        return new DoubleEngine(this, weights);
    }

    private record DoubleEngine(Device device, Weights weights) implements Engine {

        @Override
        public Executor prepare(Program program) {
            var values = new HashMap<Tensor, double[]>();
            program.weights().forEach(weight -> values.put(weight, weights.get(weight).toDoubles()));
            program.constants().forEach((constant, data) -> values.put(constant, data.toDoubles()));
            return new DoubleExecutor(program, values);
        }

        @Override
        public void close() {
            // Nothing is held but Java arrays.
        }
    }

    private record DoubleExecutor(Program program, Map<Tensor, double[]> values) implements Executor {

        @Override
        public void write(Tensor input, float[] elements) {
            var wide = new double[elements.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = elements[i];
            }
            values.put(input, wide);
        }

        @Override
        public void write(Tensor input, int[] elements) {
            var wide = new double[elements.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = elements[i];
            }
            values.put(input, wide);
        }

        @Override
        public void run() {
            for (Block block : program.blocks()) {
                for (Op op : block.ops()) {
                    values.put(op.output(), DoubleOps.apply(op, values));
                }
            }
        }

        @Override
        public float[] read(Tensor output) {
            double[] wide = values.get(output);
            var elements = new float[wide.length];
            for (int i = 0; i < wide.length; i++) {
                elements[i] = (float) wide[i];
            }
            return elements;
        }

        @Override
        public void close() {
            values.clear();
        }
    }
}
