package io.github.dit4j.tornado.sim;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Runs recorded graphs on the simulated device, for one thread at a time. */
public final class SimulatedPlan {

    private final List<GraphState> graphs;
    private final Function<WorkItem, KernelContext> contexts;
    private List<GraphState> selected;
    private GraphState lastRun;
    private GridScheduler grids = new GridScheduler();
    private boolean closed;

    /** Makes a plan; {@code contexts} makes the context that a work item sees. */
    public SimulatedPlan(List<RecordedGraph> graphs, Function<WorkItem, KernelContext> contexts) {
        if (graphs.isEmpty()) {
            throw new TornadoRuntimeException("a plan of no graphs; give it at least one");
        }
        Set<String> names = graphs.stream().map(RecordedGraph::name).collect(Collectors.toSet());
        if (names.size() < graphs.size()) {
            throw new TornadoRuntimeException("graphs of one plan share a name: "
                    + graphs.stream().map(RecordedGraph::name).toList() + "; give each a name of its own");
        }
        this.graphs = graphs.stream().map(GraphState::new).toList();
        this.contexts = contexts;
        this.selected = this.graphs;
    }

    /** Runs the selected graphs in order and returns what that took. */
    public Execution execute() {
        checkOpen();
        checkGrids();
        checkConsumers();
        Profile profile = new Profile();
        long start = System.nanoTime();
        for (GraphState state : selected) {
            state.consumeFrom(lastRun);
            state.send(profile);
            long kernels = System.nanoTime();
            runTasks(state);
            profile.kernel(System.nanoTime() - kernels);
            state.fetch(profile);
            lastRun = state;
        }
        profile.total(System.nanoTime() - start);
        return new Execution(this, selected, profile);
    }

    private void runTasks(GraphState state) {
        RecordedGraph graph = state.graph();
        for (RecordedGraph.Task task : graph.steps(RecordedGraph.Task.class)) {
            String name = graph.fullName(task);
            var launch = new TaskLaunch(name, task.kernel(), state.deviceArguments(task), grids.get(name), contexts);
            state.capture(launch);
            launch.run();
        }
    }

    /**
     * Has the selected graphs captured at their next execution and replayed at those after it, as CUDA graphs are.
     *
     * @throws TornadoRuntimeException if one of them has run or was compiled, which TornadoVM 5.2 takes without a word and
     *         captures nothing
     */
    public void captureGraphs() {
        selected.forEach(GraphState::captureFromNowOn);
    }

    /** Compiles the selected graphs. */
    public void compile() {
        checkOpen();
        selected.forEach(GraphState::compiled);
    }

    private void checkConsumers() {
        // TornadoVM 5.2.0 hands buffers on only from one call of execute() to the next; within one call it
        // dies of a NullPointerException.
        for (GraphState state : selected.size() > 1 ? selected : List.<GraphState>of()) {
            if (!state.graph().steps(RecordedGraph.Consume.class).isEmpty()) {
                throw new TornadoRuntimeException("graph " + state.graph().name() + " consumes from the device, and runs"
                        + " in one execution with other graphs; run each with withGraph(i).execute()");
            }
        }
    }

    private void checkGrids() {
        Set<String> tasks = graphs.stream().map(GraphState::graph)
                .flatMap(graph -> graph.steps(RecordedGraph.Task.class).stream().map(graph::fullName))
                .collect(Collectors.toSet());
        for (String name : grids.keySet()) {
            if (!tasks.contains(name)) {
                throw new TornadoRuntimeException("a grid is registered for " + name
                        + ", which is no task of this plan; its tasks are " + tasks.stream().sorted().toList());
            }
        }
    }

    /** Selects one graph for the executions to come. */
    public void select(int index) {
        if (index < 0 || index >= graphs.size()) {
            throw new TornadoRuntimeException(
                    "no graph " + index + "; the plan has " + graphs.size() + ", counted from 0");
        }
        selected = List.of(graphs.get(index));
    }

    /** Selects all graphs for the executions to come. */
    public void selectAll() {
        selected = graphs;
    }

    /** Sets the grids of tasks. */
    public void setGrids(GridScheduler grids) {
        this.grids = grids;
        checkGrids();
    }

    /** Accepts the simulated device and no other. */
    public void setDevice(TornadoDevice device) {
        if (device != SimulatedDevice.INSTANCE) {
            throw new TornadoRuntimeException("the JVM edition runs on its simulated device only, not on " + device);
        }
    }

    /** Accepts the name of a task of this plan and no other. */
    public void checkTask(String name) {
        boolean found = graphs.stream().map(GraphState::graph)
                .anyMatch(graph -> graph.steps(RecordedGraph.Task.class).stream().anyMatch(t -> graph.fullName(t).equals(name)));
        if (!found) {
            throw new TornadoRuntimeException(name + " is no task of this plan; a task's name is graph.task");
        }
    }

    /** Throws if the plan is closed. */
    public void checkOpen() {
        if (closed) {
            throw new TornadoRuntimeException("the plan is closed; make a new one");
        }
    }

    /** Forgets all device memory. */
    public void freeDeviceMemory() {
        graphs.forEach(GraphState::free);
        lastRun = null;
    }

    /** Returns the bytes of device memory in use. */
    public long deviceBytes() {
        Set<TornadoNativeArray> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        graphs.forEach(state -> arrays.addAll(state.deviceArrays()));
        return arrays.stream().mapToLong(TornadoNativeArray::getNumBytesOfSegmentWithHeader).sum();
    }

    /** Forgets all device memory and refuses further executions. */
    public void close() {
        freeDeviceMemory();
        closed = true;
    }
}
