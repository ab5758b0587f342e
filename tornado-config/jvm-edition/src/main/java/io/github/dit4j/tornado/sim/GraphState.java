package io.github.dit4j.tornado.sim;

import io.github.dit4j.tornado.sim.RecordedGraph.Consume;
import io.github.dit4j.tornado.sim.RecordedGraph.ToDevice;
import io.github.dit4j.tornado.sim.RecordedGraph.ToHost;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * One graph of a plan with the memory that it has on the device.
 *
 * <p>A buffer is known by its host array. Each graph has a device array of its own for it, unless it
 * consumes the one of another graph; two graphs that both send the same array hold two copies.
 */
final class GraphState {

    private final RecordedGraph graph;
    private final Map<TornadoNativeArray, TornadoNativeArray> onDevice = new IdentityHashMap<>();
    private final Set<TornadoNativeArray> sent = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<TornadoNativeArray> consumed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<TornadoNativeArray> persisted = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, List<Object>> captured = new HashMap<>();
    private boolean captures;
    private boolean compiled;

    GraphState(RecordedGraph graph) {
        this.graph = graph;
        persisted.addAll(graph.persisted());
    }

    RecordedGraph graph() {
        return graph;
    }

    /** Takes over what {@code previous}, the graph that ran last in this plan, or null, left on the device. */
    void consumeFrom(GraphState previous) {
        for (Consume step : graph.steps(Consume.class)) {
            for (int i = 0; i < step.buffers().size(); i++) {
                TornadoNativeArray buffer = step.buffers().get(i);
                String problem = whyNotConsumable(step.from(), previous, buffer);
                if (problem != null) {
                    throw new TornadoRuntimeException("graph " + graph.name() + " consumes buffer " + i + " ("
                            + describe(buffer) + ")" + (step.from().isEmpty() ? "" : " from graph " + step.from())
                            + ", but " + problem);
                }
                onDevice.put(buffer, previous.onDevice.get(buffer));
                consumed.add(buffer);
            }
        }
    }

    private String whyNotConsumable(String from, GraphState previous, TornadoNativeArray buffer) {
        if (previous == null) {
            return "no graph of this plan has run before it; run the one that persists the buffer first";
        }
        String name = previous.graph.name();
        if (!from.isEmpty() && !from.equals(name)) {
            return "the graph that ran just before is " + name + "; let " + name
                    + " consume and persist the buffer too, and consume it from " + name;
        }
        if (!previous.persisted.contains(buffer)) {
            return "graph " + name + " does not persist it; add it to persistOnDevice of " + name;
        }
        return null;
    }

    /** Notes that its commands are fixed. */
    void compiled() {
        compiled = true;
    }

    /** Has its launches captured at the next execution. */
    void captureFromNowOn() {
        if (compiled) {
            throw new TornadoRuntimeException("graph " + graph.name() + " was compiled or has run before withCUDAGraph; its"
                    + " commands are fixed then, so call withCUDAGraph before withPreCompilation and execute");
        }
        captures = true;
    }

    /** Captures a launch if that is wanted, or checks that it is the captured one, which a device would replay unseen. */
    void capture(TaskLaunch launch) {
        compiled = true;
        if (captures && !captured.computeIfAbsent(launch.task(), _ -> launch.fixed()).equals(launch.fixed())) {
            throw new TornadoRuntimeException("task " + launch.task() + " was captured in a CUDA graph with other buffers or"
                    + " another grid than it has now; a replay would use the old ones");
        }
    }

    /** Copies to the device what is due, and gives every other buffer of a task memory without contents. */
    void send(Profile profile) {
        for (ToDevice step : graph.steps(ToDevice.class)) {
            for (TornadoNativeArray host : step.buffers()) {
                if (sent.add(host) || !step.firstOnly()) {
                    DeviceBuffers.copy(host, onDevice.computeIfAbsent(host, DeviceBuffers::allocateLike));
                    profile.toDevice(host);
                }
            }
        }
        for (TornadoNativeArray host : graph.taskBuffers()) {
            TornadoNativeArray device = onDevice.get(host);
            if (device == null) {
                onDevice.put(host, DeviceBuffers.allocateLike(host));
            } else if (!sent.contains(host) && !consumed.contains(host) && !persisted.contains(host)) {
                // A device may free such scratch memory after each execution and hand it out again.
                DeviceBuffers.poison(device);
            }
        }
    }

    /** Returns a task's arguments with device arrays in place of host arrays. */
    Object[] deviceArguments(RecordedGraph.Task task) {
        return task.arguments().stream()
                .map(argument -> argument instanceof TornadoNativeArray host ? onDevice.get(host) : argument)
                .toArray();
    }

    /** Copies to the host what every execution brings there. */
    void fetch(Profile profile) {
        for (ToHost step : graph.steps(ToHost.class)) {
            if (!step.onDemand()) {
                step.buffers().forEach(host -> fetch(host, profile));
            }
        }
    }

    /** Copies one buffer to the host. */
    void fetch(TornadoNativeArray host, Profile profile) {
        DeviceBuffers.copy(onDevice.get(host), host);
        profile.toHost(host);
    }

    /** Returns whether the buffer is one of those that this graph brings to the host, and is on the device. */
    boolean canFetch(Object buffer) {
        return onDevice.containsKey(buffer)
                && graph.steps(ToHost.class).stream().flatMap(step -> step.buffers().stream()).anyMatch(b -> b == buffer);
    }

    Collection<TornadoNativeArray> deviceArrays() {
        return onDevice.values();
    }

    void free() {
        onDevice.clear();
        sent.clear();
        consumed.clear();
        captured.clear();
    }

    private static String describe(TornadoNativeArray buffer) {
        return buffer.getClass().getSimpleName() + " of " + buffer.getSize();
    }
}
