package io.github.dit4j.engine.lowering;

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

/**
 * Takes launches in the order in which they have to run. A kernel must be given as a reference to its static method: that
 * is how TornadoVM finds its bytecode. The arguments are the arrays and boxed scalars of the kernel.
 */
public interface KernelLauncher {

    /** Gives the launch of this name, which follows, a grid: its kernel takes a {@code KernelContext}. */
    void grid(String name, WorkerGrid grid);

    /** Launches a kernel of 4 arguments. */
    <T1, T2, T3, T4> void task(String name, Task4<T1, T2, T3, T4> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4);

    /** Launches a kernel of 5 arguments. */
    <T1, T2, T3, T4, T5> void task(String name, Task5<T1, T2, T3, T4, T5> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5);

    /** Launches a kernel of 6 arguments. */
    <T1, T2, T3, T4, T5, T6> void task(String name, Task6<T1, T2, T3, T4, T5, T6> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6);

    /** Launches a kernel of 7 arguments. */
    <T1, T2, T3, T4, T5, T6, T7> void task(String name, Task7<T1, T2, T3, T4, T5, T6, T7> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7);

    /** Launches a kernel of 8 arguments. */
    <T1, T2, T3, T4, T5, T6, T7, T8> void task(String name, Task8<T1, T2, T3, T4, T5, T6, T7, T8> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8);

    /** Launches a kernel of 10 arguments. */
    <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> void task(
            String name, Task10<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10);

    /** Launches a kernel of 12 arguments. */
    <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> void task(
            String name, Task12<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12);

    /** Launches a kernel of 14 arguments. */
    <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> void task(
            String name, Task14<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12, T13 a13,
            T14 a14);

    /** Launches a kernel of 15 arguments. */
    <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> void task(
            String name, Task15<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> kernel,
            T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12, T13 a13,
            T14 a14, T15 a15);
}
