package io.github.dit4j.tornado.device;

import static io.github.dit4j.tornado.device.Graphs.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;

import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels with work-groups, local memory and barriers. */
class KernelContextTest {

    private static final int TILE = 8;

    private static <G extends WorkerGrid> G groups(G grid, int x, int y, int z) {
        grid.setLocalWork(x, y, z);
        return grid;
    }

    private static void run(TaskGraph graph, WorkerGrid grid) {
        new TornadoExecutionPlan(graph.snapshot())
                .withGridScheduler(new GridScheduler(graph.getTaskGraphName() + ".t", grid)).execute();
    }

    /** One partial sum for each group, by a tree in local memory. */
    static void reduce(KernelContext context, FloatArray in, FloatArray sums) {
        int local = context.localIdx;
        float[] partial = context.allocateFloatLocalArray(256);
        partial[local] = in.get(context.globalIdx);
        for (int stride = context.localGroupSizeX / 2; stride > 0; stride /= 2) {
            context.localBarrier();
            if (local < stride) {
                partial[local] += partial[local + stride];
            }
        }
        if (local == 0) {
            sums.set(context.groupIdx, partial[0]);
        }
    }

    @Test
    void aTreeReductionSumsEachGroup() {
        int groups = 300;
        FloatArray in = new FloatArray(groups * 256);
        for (int i = 0; i < in.getSize(); i++) {
            in.set(i, i % 7);
        }
        FloatArray sums = new FloatArray(groups);
        run(new TaskGraph("g").transferToDevice(EVERY_EXECUTION, in)
                .task("t", KernelContextTest::reduce, new KernelContext(), in, sums)
                .transferToHost(EVERY_EXECUTION, sums), groups(new WorkerGrid1D(in.getSize()), 256, 1, 1));
        for (int g = 0; g < groups; g++) {
            int first = g * 256;
            // Sums of small integers are exact in float.
            assertEquals(IntStream.range(first, first + 256).map(i -> i % 7).sum(), sums.get(g));
        }
    }

    /** {@code c = a · b} for square matrices of {@code n}, a multiple of the tile, tile by tile. */
    static void tiledProduct(KernelContext context, FloatArray a, FloatArray b, FloatArray c, int n) {
        int column = context.globalIdx;
        int row = context.globalIdy;
        int x = context.localIdx;
        int y = context.localIdy;
        float[] tileA = context.allocateFloatLocalArray(TILE * TILE);
        float[] tileB = context.allocateFloatLocalArray(TILE * TILE);
        float sum = 0;
        for (int tile = 0; tile < n; tile += TILE) {
            tileA[y * TILE + x] = a.get(row * n + tile + x);
            tileB[y * TILE + x] = b.get((tile + y) * n + column);
            context.localBarrier();
            for (int k = 0; k < TILE; k++) {
                sum += tileA[y * TILE + k] * tileB[k * TILE + x];
            }
            context.localBarrier();
        }
        c.set(row * n + column, sum);
    }

    private static float[] product(int n, long seed) {
        Random random = new Random(seed);
        FloatArray a = new FloatArray(n * n);
        FloatArray b = new FloatArray(n * n);
        FloatArray c = new FloatArray(n * n);
        for (int i = 0; i < n * n; i++) {
            a.set(i, random.nextInt(9) - 4);
            b.set(i, random.nextInt(9) - 4);
        }
        run(new TaskGraph("g").transferToDevice(EVERY_EXECUTION, a, b)
                .task("t", KernelContextTest::tiledProduct, new KernelContext(), a, b, c, n)
                .transferToHost(EVERY_EXECUTION, c), groups(new WorkerGrid2D(n, n), TILE, TILE, 1));
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < n; column++) {
                int expected = 0;
                for (int k = 0; k < n; k++) {
                    expected += (int) a.get(row * n + k) * (int) b.get(k * n + column);
                }
                // Products and sums of small integers are exact in float.
                assertEquals(expected, c.get(row * n + column));
            }
        }
        return c.toHeapArray();
    }

    @Test
    void tilesInLocalMemoryGiveTheMatrixProduct() {
        product(32, 1);
    }

    @Test
    void twoPlansRunInTwoThreads() throws Exception {
        float[] expected = product(32, 2);
        try (var executor = Executors.newFixedThreadPool(2)) {
            Callable<float[]> task = () -> product(32, 2);
            var one = executor.submit(task);
            var two = executor.submit(task);
            assertArrayEquals(expected, one.get());
            assertArrayEquals(expected, two.get());
        }
    }

    static void writeIds(KernelContext context, IntArray out) {
        int x = context.globalIdx;
        int y = context.globalIdy;
        int z = context.globalIdz;
        boolean consistent = x == context.groupIdx * context.localGroupSizeX + context.localIdx
                && y == context.groupIdy * context.localGroupSizeY + context.localIdy
                && z == context.groupIdz * context.localGroupSizeZ + context.localIdz;
        int place = (z * context.globalGroupSizeY + y) * context.globalGroupSizeX + x;
        out.set(place, consistent ? 100 * z + 10 * y + x : -2);
    }

    @Test
    void everyItemOfAGridHasItsOwnIndices() {
        IntArray out = new IntArray(4 * 6 * 2);
        run(new TaskGraph("g").task("t", KernelContextTest::writeIds, new KernelContext(), out)
                .transferToHost(EVERY_EXECUTION, out), groups(new WorkerGrid3D(4, 6, 2), 2, 3, 1));
        for (int i = 0; i < out.getSize(); i++) {
            assertEquals(100 * (i / 24) + 10 * (i / 4 % 6) + i % 4, out.get(i));
        }
    }

    /** Each item takes what another has left, a step away, without a barrier between. */
    static void noBarrier(KernelContext context, FloatArray out, int step) {
        int local = context.localIdx;
        float[] shared = context.allocateFloatLocalArray(4);
        shared[local] = local;
        out.set(context.globalIdx, shared[(local + step + 4) % 4]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void aMissingBarrierShowsAsNaN(int step) {
        FloatArray out = new FloatArray(8);
        run(new TaskGraph("g").task("t", KernelContextTest::noBarrier, new KernelContext(), out, step)
                .transferToHost(EVERY_EXECUTION, out), groups(new WorkerGrid1D(8), 4, 1, 1));
        assertTrue(Float.isNaN(out.get(1)) || Float.isNaN(out.get(5)), "between items 1 and " + (1 + step));
    }

    static void barrierInBranch(KernelContext context, IntArray limit) {
        if (context.localIdx < limit.get(0)) {
            context.localBarrier();
        }
    }

    static void barrierInLateBranch(KernelContext context, IntArray limit) {
        if (context.localIdx >= limit.get(0)) {
            context.localBarrier();
        }
    }

    @Test
    void aBarrierThatSomeItemsMissIsAnError() {
        IntArray limit = IntArray.fromElements(3);
        TaskGraph first = new TaskGraph("g").transferToDevice(EVERY_EXECUTION, limit)
                .task("t", KernelContextTest::barrierInBranch, new KernelContext(), limit);
        assertRefused(() -> run(first, groups(new WorkerGrid1D(16), 8, 1, 1)),
                "g.t", "of the 8 items of group [0, 0, 0], 3 came to a barrier");
        TaskGraph late = new TaskGraph("h").transferToDevice(EVERY_EXECUTION, limit)
                .task("t", KernelContextTest::barrierInLateBranch, new KernelContext(), limit);
        assertRefused(() -> run(late, groups(new WorkerGrid1D(16), 8, 1, 1)), "h.t", "1 came to a barrier");
    }

    static void throwsAtOne(KernelContext context, IntArray array) {
        context.localBarrier();
        if (context.globalIdx == 5) {
            array.get(array.getSize());
        }
        context.localBarrier();
    }

    @Test
    void anItemThatThrowsIsNamed() {
        IntArray array = IntArray.fromElements(3);
        TaskGraph graph = new TaskGraph("g").transferToDevice(EVERY_EXECUTION, array)
                .task("t", KernelContextTest::throwsAtOne, new KernelContext(), array);
        assertRefused(() -> run(graph, groups(new WorkerGrid1D(8), 4, 1, 1)), "g.t", "item 1 of group [1, 0, 0]");
    }

    static void unequalLocalArrays(KernelContext context, IntArray array) {
        context.allocateIntLocalArray(array.get(0) + context.localIdx);
    }

    static void tooMuchLocalMemory(KernelContext context) {
        context.allocateDoubleLocalArray(6 << 10);
        context.allocateByteLocalArray(1);
    }

    @Test
    void localMemoryIsTheSameForAGroupAndLimited() {
        IntArray array = IntArray.fromElements(3);
        TaskGraph unequal = new TaskGraph("g").transferToDevice(EVERY_EXECUTION, array)
                .task("t", KernelContextTest::unequalLocalArrays, new KernelContext(), array);
        assertRefused(() -> run(unequal, groups(new WorkerGrid1D(4), 4, 1, 1)), "int[3]", "int[4]");
        TaskGraph large = new TaskGraph("h").task("t", KernelContextTest::tooMuchLocalMemory, new KernelContext());
        assertRefused(() -> run(large, groups(new WorkerGrid1D(4), 4, 1, 1)), "49153 bytes", "49152");
    }

    static void count(KernelContext context, IntArray counter) {
        context.atomicAdd(counter, 0, 1);
    }

    @Test
    void gridsAreCheckedAndAtomicsAdd() {
        IntArray counter = IntArray.fromElements(0);
        KernelContext context = new KernelContext();
        TaskGraph graph = new TaskGraph("g").transferToDevice(EVERY_EXECUTION, counter)
                .task("t", KernelContextTest::count, context, counter).transferToHost(EVERY_EXECUTION, counter);
        TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot());
        assertRefused(plan::execute, "g.t", "no grid");

        WorkerGrid1D grid = new WorkerGrid1D(10);
        plan.withGridScheduler(new GridScheduler("g.t", grid)).execute();
        assertEquals(10, counter.get(0));

        grid.setLocalWork(4, 1, 1);
        assertRefused(plan::execute, "g.t", "must divide", "up to 12 in dimension 0");
        grid.setGlobalWork(2048, 1, 1);
        grid.setLocalWork(2048, 1, 1);
        assertRefused(plan::execute, "at most 1024 items");
        grid.setLocalWork(0, 1, 1);
        assertRefused(plan::execute, "at least 1");
        plan.withGridScheduler(new GridScheduler("g.t", groups(new WorkerGrid2D(2, 131072), 2, 2, 1)));
        assertRefused(plan::execute, "dimension 1 has at most 65535 work-groups");
    }

    @Test
    void outsideADeviceThereAreNoBarriers() {
        KernelContext context = new KernelContext();
        assertEquals(0, context.globalIdx);
        assertRefused(context::localBarrier, "only on a device");
        assertRefused(() -> context.allocateFloatLocalArray(4), "only on a device");
    }
}
