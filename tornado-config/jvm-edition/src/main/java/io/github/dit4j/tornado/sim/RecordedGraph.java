package io.github.dit4j.tornado.sim;

import java.util.List;

/** What a task graph was told to do, in the order in which it was told. */
public record RecordedGraph(String name, List<Step> steps) {

    public RecordedGraph {
        steps = List.copyOf(steps);
    }

    /** One step of a graph. */
    public sealed interface Step {
    }

    /** Copies buffers to the device: at the first execution only, or at every one. */
    public record ToDevice(boolean firstOnly, List<Object> buffers) implements Step {
    }

    /** Takes over buffers that another graph left on the device; {@code from} is its name, or empty. */
    public record Consume(String from, List<Object> buffers) implements Step {
    }

    /** Runs a kernel. */
    public record Task(String id, Kernel kernel, List<Object> arguments) implements Step {
    }

    /** Leaves buffers on the device for the graph that runs next. */
    public record Persist(List<Object> buffers) implements Step {
    }

    /** Copies buffers to the host: at every execution, or only when asked. */
    public record ToHost(boolean onDemand, List<Object> buffers) implements Step {
    }
}
