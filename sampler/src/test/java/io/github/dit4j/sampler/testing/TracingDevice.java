package io.github.dit4j.sampler.testing;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.Weights;
import java.util.ArrayList;
import java.util.List;

/** Runs programs on another device and keeps which were run. */
public final class TracingDevice implements Device {
    private final Device device;
    private final List<Program> runs = new ArrayList<>();

    /** Runs on a device. */
    public TracingDevice(Device device) {
        this.device = device;
    }

    /** The programs that were run, in order, of those whose names end like this. */
    public List<Program> runs(String nameEnd) {
        return runs.stream().filter(program -> program.name().endsWith(nameEnd)).toList();
    }

    @Override
    public String id() {
        return device.id();
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public boolean isForChecking() {
        return true;
    }

    @Override
    public boolean prefersSplitPrograms() {
        return device.prefersSplitPrograms();
    }

    @Override
    public Engine open(Weights weights) {
        Engine engine = device.open(weights);
        return new Engine() {
            @Override
            public Device device() {
                return TracingDevice.this;
            }

            @Override
            public void requireMemory(List<Program> programs) {
                engine.requireMemory(programs);
            }

            @Override
            public Executor prepare(Program program) {
                return new Traced(program, engine.prepare(program));
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }

    private final class Traced implements Executor {
        private final Program program;
        private final Executor executor;

        Traced(Program program, Executor executor) {
            this.program = program;
            this.executor = executor;
        }

        @Override
        public void write(Tensor input, float[] values) {
            executor.write(input, values);
        }

        @Override
        public void write(Tensor input, int[] values) {
            executor.write(input, values);
        }

        @Override
        public void run() {
            runs.add(program);
            executor.run();
        }

        @Override
        public float[] read(Tensor output) {
            return executor.read(output);
        }

        @Override
        public void read(Tensor output, int from, float[] target, int at, int count) {
            executor.read(output, from, target, at, count);
        }

        @Override
        public void close() {
            executor.close();
        }
    }
}
