package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.memory.BufferPlan;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Weights;
import java.util.OptionalDouble;

/**
 * The processor: all cores, with SIMD where the JVM was started with {@code --add-modules jdk.incubator.vector}. What it
 * computes does not depend on the number of threads, nor for an image on the others of its batch.
 */
public final class CpuDevice implements Device {
    private final int threads;
    private final Kernels kernels;

    /**
     * As many threads as the property {@code dit4j.threads} says, or else as there are processors.
     *
     * @throws IllegalArgumentException if the property is not a number from 1 on
     */
    public CpuDevice() {
        this(Threads.fromProperty());
    }

    /**
     * A given number of threads.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public CpuDevice(int threads) {
        this(threads, KernelsProvider.kernels());
    }

    CpuDevice(int threads, Kernels kernels) {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads are too few: at least 1 is needed");
        }
        this.threads = threads;
        this.kernels = kernels;
    }

    @Override
    public String id() {
        return "cpu";
    }

    @Override
    public String description() {
        return System.getProperty("os.arch") + ", " + threads + (threads == 1 ? " thread, " : " threads, ")
                + kernels.description();
    }

    @Override
    public boolean isForChecking() {
        return false;
    }

    @Override
    public OptionalDouble measurePeak() {
        return OptionalDouble.of(2 * MultiplyAddPeak.perSecond(kernels, threads));
    }

    @Override
    public OptionalDouble measureBandwidth() {
        return OptionalDouble.of(MemoryPeak.bytesPerSecond(threads));
    }

    @Override
    public Engine open(Weights weights) {
        var team = new ThreadTeam(threads);
        var loaded = new JvmWeights(weights, team, kernels);
        return new Engine() {
            @Override
            public Device device() {
                return CpuDevice.this;
            }

            @Override
            public Executor prepare(Program program) {
                checkMemory(program);
                return new JvmExecutor(program, loaded, team, kernels);
            }

            @Override
            public void close() {
                loaded.clear();
                team.close();
            }
        };
    }

    /** Weights and activations lie on the heap: better to say now what is missing than to fail in the middle. */
    private static void checkMemory(Program program) {
        long needed = BufferPlan.of(program).bytes();
        long most = Runtime.getRuntime().maxMemory();
        if (needed > most) {
            long gigabytes = Math.ceilDiv(needed + needed / 8, 1L << 30);
            throw new IllegalArgumentException(
                    "%s takes %.1f GB for weights and activations, and Java may use %.1f GB; start it with -Xmx%dg"
                            .formatted(program.name(), needed / 1e9, most / 1e9, gigabytes)
                            + " (./dit4j: DIT4J_JAVA_OPTS=-Xmx%dg), or compute fewer images at once (--batch)"
                                    .formatted(gigabytes));
        }
    }
}
