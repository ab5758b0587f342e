package io.github.dit4j.tornado.device;

import static io.github.dit4j.tornado.device.Graphs.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;

import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Graphs that are captured once and replayed, and what a replay would get wrong in silence. */
class CudaGraphTest {

    private final FloatArray in = Graphs.filled(1);
    private final FloatArray between = new FloatArray(8);
    private final FloatArray out = new FloatArray(8);

    static void twice(KernelContext context, FloatArray in, FloatArray out) {
        out.set(context.globalIdx, 2 * in.get(context.globalIdx));
    }

    private TornadoExecutionPlan plan() {
        return new TornadoExecutionPlan(
                new TaskGraph("first").transferToDevice(EVERY_EXECUTION, in)
                        .task("t", Graphs::addOne, in, between).persistOnDevice(between).snapshot(),
                new TaskGraph("second").consumeFromDevice("first", between)
                        .task("t", CudaGraphTest::twice, new KernelContext(), between, out)
                        .transferToHost(EVERY_EXECUTION, out).snapshot());
    }

    private static GridScheduler grid(int items) {
        return new GridScheduler("second.t", new WorkerGrid1D(items));
    }

    @Test
    void inputsThatChangeReachAReplay() {
        TornadoExecutionPlan plan = plan().withCUDAGraph().withGridScheduler(grid(8)).withPreCompilation();
        for (int i = 0; i < 3; i++) {
            in.init(i);
            plan.withGraph(0).execute();
            plan.withGraph(1).execute();
            assertEquals(2 * (i + 1), out.get(7));
        }
    }

    @Test
    void aGridThatChangesIsRefused() {
        TornadoExecutionPlan plan = plan().withCUDAGraph().withGridScheduler(grid(8));
        plan.withGraph(0).execute();
        plan.withGraph(1).execute();
        plan.withGraph(0).execute();
        plan.withGraph(1).withGridScheduler(grid(4));
        assertRefused(plan::execute, "second.t", "captured", "another grid");
    }

    @Test
    void buffersThatAreMadeAnewAreCapturedAnew() {
        TornadoExecutionPlan plan = plan().withCUDAGraph().withGridScheduler(grid(8));
        for (int i = 0; i < 2; i++) {
            plan.withGraph(0).execute();
            plan.withGraph(1).execute();
            plan.withAllGraphs().freeDeviceMemory();
        }
        assertEquals(4, out.get(0));
    }

    @Test
    void itIsTooLateOnceCommandsAreFixed() {
        assertRefused(() -> plan().withPreCompilation().withCUDAGraph(), "first", "before withPreCompilation");
        TornadoExecutionPlan plan = plan().withGraph(0);
        plan.execute();
        assertRefused(plan::withCUDAGraph, "first", "before withPreCompilation and execute");
    }
}
