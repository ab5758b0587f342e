package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceNotFoundException;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.step.JvmEngine;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The processor: all cores, with SIMD where the JVM was started with {@code --add-modules jdk.incubator.vector}. What it
 * computes does not depend on the number of threads, nor for an image on the others of its batch.
 */
public final class CpuDevice implements Device {
    private final int threads;
    private final Kernels kernels;
    private final DType weightType;

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
        this(threads, kernels, DType.F32);
    }

    private CpuDevice(int threads, Kernels kernels, DType weightType) {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads are too few: at least 1 is needed");
        }
        this.threads = threads;
        this.kernels = kernels;
        this.weightType = weightType;
    }

    /** See {@link io.github.dit4j.engine.Devices#compileEarly}. Without SIMD there is nothing to gain. */
    public static void compileEarly() {
        KernelsProvider.vectors().ifPresent(EarlyKernels::compile);
    }

    @Override
    public List<DType> weightTypes() {
        return List.of(DType.F32, DType.F16, DType.BF16);
    }

    @Override
    public DType weights() {
        return weightType;
    }

    /** As F16 or BF16, the weights of linear layers are widened whenever they are multiplied by. */
    @Override
    public CpuDevice withWeightsAs(DType type) {
        if (!weightTypes().contains(type)) {
            throw new DeviceNotFoundException("cpu keeps weights as f32, f16 or bf16, not as " + type.label());
        }
        return new CpuDevice(threads, kernels, type);
    }

    @Override
    public String id() {
        return "cpu";
    }

    @Override
    public String description() {
        return System.getProperty("os.arch") + ", " + threads + (threads == 1 ? " thread, " : " threads, ")
                + kernels.description() + (weightType == DType.F32 ? "" : ", weights as " + weightType.label());
    }

    @Override
    public boolean isForChecking() {
        return false;
    }

    @Override
    public OptionalDouble measurePeak() {
        return OptionalDouble.of(2 * MultiplyAddPeak.perSecond(kernels, threads));
    }

    /** Where few rows are multiplied, memory is the limit: among a hundred, a row takes a tenth of the time of one alone. */
    @Override
    public boolean prefersSplitPrograms() {
        return true;
    }

    @Override
    public OptionalDouble measureBandwidth() {
        return OptionalDouble.of(MemoryPeak.bytesPerSecond(threads));
    }

    @Override
    public Engine open(Weights weights) {
        return new JvmEngine(this, weights, threads, kernels);
    }
}
