package uk.ac.manchester.tornado.api;

import io.github.dit4j.tornado.sim.SimulatedPlan;

/** What is known after an execution, and the way to fetch its {@code UNDER_DEMAND} buffers. */
public class TornadoExecutionResult {

    private final SimulatedPlan plan;

    TornadoExecutionResult(SimulatedPlan plan) {
        this.plan = plan;
    }

    /**
     * Copies buffers to the host that their graph transfers {@code UNDER_DEMAND}.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if a buffer is not one of those
     */
    public TornadoExecutionResult transferToHost(Object... buffers) {
        plan.transferToHost(buffers);
        return this;
    }

    /** Returns whether the execution has ended. */
    public boolean isReady() {
        return true;
    }
}
