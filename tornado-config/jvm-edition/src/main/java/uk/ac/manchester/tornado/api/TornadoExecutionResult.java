package uk.ac.manchester.tornado.api;

import io.github.dit4j.tornado.sim.Execution;

/** What is known after an execution, and the way to fetch its {@code UNDER_DEMAND} buffers. */
public class TornadoExecutionResult {

    private final Execution execution;

    TornadoExecutionResult(Execution execution) {
        this.execution = execution;
    }

    /**
     * Copies buffers to the host that a graph of this execution transfers {@code UNDER_DEMAND}.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if the plan is closed, or a
     *         buffer is not one of those
     */
    public TornadoExecutionResult transferToHost(Object... buffers) {
        execution.transferToHost(buffers);
        return this;
    }

    /** Returns what the execution took. */
    public TornadoProfilerResult getProfilerResult() {
        return new TornadoProfilerResult(execution.profile());
    }

    /** Returns whether the execution has ended. */
    public boolean isReady() {
        return true;
    }
}
