package io.github.dit4j.engine.tornado;

import io.github.dit4j.engine.lowering.KernelLauncher;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task10;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task12;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task14;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task15;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task4;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task5;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task6;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task7;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task8;

/** Adds launches to a task graph. */
final class TaskGraphLauncher implements KernelLauncher {
    private final TaskGraph graph;
    private final GridScheduler grids;

    /**
     * Makes a launcher.
     *
     * @param grids receives the grids of the launches that have one
     */
    TaskGraphLauncher(TaskGraph graph, GridScheduler grids) {
        this.graph = graph;
        this.grids = grids;
    }

    @Override
    public void grid(String name, WorkerGrid grid) {
        grids.addWorkerGrid(graph.getTaskGraphName() + "." + name, grid);
    }

    @Override
    public <T1, T2, T3, T4> void task(String name, Task4<T1, T2, T3, T4> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4) {
        graph.task(name, kernel, a1, a2, a3, a4);
    }

    @Override
    public <T1, T2, T3, T4, T5> void task(String name, Task5<T1, T2, T3, T4, T5> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5) {
        graph.task(name, kernel, a1, a2, a3, a4, a5);
    }

    @Override
    public <T1, T2, T3, T4, T5, T6> void task(String name, Task6<T1, T2, T3, T4, T5, T6> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6) {
        graph.task(name, kernel, a1, a2, a3, a4, a5, a6);
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7> void task(String name, Task7<T1, T2, T3, T4, T5, T6, T7> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7) {
        graph.task(name, kernel, a1, a2, a3, a4, a5, a6, a7);
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7, T8> void task(String name, Task8<T1, T2, T3, T4, T5, T6, T7, T8> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8) {
        graph.task(name, kernel, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> void task(
            String name, Task10<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10) {
        graph.task(name, kernel, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> void task(
            String name, Task12<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12) {
        graph.task(name, kernel, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> void task(
            String name, Task14<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12, T13 a13,
            T14 a14) {
        graph.task(name, kernel, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14);
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> void task(
            String name, Task15<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12, T13 a13,
            T14 a14, T15 a15) {
        graph.task(name, kernel, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    }
}
