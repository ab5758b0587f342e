package io.github.dit4j.tornado.sim;

import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** One execution of a plan: the graphs that it ran and what it took. */
public final class Execution {

    private final SimulatedPlan plan;
    private final List<GraphState> graphs;
    private final Profile profile;

    Execution(SimulatedPlan plan, List<GraphState> graphs, Profile profile) {
        this.plan = plan;
        this.graphs = graphs;
        this.profile = profile;
    }

    /** Returns what the execution took. */
    public Profile profile() {
        return profile;
    }

    /**
     * Copies buffers to the host.
     *
     * @throws TornadoRuntimeException if the plan is closed, or a buffer is on no list of
     *         {@code transferToHost} of the graphs that this execution ran
     */
    public void transferToHost(Object... buffers) {
        plan.checkOpen();
        for (int i = 0; i < buffers.length; i++) {
            Object buffer = buffers[i];
            // The last graph that brings the buffer to the host has its newest state.
            Optional<GraphState> state = graphs.reversed().stream().filter(graph -> graph.canFetch(buffer)).findFirst();
            if (state.isEmpty()) {
                throw new TornadoRuntimeException("buffer " + i + " cannot be fetched: none of the graphs "
                        + graphs.stream().map(graph -> graph.graph().name()).toList()
                        + " names it in transferToHost; add it there, with UNDER_DEMAND");
            }
            state.get().fetch((TornadoNativeArray) buffer, profile);
        }
    }
}
