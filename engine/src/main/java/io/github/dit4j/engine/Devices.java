package io.github.dit4j.engine;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.memory.BufferPlan;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tornado.TornadoVmDevice;
import java.util.ArrayList;

/** The devices of this machine. */
public final class Devices {
    private Devices() {}

    /**
     * All of them: those that TornadoVM reaches, the processor, and those for checking. Without TornadoVM its place is
     * taken by the simulated device.
     */
    public static DeviceSelector installed() {
        var all = new ArrayList<Device>(TornadoVmDevice.all());
        all.add(new CpuDevice());
        all.add(new ReferenceDevice());
        return new DeviceSelector(all);
    }

    /**
     * The processor with a number of threads.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public static Device cpu(int threads) {
        return new CpuDevice(threads);
    }

    /**
     * Has the JVM compile what small networks take on the processor, and returns when that is done: for a thread of its own,
     * while a program that will not run for long reads its files.
     */
    public static void compileEarly() {
        CpuDevice.compileEarly();
    }

    /**
     * Bytes of a program's weights, constants, inputs and activations, where activations that are not needed at the same
     * time share memory.
     */
    public static long bytes(Program program) {
        return bytes(program, DType.F32);
    }

    /**
     * As {@link #bytes(Program)}, with the weights of linear layers in a type of their own.
     *
     * @param weights F32, F16 or BF16
     */
    public static long bytes(Program program, DType weights) {
        return BufferPlan.of(program, program.linearWeights(), weights).bytes();
    }

    /**
     * Bytes that a program needs on any device that TornadoVM reaches: its buffers, and its weights once for each block that
     * uses them.
     *
     * @param weights what those of linear layers are kept as, F32 or F16
     * @throws IllegalArgumentException if a tensor is too large for any device; the message says what to change
     */
    public static long tornadoBytes(Program program, DType weights) {
        return TornadoVmDevice.bytesFor(program, weights);
    }
}
