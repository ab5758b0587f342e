package io.github.dit4j.engine.reference;

import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.lowering.BlockLowering;
import io.github.dit4j.engine.lowering.HostArrays;
import io.github.dit4j.engine.lowering.KernelChoice;
import io.github.dit4j.engine.lowering.ResidentArrays;
import io.github.dit4j.engine.memory.BufferPlan;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;

/** Calls the kernels of a program in order. */
final class ReferenceExecutor implements Executor {
    private final HostArrays arrays;
    private final DirectLauncher launches = new DirectLauncher();

    ReferenceExecutor(Program program, ResidentArrays residents) {
        arrays = new HostArrays(program, BufferPlan.of(program), residents);
        var lowering = new BlockLowering(arrays, launches, KernelChoice.PORTABLE);
        program.blocks().forEach(lowering::lower);
    }

    @Override
    public void write(Tensor input, float[] values) {
        arrays.write(input, values);
    }

    @Override
    public void write(Tensor input, int[] values) {
        arrays.write(input, values);
    }

    @Override
    public void run() {
        launches.run();
    }

    @Override
    public float[] read(Tensor output) {
        return arrays.read(output);
    }

    /** Nothing to do: the arrays are freed when they can no longer be reached. */
    @Override
    public void close() {}
}
