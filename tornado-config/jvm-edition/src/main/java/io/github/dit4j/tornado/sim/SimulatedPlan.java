package io.github.dit4j.tornado.sim;

import java.util.List;
import java.util.function.Function;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** Runs recorded graphs on the simulated device. */
public final class SimulatedPlan {

    public SimulatedPlan(List<RecordedGraph> graphs, Function<WorkItem, KernelContext> contexts) {
    }

    public void execute() {
        throw new UnsupportedOperationException("the simulated device is not there yet");
    }

    public void transferToHost(Object... buffers) {
    }

    public void checkOpen() {
    }

    public void select(int index) {
    }

    public void selectAll() {
    }

    public void setGrids(GridScheduler grids) {
    }

    public void setDevice(TornadoDevice device) {
    }

    public void freeDeviceMemory() {
    }

    public long deviceBytes() {
        return 0;
    }

    public void close() {
    }
}
