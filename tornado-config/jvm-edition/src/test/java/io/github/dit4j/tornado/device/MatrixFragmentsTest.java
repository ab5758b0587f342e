package io.github.dit4j.tornado.device;

import static io.github.dit4j.tornado.device.Graphs.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static uk.ac.manchester.tornado.api.enums.DataTransferMode.EVERY_EXECUTION;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.enums.MMAShape;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;

/** Products of matrices by whole warps, on the simulated device. */
class MatrixFragmentsTest {

    private static final int WARP = 32;

    private static int pair(HalfFloatArray halves, int first, int second) {
        return halves.get(first).getHalfFloatValue() & 0xFFFF | (halves.get(second).getHalfFloatValue() & 0xFFFF) << 16;
    }

    /**
     * {@code c = 2 · a · b}, a tile {@code [16, 8]} of it for each warp; warps of a group lie below each other. Each step
     * adds its product twice, as other kernels take several products of what they have loaded.
     *
     * @param guarded 0 leaves out the barrier before the tile of b, which the warps share, is written anew
     */
    static void product(KernelContext context, HalfFloatArray a, HalfFloatArray b, FloatArray c, int columns, int depth,
            int guarded) {
        int warp = context.localIdx / WARP;
        int row = (context.groupIdy * (context.localGroupSizeX / WARP) + warp) * 16;
        int column = context.groupIdx * 8;
        int[] left = context.allocateIntLocalArray(4 * 128);
        int[] right = context.allocateIntLocalArray(64);
        float[] sums = context.mmaFragment(0.0f);
        for (int k = 0; k < depth; k += 16) {
            for (int i = context.localIdx % WARP; i < 128; i += WARP) {
                int at = (row + i / 8) * depth + k + i % 8 * 2;
                left[warp * 128 + i] = pair(a, at, at + 1);
            }
            for (int i = context.localIdx; i < 64; i += context.localGroupSizeX) {
                int at = (k + i / 4) * columns + column + i % 4 * 2;
                right[i] = pair(b, at, at + 1);
            }
            context.localBarrier();
            HalfFloat[] ofLeft = context.mmaLoadA(left, 16, warp * 512);
            HalfFloat[] ofRight = context.mmaLoadB(right, 16, 0);
            sums = context.mma(ofLeft, ofRight, sums, MMAShape.M16N8K16);
            sums = context.mma(ofLeft, ofRight, sums, MMAShape.M16N8K16);
            if (guarded != 0) {
                context.localBarrier();
            }
        }
        context.mmaStore(sums, c, row, column, columns);
    }

    @ParameterizedTest
    @CsvSource({"16, 8, 16, 1", "32, 24, 64, 1", "64, 16, 48, 2", "128, 8, 32, 4"})
    void warpsMultiplyMatricesOfHalvesAndSumFloats(int rows, int columns, int depth, int warps) {
        // Products of halves are exact floats; 128 sums of about 1 lose 2e-7 each at most.
        assertEquals(0, largestError(rows, columns, depth, warps, 1), 4e-5);
    }

    @Test
    void aMissingBarrierBetweenWarpsGivesWrongProducts() {
        assertTrue(largestError(64, 16, 48, 2, 0) > 0.1);
    }

    private static double largestError(int rows, int columns, int depth, int warps, int guarded) {
        Random random = new Random(1);
        HalfFloatArray a = new HalfFloatArray(rows * depth);
        HalfFloatArray b = new HalfFloatArray(depth * columns);
        for (int i = 0; i < a.getSize(); i++) {
            a.set(i, new HalfFloat((float) random.nextGaussian()));
        }
        for (int i = 0; i < b.getSize(); i++) {
            b.set(i, new HalfFloat((float) random.nextGaussian()));
        }
        FloatArray c = new FloatArray(rows * columns);

        run(new TaskGraph("g").transferToDevice(EVERY_EXECUTION, a, b)
                .task("t", MatrixFragmentsTest::product, new KernelContext(), a, b, c, columns, depth, guarded)
                .transferToHost(EVERY_EXECUTION, c), columns / 8, rows / (16 * warps), warps * WARP);

        double largest = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum += 2.0 * a.get(row * depth + k).getFloat32() * b.get(k * columns + column).getFloat32();
                }
                largest = Math.max(largest, Math.abs(sum - c.get(row * columns + column)));
            }
        }
        return largest;
    }

    private static void run(TaskGraph graph, int groupsX, int groupsY, int items) {
        WorkerGrid2D grid = new WorkerGrid2D(groupsX * items, groupsY);
        grid.setLocalWork(items, 1, 1);
        new TornadoExecutionPlan(graph.snapshot()).withGridScheduler(new GridScheduler("g.t", grid)).execute();
    }

    static void someLanesLeave(KernelContext context, FloatArray out) {
        int[] tile = context.allocateIntLocalArray(128);
        tile[context.localIdx] = 0;
        context.localBarrier();
        float[] sums = context.mmaFragment(0.0f);
        if (context.localIdx < 20) {
            sums = context.mma(context.mmaLoadA(tile, 16, 0), context.mmaLoadB(tile, 16, 0), sums, MMAShape.M16N8K16);
        }
        out.set(context.localIdx, sums[0]);
    }

    static void offsetOfTheLane(KernelContext context, FloatArray out) {
        int[] tile = context.allocateIntLocalArray(1024);
        HalfFloat[] fragment = context.mmaLoadA(tile, 16, context.localIdx * 16);
        out.set(context.localIdx, fragment[0].getFloat32());
    }

    private static TaskGraph of(String kernel, FloatArray out) {
        TaskGraph graph = new TaskGraph("g");
        if (kernel.equals("leave")) {
            graph.task("t", MatrixFragmentsTest::someLanesLeave, new KernelContext(), out);
        } else {
            graph.task("t", MatrixFragmentsTest::offsetOfTheLane, new KernelContext(), out);
        }
        return graph.transferToHost(EVERY_EXECUTION, out);
    }

    @Test
    void allLanesOfAWarpMustComeToAProduct() {
        assertRefused(() -> run(of("leave", new FloatArray(32)), 1, 1, WARP), "came to a product of matrices that others ended without",
                "warp 0");
    }

    @Test
    void allLanesOfAWarpMustLoadTheSameTile() {
        assertRefused(() -> run(of("offset", new FloatArray(32)), 1, 1, WARP), "lanes of warp 0", "mmaLoadA", "lane 1");
    }

    @Test
    void aWorkGroupWithoutWholeWarpsIsRefused() {
        assertRefused(() -> run(of("leave", new FloatArray(16)), 1, 1, 16), "no whole warps", "multiple of 32");
    }
}
