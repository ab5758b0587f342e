package io.github.dit4j.engine.device;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import java.util.List;
import java.util.OptionalDouble;

/** Somewhere that programs can run. */
public interface Device {

    /** What {@code --device} calls it: {@code cpu}, {@code reference}, {@code sim}, {@code opencl:0:0}, {@code cuda:0} … */
    String id();

    /** One line for people: processor, cores, vector width, or the name and memory of the accelerator. */
    String description();

    /** Whether it is meant for checking rather than for use. */
    boolean isForChecking();

    /** What is known about it. */
    default DeviceReport report() {
        return DeviceReport.jvm(description());
    }

    /**
     * Measures how many floating-point operations per second its multiply-add units do at best, on registers alone. Takes
     * about a second.
     *
     * @return empty where it cannot be measured
     */
    default OptionalDouble measurePeak() {
        return OptionalDouble.empty();
    }

    /**
     * Measures how many bytes per second it reads from memory at best, of data that no cache holds. Takes about half a
     * second.
     *
     * @return empty where it cannot be measured
     */
    default OptionalDouble measureBandwidth() {
        return OptionalDouble.empty();
    }

    /** The types in which it can keep the weights of linear layers, F32 first. */
    default List<DType> weightTypes() {
        return List.of(DType.F32);
    }

    /** The type in which it keeps the weights of linear layers, F32 unless {@link #withWeightsAs} was asked for another. */
    default DType weights() {
        return DType.F32;
    }

    /**
     * This device with the weights of linear layers, which are rounded to it, in a type of their own; sums are F32 in any
     * case.
     *
     * @param type F32, or F16 or BF16 for half the memory
     * @throws DeviceNotFoundException if it is not one of {@link #weightTypes}; the message says what is
     */
    default Device withWeightsAs(DType type) {
        if (type != DType.F32) {
            throw new DeviceNotFoundException(id() + " (" + description() + ") keeps weights as f32 only, not "
                    + type.label() + "; leave --dtype away");
        }
        return this;
    }

    /**
     * Whether what depends on inputs that are known long before the others is better computed for many runs at once, in a
     * program of its own ({@link io.github.dit4j.engine.op.ProgramSplit}): where a product of one row waits for the weights
     * to be read, and an input costs no more than a copy. It is not where inputs travel to the device.
     */
    default boolean prefersSplitPrograms() {
        return false;
    }

    /**
     * This device with the work of each block captured at its first run and replayed from then on, which saves the host the
     * launches.
     *
     * @throws DeviceNotFoundException if it cannot
     */
    default Device withCudaGraphs() {
        throw new DeviceNotFoundException(id() + " (" + description() + ") has no CUDA graphs; leave --cuda-graphs away, or use"
                + " a device that has: dit4j devices");
    }

    /**
     * Opens the device for a model.
     *
     * @param weights of the model; they must stay readable until the engine is closed
     */
    Engine open(Weights weights);
}
