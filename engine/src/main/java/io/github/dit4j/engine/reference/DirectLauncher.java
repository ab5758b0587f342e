package io.github.dit4j.engine.reference;

import io.github.dit4j.engine.lowering.KernelLauncher;
import java.util.ArrayList;
import java.util.List;
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

/** Keeps launches, to run the kernels as the plain Java that they are. */
final class DirectLauncher implements KernelLauncher {
    private final List<Runnable> launches = new ArrayList<>();

    /** Runs all launches, in order. */
    void run() {
        launches.forEach(Runnable::run);
    }

    @Override
    public void grid(String name, WorkerGrid grid) {
        throw new IllegalStateException(name + " is a kernel for the work-groups of a device; plain Java has none");
    }

    @Override
    public <T1, T2, T3, T4> void task(String name, Task4<T1, T2, T3, T4> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4) {
        launches.add(() -> kernel.apply(a1, a2, a3, a4));
    }

    @Override
    public <T1, T2, T3, T4, T5> void task(String name, Task5<T1, T2, T3, T4, T5> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5) {
        launches.add(() -> kernel.apply(a1, a2, a3, a4, a5));
    }

    @Override
    public <T1, T2, T3, T4, T5, T6> void task(String name, Task6<T1, T2, T3, T4, T5, T6> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6) {
        launches.add(() -> kernel.apply(a1, a2, a3, a4, a5, a6));
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7> void task(String name, Task7<T1, T2, T3, T4, T5, T6, T7> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7) {
        launches.add(() -> kernel.apply(a1, a2, a3, a4, a5, a6, a7));
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7, T8> void task(String name, Task8<T1, T2, T3, T4, T5, T6, T7, T8> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8) {
        launches.add(() -> kernel.apply(a1, a2, a3, a4, a5, a6, a7, a8));
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> void task(
            String name, Task10<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10) {
        launches.add(() -> kernel.apply(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10));
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> void task(
            String name, Task12<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12) {
        launches.add(() -> kernel.apply(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12));
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> void task(
            String name, Task14<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12, T13 a13,
            T14 a14) {
        launches.add(() -> kernel.apply(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14));
    }

    @Override
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> void task(
            String name, Task15<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12, T13 a13,
            T14 a14, T15 a15) {
        launches.add(() -> kernel.apply(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15));
    }
}
