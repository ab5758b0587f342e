package io.github.dit4j.tornado.device;

import static io.github.dit4j.tornado.device.Graphs.assertRefused;
import static io.github.dit4j.tornado.device.Graphs.filled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.FIRST_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.UNDER_DEMAND;

import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Buffers that one graph leaves on the device for the next. */
class ChainedGraphsTest {

    private final FloatArray in = filled(5);
    private final FloatArray middle = filled(0);
    private final FloatArray out = filled(0);
    private final FloatArray other = filled(1);

    private ImmutableTaskGraph producer() {
        return new TaskGraph("producer").transferToDevice(EVERY_EXECUTION, in)
                .task("t", Graphs::addOne, in, middle).persistOnDevice(middle).snapshot();
    }

    private ImmutableTaskGraph bystander() {
        return new TaskGraph("bystander").transferToDevice(EVERY_EXECUTION, other)
                .task("t", Graphs::increment, other).snapshot();
    }

    private ImmutableTaskGraph consumer(String from) {
        return new TaskGraph("consumer").consumeFromDevice(from, middle)
                .task("t", Graphs::addOne, middle, out).transferToHost(EVERY_EXECUTION, out).snapshot();
    }

    private static void runEach(TornadoExecutionPlan plan, int graphs) {
        for (int i = 0; i < graphs; i++) {
            plan.withGraph(i).execute();
        }
    }

    @Test
    void theNextGraphConsumesWhatOnePersists() throws TornadoExecutionPlanException {
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(producer(), consumer("producer"))) {
            runEach(plan, 2);
            assertEquals(7, out.get(0));
            assertEquals(0, middle.get(0), "a buffer that stays on the device does not reach the host");
            in.init(10);
            runEach(plan, 2);
            assertEquals(12, out.get(0));
        }
    }

    @Test
    void aConsumerWithoutNameTakesFromWhicheverRanBefore() throws TornadoExecutionPlanException {
        ImmutableTaskGraph consumer = new TaskGraph("consumer").consumeFromDevice(middle)
                .task("t", Graphs::addOne, middle, out).transferToHost(EVERY_EXECUTION, out).snapshot();
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(producer(), consumer)) {
            runEach(plan, 2);
            assertEquals(7, out.get(0));
        }
    }

    @Test
    void aGraphInBetweenHandsABufferOnThatItDoesNotUse() throws TornadoExecutionPlanException {
        ImmutableTaskGraph between = new TaskGraph("between").consumeFromDevice("producer", middle)
                .transferToDevice(EVERY_EXECUTION, other).task("t", Graphs::increment, other)
                .persistOnDevice(middle).snapshot();
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(producer(), between, consumer("between"))) {
            runEach(plan, 3);
            runEach(plan, 3);
            assertEquals(7, out.get(0));
        }
    }

    @Test
    void stateGoesRoundARingOfGraphs() throws TornadoExecutionPlanException {
        FloatArray state = filled(0);
        ImmutableTaskGraph first = new TaskGraph("first").transferToDevice(FIRST_EXECUTION, state)
                .task("t", Graphs::increment, state).persistOnDevice(state).snapshot();
        ImmutableTaskGraph second = new TaskGraph("second").consumeFromDevice("first", state)
                .task("t", Graphs::increment, state).persistOnDevice(state).transferToHost(UNDER_DEMAND, state).snapshot();
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(first, second)) {
            for (int step = 1; step <= 3; step++) {
                plan.withGraph(0).execute();
                plan.withGraph(1).execute().transferToHost(state);
                assertEquals(2 * step, state.get(0));
            }
        }
    }

    @Test
    void consumingBeforeTheProducerRanIsRefused() {
        TornadoExecutionPlan plan = new TornadoExecutionPlan(producer(), consumer("producer"));
        assertRefused(() -> plan.withGraph(1).execute(),
                "consumer", "buffer 0", "producer", "no graph of this plan has run before it");
    }

    @Test
    void consumingPastAnotherGraphIsRefused() {
        TornadoExecutionPlan plan = new TornadoExecutionPlan(producer(), bystander(), consumer("producer"));
        assertRefused(() -> runEach(plan, 3),
                "consumer", "buffer 0 (FloatArray of 8)", "just before is bystander", "consume it from bystander");
    }

    @Test
    void consumingFromTheWrongNameIsRefused() {
        TornadoExecutionPlan plan = new TornadoExecutionPlan(producer(), consumer("nobody"));
        assertRefused(() -> runEach(plan, 2), "from graph nobody", "just before is producer");
    }

    @Test
    void consumingWhatWasNotPersistedIsRefused() {
        TornadoExecutionPlan plan = new TornadoExecutionPlan(bystander(), consumer("bystander"));
        assertRefused(() -> runEach(plan, 2), "buffer 0", "persistOnDevice of bystander");
    }

    @Test
    void whatWasFreedIsNoLongerPersisted() {
        TornadoExecutionPlan plan = new TornadoExecutionPlan(producer(), consumer("producer"));
        plan.withGraph(0).execute();
        plan.freeDeviceMemory();
        assertRefused(() -> plan.withGraph(1).execute(), "no graph of this plan has run before it");
    }

    @Test
    void consumingWithinOneExecutionIsRefused() {
        TornadoExecutionPlan plan = new TornadoExecutionPlan(producer(), consumer("producer"));
        assertRefused(plan::execute, "consumer", "withGraph(i).execute()");
        assertRefused(() -> plan.withAllGraphs().execute(), "consumer", "withGraph(i).execute()");
    }
}
