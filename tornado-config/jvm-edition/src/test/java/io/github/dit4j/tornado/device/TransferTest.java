package io.github.dit4j.tornado.device;

import static io.github.dit4j.tornado.device.Graphs.assertRefused;
import static io.github.dit4j.tornado.device.Graphs.filled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.FIRST_EXECUTION;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.UNDER_DEMAND;

import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** When the simulated device copies, as TornadoVM 5.2 was seen to do on OpenCL. */
class TransferTest {

    private final FloatArray in = filled(5);
    private final FloatArray out = filled(0);

    @Test
    void firstExecutionSendsOnce() throws TornadoExecutionPlanException {
        TaskGraph graph = new TaskGraph("g").transferToDevice(FIRST_EXECUTION, in)
                .task("t", Graphs::addOne, in, out).transferToHost(EVERY_EXECUTION, out);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.execute();
            in.init(100);
            plan.execute();
            assertEquals(6, out.get(0));
            plan.freeDeviceMemory().execute();
            assertEquals(101, out.get(0));
        }
    }

    @Test
    void everyExecutionSendsAgain() throws TornadoExecutionPlanException {
        TaskGraph graph = new TaskGraph("g").transferToDevice(EVERY_EXECUTION, in)
                .task("t", Graphs::addOne, in, out).transferToHost(EVERY_EXECUTION, out);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.execute();
            in.init(100);
            plan.execute();
            assertEquals(101, out.get(0));
        }
    }

    @Test
    void whatWasSentOnceKeepsTheDevicesChanges() throws TornadoExecutionPlanException {
        TaskGraph graph = new TaskGraph("g").transferToDevice(FIRST_EXECUTION, in)
                .task("t", Graphs::increment, in).transferToHost(EVERY_EXECUTION, in);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.execute();
            in.init(0);
            plan.execute();
            assertEquals(7, in.get(0));
        }
    }

    @Test
    void kernelsDoNotTouchHostArrays() throws TornadoExecutionPlanException {
        TaskGraph graph = new TaskGraph("g").transferToDevice(EVERY_EXECUTION, in).task("t", Graphs::increment, in);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.execute();
            assertEquals(5, in.get(0));
        }
    }

    @Test
    void readingWhatWasNeverSentGivesNaN() throws TornadoExecutionPlanException {
        TaskGraph graph = new TaskGraph("g").task("t", Graphs::addOne, in, out).transferToHost(EVERY_EXECUTION, out);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.execute();
            assertTrue(Float.isNaN(out.get(0)));
        }
    }

    @Test
    void scratchMemoryIsForgottenBetweenExecutions() throws TornadoExecutionPlanException {
        FloatArray scratch = filled(0);
        TaskGraph first = new TaskGraph("first").transferToDevice(EVERY_EXECUTION, in)
                .task("fill", TransferTest::copyOnce, in, scratch, out).transferToHost(EVERY_EXECUTION, out);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(first.snapshot())) {
            plan.execute();
            assertEquals(5, out.get(0));
            in.init(-1); // tells the kernel to read what the last execution left
            plan.execute();
            assertTrue(Float.isNaN(out.get(0)));
        }
    }

    private static void copyOnce(FloatArray in, FloatArray scratch, FloatArray out) {
        for (int i = 0; i < out.getSize(); i++) {
            if (in.get(i) > 0) {
                scratch.set(i, in.get(i));
            }
            out.set(i, scratch.get(i));
        }
    }

    @Test
    void underDemandComesWhenAsked() throws TornadoExecutionPlanException {
        TaskGraph graph = new TaskGraph("g").transferToDevice(EVERY_EXECUTION, in)
                .task("t", Graphs::addOne, in, out).transferToHost(UNDER_DEMAND, out);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            TornadoExecutionResult result = plan.execute();
            assertEquals(0, out.get(0));
            result.transferToHost(out);
            assertEquals(6, out.get(0));
            assertRefused(() -> result.transferToHost(in), "buffer 0", "transferToHost", "[g]");
            plan.close();
            assertRefused(() -> result.transferToHost(out), "closed");
        }
    }

    @Test
    void graphsThatSendTheSameArrayHoldTwoCopies() throws TornadoExecutionPlanException {
        FloatArray other = filled(0);
        TaskGraph a = new TaskGraph("a").transferToDevice(FIRST_EXECUTION, in)
                .task("t", Graphs::addOne, in, out).transferToHost(EVERY_EXECUTION, out);
        TaskGraph b = new TaskGraph("b").transferToDevice(FIRST_EXECUTION, in)
                .task("t", Graphs::addOne, in, other).transferToHost(EVERY_EXECUTION, other);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(a.snapshot(), b.snapshot())) {
            plan.withGraph(0).execute();
            in.init(50);
            plan.withGraph(1).execute();
            assertEquals(6, out.get(0));
            assertEquals(51, other.get(0));
            // Two copies of in, and out, and other: four arrays of 8 floats with their headers.
            assertEquals(4 * (16 + 8 * 4), plan.getCurrentDeviceMemoryUsage());
            plan.freeDeviceMemory();
            assertEquals(0, plan.getCurrentDeviceMemoryUsage());
        }
    }

    @Test
    void theProfileCountsBytes() throws TornadoExecutionPlanException {
        TaskGraph graph = new TaskGraph("g").transferToDevice(FIRST_EXECUTION, in)
                .task("t", Graphs::addOne, in, out).transferToHost(EVERY_EXECUTION, out);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            assertEquals(48, plan.execute().getProfilerResult().getTotalBytesCopyIn());
            TornadoExecutionResult second = plan.execute();
            assertEquals(0, second.getProfilerResult().getTotalBytesCopyIn());
            assertEquals(48, second.getProfilerResult().getTotalBytesCopyOut());
        }
    }
}
