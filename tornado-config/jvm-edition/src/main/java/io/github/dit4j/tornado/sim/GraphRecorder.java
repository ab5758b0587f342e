package io.github.dit4j.tornado.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Records what a task graph is told, refusing what no device could do. */
public final class GraphRecorder {

    private final String name;
    private final List<RecordedGraph.Step> steps = new ArrayList<>();
    private final Set<String> taskIds = new HashSet<>();

    /** Starts the record of an empty graph. */
    public GraphRecorder(String name) {
        this.name = name;
    }

    /** Returns the graph's name. */
    public String name() {
        return name;
    }

    /** Returns what has been recorded so far. */
    public RecordedGraph snapshot() {
        return new RecordedGraph(name, steps);
    }

    /** Records {@code transferToDevice}. */
    public void toDevice(int mode, Object... buffers) {
        boolean firstOnly = switch (mode) {
            case DataTransferMode.FIRST_EXECUTION -> true;
            case DataTransferMode.EVERY_EXECUTION -> false;
            default -> throw new TornadoRuntimeException("graph " + name + ": transferToDevice does not know mode "
                    + mode + "; use FIRST_EXECUTION or EVERY_EXECUTION");
        };
        steps.add(new RecordedGraph.ToDevice(firstOnly, buffers("transferToDevice", buffers)));
    }

    /** Records {@code transferToHost}. */
    public void toHost(int mode, Object... buffers) {
        boolean onDemand = switch (mode) {
            case DataTransferMode.UNDER_DEMAND -> true;
            case DataTransferMode.EVERY_EXECUTION -> false;
            default -> throw new TornadoRuntimeException("graph " + name + ": transferToHost does not know mode "
                    + mode + "; use EVERY_EXECUTION or UNDER_DEMAND");
        };
        steps.add(new RecordedGraph.ToHost(onDemand, buffers("transferToHost", buffers)));
    }

    /** Records {@code consumeFromDevice}; an empty {@code from} is any graph. */
    public void consume(String from, Object... buffers) {
        steps.add(new RecordedGraph.Consume(from, buffers("consumeFromDevice", buffers)));
    }

    /** Records {@code persistOnDevice}. */
    public void persist(Object... buffers) {
        steps.add(new RecordedGraph.Persist(buffers("persistOnDevice", buffers)));
    }

    /** Records a task. */
    public void task(String id, Kernel kernel, Object... arguments) {
        if (!taskIds.add(id)) {
            throw new TornadoTaskRuntimeException(
                    "graph " + name + " has a task " + id + " already; give each task a name of its own");
        }
        for (int i = 0; i < arguments.length; i++) {
            if (!isArgument(arguments[i])) {
                throw new TornadoTaskRuntimeException("task " + name + "." + id + ": argument " + i + " is "
                        + describe(arguments[i])
                        + "; kernels take off-heap arrays, boxed primitives and a KernelContext");
            }
        }
        steps.add(new RecordedGraph.Task(id, kernel, Collections.unmodifiableList(Arrays.asList(arguments))));
    }

    private List<Object> buffers(String method, Object... buffers) {
        for (int i = 0; i < buffers.length; i++) {
            if (!(buffers[i] instanceof TornadoNativeArray)) {
                throw new TornadoRuntimeException("graph " + name + ": argument " + i + " of " + method + " is "
                        + describe(buffers[i]) + "; only off-heap arrays go to a device");
            }
        }
        return List.of(buffers);
    }

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
            case Boolean b -> true;
            case Character c -> true;
            default -> false;
        };
    }

    private static String describe(Object object) {
        return object == null ? "null" : "a " + object.getClass().getName();
    }
}
