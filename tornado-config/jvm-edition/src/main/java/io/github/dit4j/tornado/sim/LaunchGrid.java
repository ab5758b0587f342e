package io.github.dit4j.tornado.sim;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/** The checked sizes of a kernel launch, each for three dimensions. */
record LaunchGrid(int[] offset, int[] global, int[] local) {

    // CUDA's limit in all dimensions but the first.
    private static final int MAX_GROUPS = 65535;

    /**
     * Reads a grid.
     *
     * @throws TornadoRuntimeException if a size is not positive, the groups do not divide the grid, or a
     *         group is larger or groups are more than a device's
     */
    static LaunchGrid of(WorkerGrid grid, String task) {
        long[] global = grid.getGlobalWork();
        // A device that may choose may choose anything; groups of one show kernels that need more.
        long[] local = grid.getLocalWork() == null ? new long[] {1, 1, 1} : grid.getLocalWork();
        for (int d = 0; d < 3; d++) {
            if (global[d] < 1 || local[d] < 1) {
                throw bad(task, grid, "sizes must be at least 1");
            }
            if (global[d] % local[d] != 0) {
                // TornadoVM 5.2 on OpenCL only prints error -54 and leaves the outputs unwritten.
                throw bad(task, grid, "the local work must divide the global work; round the global work up to "
                        + Math.ceilDiv(global[d], local[d]) * local[d] + " in dimension " + d);
            }
            if (d > 0 && global[d] / local[d] > MAX_GROUPS) {
                // TornadoVM 5.2 on CUDA leaves the outputs unwritten, and says nothing.
                throw bad(task, grid, "dimension " + d + " has at most " + MAX_GROUPS + " work-groups; count more in dimension 0");
            }
        }
        if (local[0] * local[1] * local[2] > SimulatedDevice.MAX_GROUP_SIZE) {
            throw bad(task, grid, "a work-group has at most " + SimulatedDevice.MAX_GROUP_SIZE + " items");
        }
        return new LaunchGrid(ints(grid.getGlobalOffset()), ints(global), ints(local));
    }

    private static int[] ints(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }

    private static TornadoRuntimeException bad(String task, WorkerGrid grid, String rule) {
        return new TornadoRuntimeException("task " + task + ": grid of global work "
                + Arrays.toString(grid.getGlobalWork()) + " and local work " + Arrays.toString(grid.getLocalWork())
                + ": " + rule);
    }

    int groups(int dimension) {
        return global[dimension] / local[dimension];
    }

    int itemsOfGroup() {
        return local[0] * local[1] * local[2];
    }
}
