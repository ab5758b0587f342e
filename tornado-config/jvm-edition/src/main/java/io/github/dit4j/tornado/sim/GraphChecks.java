package io.github.dit4j.tornado.sim;

import io.github.dit4j.tornado.sim.RecordedGraph.Consume;
import io.github.dit4j.tornado.sim.RecordedGraph.Persist;
import io.github.dit4j.tornado.sim.RecordedGraph.Step;
import io.github.dit4j.tornado.sim.RecordedGraph.Task;
import io.github.dit4j.tornado.sim.RecordedGraph.ToDevice;
import io.github.dit4j.tornado.sim.RecordedGraph.ToHost;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Finds the mistakes that a graph shows before it runs. */
final class GraphChecks {

    private final RecordedGraph graph;
    private final Set<TornadoNativeArray> arriving = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<TornadoNativeArray> known = Collections.newSetFromMap(new IdentityHashMap<>());

    private GraphChecks(RecordedGraph graph) {
        this.graph = graph;
    }

    /**
     * Checks a graph.
     *
     * @throws TornadoRuntimeException if it has no task, if a buffer comes to the device in two ways, or
     *         if one leaves it that never was there
     */
    static void check(RecordedGraph graph) {
        GraphChecks checks = new GraphChecks(graph);
        if (graph.steps(Task.class).isEmpty()) {
            throw new TornadoRuntimeException("graph " + graph.name() + " has no task; add one before the snapshot");
        }
        graph.steps().forEach(checks::arrivals);
        checks.known.addAll(graph.taskBuffers());
        graph.steps().forEach(checks::departures);
    }

    private void arrivals(Step step) {
        switch (step) {
            case ToDevice send -> arrive("transferToDevice", send.buffers());
            case Consume consume -> arrive("consumeFromDevice", consume.buffers());
            case Task task -> { }
            case Persist persist -> { }
            case ToHost fetch -> { }
        }
    }

    private void arrive(String method, List<TornadoNativeArray> buffers) {
        for (int i = 0; i < buffers.size(); i++) {
            known.add(buffers.get(i));
            if (!arriving.add(buffers.get(i))) {
                throw new TornadoRuntimeException("graph " + graph.name() + ": buffer " + i + " of " + method
                        + " is sent or consumed already; a buffer comes to the device in one way only");
            }
        }
    }

    private void departures(Step step) {
        switch (step) {
            case Persist persist -> depart("persistOnDevice", persist.buffers());
            case ToHost fetch -> depart("transferToHost", fetch.buffers());
            case ToDevice send -> { }
            case Consume consume -> { }
            case Task task -> { }
        }
    }

    private void depart(String method, List<TornadoNativeArray> buffers) {
        for (int i = 0; i < buffers.size(); i++) {
            if (!known.contains(buffers.get(i))) {
                throw new TornadoRuntimeException("graph " + graph.name() + ": buffer " + i + " of " + method
                        + " is never on the device; no task of the graph takes it, nothing sends or consumes it");
            }
        }
    }
}
