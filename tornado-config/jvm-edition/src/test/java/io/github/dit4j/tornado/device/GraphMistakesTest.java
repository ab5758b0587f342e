package io.github.dit4j.tornado.device;

import static io.github.dit4j.tornado.device.Graphs.assertRefused;
import static io.github.dit4j.tornado.device.Graphs.filled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.FIRST_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.UNDER_DEMAND;

import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.exceptions.TornadoBackendNotFound;
import uk.ac.manchester.tornado.api.exceptions.TornadoDeviceNotFound;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Every mistake in a graph or a plan is an error that says what to do. */
class GraphMistakesTest {

    private final FloatArray array = filled(5);
    private final FloatArray stranger = filled(0);

    private ImmutableTaskGraph increment(String name) {
        return new TaskGraph(name).transferToDevice(EVERY_EXECUTION, array)
                .task("t", Graphs::increment, array).transferToHost(EVERY_EXECUTION, array).snapshot();
    }

    @Test
    void modesOfTheOtherDirection() {
        assertRefused(() -> new TaskGraph("g").transferToDevice(UNDER_DEMAND, array), "g", "FIRST_EXECUTION");
        assertRefused(() -> new TaskGraph("g").transferToHost(FIRST_EXECUTION, array), "g", "UNDER_DEMAND");
    }

    @Test
    void buffersThatAreNoOffHeapArrays() {
        assertRefused(() -> new TaskGraph("g").transferToDevice(EVERY_EXECUTION, array, new float[1]),
                "buffer 1", "float[]");
        assertRefused(() -> new TaskGraph("g").persistOnDevice((Object) null), "buffer 0", "null");
    }

    @Test
    void argumentsThatNoKernelTakes() {
        assertRefused(() -> new TaskGraph("g").task("t", GraphMistakesTest::takesHeap, array, new float[1]),
                "g.t", "argument 1", "float[]");
        assertRefused(() -> new TaskGraph("g").task("t", Graphs::increment, (FloatArray) null), "argument 0", "null");
        assertRefused(() -> new TaskGraph("g").task("t", GraphMistakesTest::takesCharacter, 'c'), "Character");
        assertRefused(() -> new TaskGraph("g").task("t", GraphMistakesTest::takesBoolean, true), "Boolean");
    }

    private static void takesHeap(FloatArray array, float[] heap) {
        array.set(0, heap[0]);
    }

    private static void takesCharacter(Character c) {
    }

    private static void takesBoolean(Boolean b) {
    }

    @Test
    void twoTasksOfOneName() {
        TaskGraph graph = new TaskGraph("g").task("t", Graphs::increment, array);
        assertRefused(() -> graph.task("t", Graphs::increment, array), "task t", "name of its own");
    }

    @Test
    void graphsThatCannotRun() {
        assertRefused(() -> new TaskGraph("g").transferToDevice(EVERY_EXECUTION, array).snapshot(), "no task");
        TaskGraph sentTwice = new TaskGraph("g").transferToDevice(FIRST_EXECUTION, array)
                .consumeFromDevice("other", array).task("t", Graphs::increment, array);
        assertRefused(sentTwice::snapshot, "buffer 0 of consumeFromDevice", "one way only");
        TaskGraph fetches = new TaskGraph("g").task("t", Graphs::increment, array)
                .transferToHost(EVERY_EXECUTION, array, stranger);
        assertRefused(fetches::snapshot, "buffer 1 of transferToHost", "never on the device");
        TaskGraph persists = new TaskGraph("g").task("t", Graphs::increment, array).persistOnDevice(stranger);
        assertRefused(persists::snapshot, "buffer 0 of persistOnDevice", "never on the device");
    }

    @Test
    void changesAfterTheSnapshot() {
        TaskGraph graph = new TaskGraph("g").task("t", Graphs::increment, array);
        graph.snapshot();
        assertRefused(() -> graph.transferToHost(EVERY_EXECUTION, array), "after its snapshot");
    }

    @Test
    void plansOfNothingOrOfNamesakes() {
        assertRefused(TornadoExecutionPlan::new, "no graphs");
        assertRefused(() -> new TornadoExecutionPlan(increment("g"), increment("g")), "[g, g]", "share a name");
    }

    @Test
    void graphsAndGridsThatThePlanDoesNotHave() {
        TornadoExecutionPlan plan = new TornadoExecutionPlan(increment("g"));
        assertRefused(() -> plan.withGraph(1), "no graph 1", "has 1");
        assertRefused(() -> plan.withGraph(-1), "no graph -1");
        assertRefused(() -> plan.withGridScheduler(new GridScheduler("g.other", new WorkerGrid1D(8))),
                "g.other", "[g.t]");
        GridScheduler grids = new GridScheduler("g.t", new WorkerGrid1D(8));
        plan.withGridScheduler(grids).execute();
        grids.addWorkerGrid("h.t", new WorkerGrid1D(8));
        assertRefused(plan::execute, "h.t");
    }

    @Test
    void useAfterClose() throws TornadoExecutionPlanException {
        TornadoExecutionPlan plan = new TornadoExecutionPlan(increment("g"));
        plan.execute();
        plan.close();
        plan.close();
        assertRefused(plan::execute, "closed");
        assertRefused(plan::withPreCompilation, "closed");
    }

    @Test
    void devicesThatAreNotThere() {
        assertThrows(TornadoBackendNotFound.class, () -> TornadoExecutionPlan.getDevice(1, 0));
        assertThrows(TornadoDeviceNotFound.class, () -> TornadoExecutionPlan.getDevice(0, 1));
        assertRefused(() -> new TornadoExecutionPlan(increment("g")).withDevice("g.u", TornadoExecutionPlan.getDevice(0, 0)),
                "g.u is no task");
    }

    @Test
    void theSimulatedDeviceIsListed() {
        var runtime = TornadoRuntimeProvider.getTornadoRuntime();
        assertEquals(1, runtime.getNumBackends());
        assertEquals(runtime.getDefaultDevice(), runtime.getBackend(0).getAllDevices().getFirst());
        new TornadoExecutionPlan(increment("g")).withDevice(TornadoExecutionPlan.getDevice(0, 0)).execute();
        assertEquals(6, array.get(0));
    }

    @Test
    void aKernelThatThrowsNamesItsTask() {
        TaskGraph graph = new TaskGraph("g").transferToDevice(EVERY_EXECUTION, array)
                .task("t", GraphMistakesTest::readsPastTheEnd, array);
        var thrown = assertThrows(TornadoTaskRuntimeException.class,
                () -> new TornadoExecutionPlan(graph.snapshot()).execute());
        assertEquals(true, thrown.getMessage().contains("g.t"));
        assertInstanceOf(IndexOutOfBoundsException.class, thrown.getCause());
    }

    private static void readsPastTheEnd(FloatArray array) {
        array.set(0, array.get(array.getSize()));
    }
}
