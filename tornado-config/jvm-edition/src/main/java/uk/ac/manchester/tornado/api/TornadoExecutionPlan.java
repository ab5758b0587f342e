package uk.ac.manchester.tornado.api;

import io.github.dit4j.tornado.sim.SimulatedPlan;
import io.github.dit4j.tornado.sim.SimulatedRuntime;
import java.util.Arrays;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;

/**
 * Runs task graphs on a device, one after another.
 *
 * <p>In this JVM edition the device is simulated. Settings that only change how fast a device works are
 * accepted and have no effect.
 */
public class TornadoExecutionPlan implements AutoCloseable {

    private final SimulatedPlan plan;

    /**
     * Makes a plan that runs the given graphs in the given order.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if there are none, or two of
     *         them have one name
     */
    public TornadoExecutionPlan(ImmutableTaskGraph... graphs) {
        plan = new SimulatedPlan(Arrays.stream(graphs).map(ImmutableTaskGraph::recorded).toList(), KernelContext::new);
    }

    /**
     * Returns a device by the indices of its backend and of itself.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoBackendNotFound if there is no such backend
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoDeviceNotFound if there is no such device
     */
    public static TornadoDevice getDevice(int backendIndex, int deviceIndex) {
        return SimulatedRuntime.INSTANCE.getBackend(backendIndex).getDevice(deviceIndex);
    }

    /**
     * Runs the selected graphs, or all of them.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if the plan is closed, or a
     *         graph consumes a buffer that it cannot have
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException if a kernel fails
     */
    public TornadoExecutionResult execute() {
        return new TornadoExecutionResult(plan.execute());
    }

    /**
     * Makes the selected graphs ready to run without running them.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if the plan is closed
     */
    public TornadoExecutionPlan withPreCompilation() {
        plan.compile();
        return this;
    }

    /** Runs the selected graphs so many times, with all their effects. */
    public TornadoExecutionPlan withWarmUpIterations(int iterations) {
        for (int i = 0; i < iterations; i++) {
            plan.execute();
        }
        return this;
    }

    /**
     * Selects one graph, by its place in the constructor, for the executions to come.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if there is none of this index
     */
    public TornadoExecutionPlan withGraph(int index) {
        plan.select(index);
        return this;
    }

    /** Selects all graphs for the executions to come. */
    public TornadoExecutionPlan withAllGraphs() {
        plan.selectAll();
        return this;
    }

    /**
     * Gives tasks their grids.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if a grid is registered for
     *         what is no task of this plan
     */
    public TornadoExecutionPlan withGridScheduler(GridScheduler grids) {
        plan.setGrids(grids);
        return this;
    }

    /**
     * Runs all tasks on the given device.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if it is not the simulated one
     */
    public TornadoExecutionPlan withDevice(TornadoDevice device) {
        plan.setDevice(device);
        return this;
    }

    /**
     * Runs the task {@code graph.task} on the given device.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if it is not the simulated
     *         one, or the plan has no such task
     */
    public TornadoExecutionPlan withDevice(String taskName, TornadoDevice device) {
        plan.checkTask(taskName);
        plan.setDevice(device);
        return this;
    }

    /** Frees the device's memory; what graphs left there is lost. */
    public TornadoExecutionPlan freeDeviceMemory() {
        plan.freeDeviceMemory();
        return this;
    }

    /** Returns the bytes of device memory that this plan holds. */
    public long getCurrentDeviceMemoryUsage() {
        return plan.deviceBytes();
    }

    /** Frees the device's memory and refuses further executions. */
    @Override
    public void close() throws TornadoExecutionPlanException {
        plan.close();
    }

    /**
     * Has the launches of the selected graphs captured at the next execution and replayed from then on, each graph as one
     * CUDA graph. Transfers of {@code FIRST_EXECUTION} stay outside, those of {@code EVERY_EXECUTION} are replayed too.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if a selected graph has run or was compiled;
     *         later, if a launch is not as it was captured
     */
    public TornadoExecutionPlan withCUDAGraph() {
        plan.captureGraphs();
        return this;
    }

    /** Has no effect here. */
    public TornadoExecutionPlan withCompilerFlags(TornadoVMBackendType backend, String flags) {
        return this;
    }
}
