package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Weights;
import java.util.List;

/** Weights packed for the processor, and the threads that multiply by them. */
public final class JvmEngine implements Engine {
    private final Device device;
    private final Kernels kernels;
    private final ThreadTeam team;
    private final JvmWeights weights;
    private final HeapNeeds memory;

    /**
     * Starts the threads; weights are loaded when programs are prepared.
     *
     * @param device whose engine it is: it says as what the weights of linear layers are kept
     * @param threads at least 1, the calling thread included
     */
    public JvmEngine(Device device, Weights weights, int threads, Kernels kernels) {
        this.device = device;
        this.kernels = kernels;
        team = new ThreadTeam(threads);
        this.weights = new JvmWeights(weights, device.weights(), team, kernels);
        memory = new HeapNeeds(weights, device.weights(), kernels.lanes());
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public void requireMemory(List<Program> programs) {
        memory.require(programs);
    }

    @Override
    public Executor prepare(Program program) {
        HeapNeeds.Need need = memory.require(program);
        var scratch = new Scratch(team.threads());
        var executor = new JvmExecutor(program, weights, team, kernels, scratch, memory::release);
        memory.hold(executor, need, scratch.bytes());
        scratch.makeShared();
        return executor;
    }

    @Override
    public void close() {
        weights.clear();
        team.close();
    }
}
