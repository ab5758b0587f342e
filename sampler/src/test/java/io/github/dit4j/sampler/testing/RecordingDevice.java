package io.github.dit4j.sampler.testing;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs programs on another device and keeps what they were given and what they gave. */
public final class RecordingDevice implements Device {

    /**
     * A run of a program.
     *
     * @param inputs the last written to each
     * @param output what was read
     */
    public record Evaluation(Map<String, float[]> inputs, float[] output) {
        /** What the network was told for the first image. */
        public float time() {
            return inputs.get("t")[0];
        }
    }

    private final Device device;
    private final List<Evaluation> evaluations = new ArrayList<>();

    /** Runs on a device. */
    public RecordingDevice(Device device) {
        this.device = device;
    }

    /** All runs, in order. */
    public List<Evaluation> evaluations() {
        return evaluations;
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
    public Engine open(Weights weights) {
        Engine engine = device.open(weights);
        return new Engine() {
            @Override
            public Device device() {
                return RecordingDevice.this;
            }

            @Override
            public Executor prepare(Program program) {
                return new Recorder(engine.prepare(program));
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }

    private final class Recorder implements Executor {
        private final Executor executor;
        private final Map<String, float[]> inputs = new HashMap<>();

        Recorder(Executor executor) {
            this.executor = executor;
        }

        @Override
        public void write(Tensor input, float[] elements) {
            inputs.put(input.name(), elements.clone());
            executor.write(input, elements);
        }

        @Override
        public void write(Tensor input, int[] elements) {
            executor.write(input, elements);
        }

        @Override
        public void run() {
            executor.run();
        }

        @Override
        public float[] read(Tensor output) {
            float[] elements = executor.read(output);
            evaluations.add(new Evaluation(Map.copyOf(inputs), elements.clone()));
            return elements;
        }

        @Override
        public void close() {
            executor.close();
        }
    }
}
