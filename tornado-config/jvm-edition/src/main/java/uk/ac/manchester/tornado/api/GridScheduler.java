package uk.ac.manchester.tornado.api;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The grids of tasks, each by the name {@code graph.task}. */
public class GridScheduler {

    private final Map<String, WorkerGrid> grids = new ConcurrentHashMap<>();

    /** Makes a scheduler without grids. */
    public GridScheduler() {
    }

    /** Makes a scheduler with one grid, of the task {@code graph.task}. */
    public GridScheduler(String taskName, WorkerGrid grid) {
        grids.put(taskName, grid);
    }

    /** Sets the grid of the task {@code graph.task}. */
    public void addWorkerGrid(String taskName, WorkerGrid grid) {
        grids.put(taskName, grid);
    }

    /** Returns the grid of the task {@code graph.task}, or null. */
    public WorkerGrid get(String taskName) {
        return grids.get(taskName);
    }

    /** Returns whether the task has a grid. */
    public boolean contains(String graphName, String taskName) {
        return grids.containsKey(graphName + "." + taskName);
    }

    /** Returns the names of all tasks that have a grid. */
    public Set<String> keySet() {
        return grids.keySet();
    }

    @Override
    public String toString() {
        return grids.keySet().toString();
    }
}
