package io.github.dit4j.tornado.sim;

import io.github.dit4j.tornado.sim.RecordedGraph.Consume;
import io.github.dit4j.tornado.sim.RecordedGraph.Persist;
import io.github.dit4j.tornado.sim.RecordedGraph.Step;
import io.github.dit4j.tornado.sim.RecordedGraph.Task;
import io.github.dit4j.tornado.sim.RecordedGraph.ToDevice;
import io.github.dit4j.tornado.sim.RecordedGraph.ToHost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Records what a task graph is told, refusing what no device could do. */
public final class GraphRecorder {

    private final String name;
    private final List<Step> steps = new ArrayList<>();
    private boolean frozen;

    /** Starts the record of an empty graph. */
    public GraphRecorder(String name) {
        this.name = name;
    }

    /** Returns the graph's name. */
    public String name() {
        return name;
    }

    /**
     * Ends the record and returns it.
     *
     * @throws TornadoRuntimeException if the graph could not run whatever the plan
     */
    public RecordedGraph snapshot() {
        RecordedGraph graph = new RecordedGraph(name, steps);
        GraphChecks.check(graph);
        frozen = true;
        return graph;
    }

    /** Records {@code transferToDevice}. */
    public void toDevice(int mode, Object... buffers) {
        boolean firstOnly = switch (mode) {
            case DataTransferMode.FIRST_EXECUTION -> true;
            case DataTransferMode.EVERY_EXECUTION -> false;
            default -> throw new TornadoRuntimeException("graph " + name + ": transferToDevice does not know mode "
                    + mode + "; use FIRST_EXECUTION or EVERY_EXECUTION");
        };
        add(new ToDevice(firstOnly, arrays("transferToDevice", buffers)));
    }

    /** Records {@code transferToHost}. */
    public void toHost(int mode, Object... buffers) {
        boolean onDemand = switch (mode) {
            case DataTransferMode.UNDER_DEMAND -> true;
            case DataTransferMode.EVERY_EXECUTION -> false;
            default -> throw new TornadoRuntimeException("graph " + name + ": transferToHost does not know mode "
                    + mode + "; use EVERY_EXECUTION or UNDER_DEMAND");
        };
        add(new ToHost(onDemand, arrays("transferToHost", buffers)));
    }

    /** Records {@code consumeFromDevice}; an empty {@code from} is any graph. */
    public void consume(String from, Object... buffers) {
        add(new Consume(from, arrays("consumeFromDevice", buffers)));
    }

    /** Records {@code persistOnDevice}. */
    public void persist(Object... buffers) {
        add(new Persist(arrays("persistOnDevice", buffers)));
    }

    /** Records a task. */
    public void task(String id, Kernel kernel, Object... arguments) {
        for (Step step : steps) {
            if (step instanceof Task task && task.id().equals(id)) {
                throw new TornadoTaskRuntimeException(
                        "graph " + name + " has a task " + id + " already; give each task a name of its own");
            }
        }
        for (int i = 0; i < arguments.length; i++) {
            if (!isArgument(arguments[i])) {
                throw new TornadoTaskRuntimeException("task " + name + "." + id + ": argument " + i + " is "
                        + describe(arguments[i])
                        + "; kernels take off-heap arrays, boxed numbers and a KernelContext");
            }
        }
        add(new Task(id, kernel, Collections.unmodifiableList(Arrays.asList(arguments.clone()))));
    }

    private void add(Step step) {
        if (frozen) {
            // TornadoVM 5.2 fails later, inside execute(), with an IndexOutOfBoundsException.
            throw new TornadoRuntimeException(
                    "graph " + name + " is changed after its snapshot; make the snapshot last");
        }
        steps.add(step);
    }

    private List<TornadoNativeArray> arrays(String method, Object... buffers) {
        List<TornadoNativeArray> arrays = new ArrayList<>();
        for (int i = 0; i < buffers.length; i++) {
            if (!(buffers[i] instanceof TornadoNativeArray array)) {
                throw new TornadoRuntimeException("graph " + name + ": buffer " + i + " of " + method + " is "
                        + describe(buffers[i]) + "; only off-heap arrays go to a device");
            }
            arrays.add(array);
        }
        return List.copyOf(arrays);
    }

    // Not Character, which TornadoVM 5.2.0 takes for an object and wants to transfer, and not Boolean,
    // which OpenCL does not have as the type of a kernel's parameter.
    private static boolean isArgument(Object argument) {
        return switch (argument) {
            case null -> false;
            case TornadoNativeArray array -> true;
            case KernelContext context -> true;
            case Integer i -> true;
            case Long l -> true;
            case Float f -> true;
            case Double d -> true;
            case Short s -> true;
            case Byte b -> true;
            default -> false;
        };
    }

    private static String describe(Object object) {
        return object == null ? "null" : "a " + object.getClass().getTypeName();
    }
}
