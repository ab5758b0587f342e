package io.github.dit4j.tornado.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException;

/**
 * One run of a task over device arrays.
 *
 * <p>A kernel without a context runs its {@code @Parallel} loops as plain Java, whatever its grid. One
 * with a context runs once for each work item of its grid, group after group.
 */
record TaskLaunch(String task, Kernel kernel, Object[] arguments, WorkerGrid grid,
        Function<WorkItem, KernelContext> contexts) {

    /**
     * Runs the task to its end.
     *
     * @throws TornadoTaskRuntimeException if the kernel throws, if only some items of a group come to a
     *         barrier, or if a kernel with a context has no grid
     */
    void run() {
        try {
            if (takesContext()) {
                runGroups();
            } else {
                kernel.run(arguments);
            }
        } catch (ItemFailure failure) {
            throw failed(failure.getMessage(), failure.getCause());
        } catch (RuntimeException | Error failure) {
            throw failed(failure.toString(), failure);
        }
    }

    /** What a CUDA graph fixes of it: buffers, which are equal if they are the same, scalars, and the sizes of the grid. */
    List<Object> fixed() {
        var fixed = new ArrayList<>(Arrays.asList(arguments));
        if (grid != null) {
            fixed.add(Arrays.toString(grid.getGlobalWork()));
            fixed.add(Arrays.toString(grid.getLocalWork()));
        }
        return fixed;
    }

    private TornadoTaskRuntimeException failed(String message, Throwable cause) {
        var failure = new TornadoTaskRuntimeException("task " + task + " failed: " + message);
        failure.initCause(cause);
        return failure;
    }

    private boolean takesContext() {
        for (Object argument : arguments) {
            if (argument instanceof KernelContext) {
                return true;
            }
        }
        return false;
    }

    private void runGroups() {
        if (grid == null) {
            // TornadoVM 5.2 runs a single work item, and says nothing.
            throw new IllegalStateException("its kernel takes a KernelContext but it has no grid; register one for "
                    + task + " with a GridScheduler and give that to the plan");
        }
        LaunchGrid sizes = LaunchGrid.of(grid, task);
        try (ItemScheduler scheduler = new ItemScheduler(sizes.itemsOfGroup())) {
            for (int z = 0; z < sizes.groups(2); z++) {
                for (int y = 0; y < sizes.groups(1); y++) {
                    for (int x = 0; x < sizes.groups(0); x++) {
                        WorkGroup group = new WorkGroup(sizes, new int[] {x, y, z}, scheduler);
                        scheduler.runAll(group, item -> kernel.run(itemArguments(group.item(item))));
                    }
                }
            }
        }
    }

    private Object[] itemArguments(WorkItem item) {
        Object[] own = arguments.clone();
        for (int i = 0; i < own.length; i++) {
            if (own[i] instanceof KernelContext) {
                own[i] = contexts.apply(item);
            }
        }
        return own;
    }
}
