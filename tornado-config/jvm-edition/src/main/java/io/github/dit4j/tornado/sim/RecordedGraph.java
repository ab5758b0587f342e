package io.github.dit4j.tornado.sim;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** What a task graph was told to do, in the order in which it was told. */
public record RecordedGraph(String name, List<Step> steps) {

    public RecordedGraph {
        steps = List.copyOf(steps);
    }

    /** One step of a graph. */
    public sealed interface Step {
    }

    /** Copies buffers to the device: at the first execution only, or at every one. */
    public record ToDevice(boolean firstOnly, List<TornadoNativeArray> buffers) implements Step {
    }

    /** Takes over buffers that another graph left on the device; {@code from} is its name, or empty. */
    public record Consume(String from, List<TornadoNativeArray> buffers) implements Step {
    }

    /** Runs a kernel. */
    public record Task(String id, Kernel kernel, List<Object> arguments) implements Step {
    }

    /** Leaves buffers on the device for the graph that runs next. */
    public record Persist(List<TornadoNativeArray> buffers) implements Step {
    }

    /** Copies buffers to the host: at every execution, or only when asked. */
    public record ToHost(boolean onDemand, List<TornadoNativeArray> buffers) implements Step {
    }

    /** Returns the steps of one kind. */
    public <S extends Step> List<S> steps(Class<S> kind) {
        return steps.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Returns the full name of a task, by which a grid is registered. */
    public String fullName(Task task) {
        return name + "." + task.id();
    }

    /** Returns the buffers that this graph leaves on the device. */
    public List<TornadoNativeArray> persisted() {
        return steps(Persist.class).stream().flatMap(step -> step.buffers().stream()).toList();
    }

    /** Returns the buffers that tasks take as arguments. */
    public Set<TornadoNativeArray> taskBuffers() {
        Set<TornadoNativeArray> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Task task : steps(Task.class)) {
            for (Object argument : task.arguments()) {
                if (argument instanceof TornadoNativeArray array) {
                    buffers.add(array);
                }
            }
        }
        return buffers;
    }
}
