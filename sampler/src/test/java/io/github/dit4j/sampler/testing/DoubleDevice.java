package io.github.dit4j.sampler.testing;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Block;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.engine.testing.DoubleOps;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs programs in double precision by the definitions of the operations, and counts what is opened and closed. */
public final class DoubleDevice implements Device {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger prepared = new AtomicInteger();
    private final AtomicInteger evaluations = new AtomicInteger();

    @Override
    public String id() {
        return "double";
    }

    @Override
    public String description() {
        return "double precision, for tests";
    }

    @Override
    public boolean isForChecking() {
        return true;
    }

    /** How many engines and executors are not closed. */
    public int open() {
        return open.get();
    }

    /** How many programs were prepared so far. */
    public int prepared() {
        return prepared.get();
    }

    /** How often a program was run so far. */
    public int evaluations() {
        return evaluations.get();
    }

    @Override
    public Engine open(Weights weights) {
        open.incrementAndGet();
        return new Engine() {
            @Override
            public Device device() {
                return DoubleDevice.this;
            }

            @Override
            public Executor prepare(Program program) {
                open.incrementAndGet();
                prepared.incrementAndGet();
                return new DoubleExecutor(program, weights);
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    private final class DoubleExecutor implements Executor {
        private final Program program;
        private final Map<Tensor, double[]> values = new HashMap<>();

        DoubleExecutor(Program program, Weights weights) {
            this.program = program;
            program.weights().forEach(weight -> values.put(weight, weights.get(weight).toDoubles()));
            program.constants().forEach((constant, data) -> values.put(constant, data.toDoubles()));
        }

        @Override
        public void write(Tensor input, float[] elements) {
            write(input, TensorData.of(input.shape(), elements));
        }

        @Override
        public void write(Tensor input, int[] elements) {
            write(input, TensorData.of(input.shape(), elements));
        }

        private void write(Tensor input, TensorData data) {
            values.put(program.input(input.name()), data.toDoubles());
        }

        @Override
        public void run() {
            evaluations.incrementAndGet();
            for (Block block : program.blocks()) {
                for (Op op : block.ops()) {
                    values.put(op.output(), DoubleOps.apply(op, values));
                }
            }
        }

        @Override
        public float[] read(Tensor output) {
            double[] wide = values.get(program.output(output.name()));
            var elements = new float[wide.length];
            for (int i = 0; i < wide.length; i++) {
                elements[i] = (float) wide[i];
            }
            return elements;
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }
}
