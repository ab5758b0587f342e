package uk.ac.manchester.tornado.api;

import io.github.dit4j.tornado.sim.RecordedGraph;

/** A task graph that no longer changes, ready for a {@link TornadoExecutionPlan}. */
public class ImmutableTaskGraph {

    private final RecordedGraph recorded;

    ImmutableTaskGraph(RecordedGraph recorded) {
        this.recorded = recorded;
    }

    RecordedGraph recorded() {
        return recorded;
    }
}
