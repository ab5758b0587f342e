package uk.ac.manchester.tornado.api;

import io.github.dit4j.tornado.sim.GraphRecorder;
import io.github.dit4j.tornado.sim.Kernel;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task10;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task11;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task12;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task13;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task14;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task15;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task16;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task17;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task18;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task19;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task1;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task20;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task2;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task3;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task4;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task5;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task6;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task7;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task8;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task9;

/**
 * Tasks that run on one device, in order, with the copies between host and device that they need.
 *
 * <p>In this JVM edition the device is simulated, and strict: every mistake that it can see in a graph
 * is an exception.
 */
public class TaskGraph {

    private final GraphRecorder recorder;

    /** Makes an empty graph. Its name, with a task's, is what a {@link GridScheduler} knows a task by. */
    public TaskGraph(String name) {
        recorder = new GraphRecorder(name);
    }

    /** Returns the name of this graph. */
    public String getTaskGraphName() {
        return recorder.name();
    }

    /**
     * Copies buffers to the device before the tasks run.
     *
     * @param mode {@code DataTransferMode.FIRST_EXECUTION} or {@code EVERY_EXECUTION}
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if the mode is another, or
     *         a buffer is not an array of {@code uk.ac.manchester.tornado.api.types.arrays}
     */
    public TaskGraph transferToDevice(int mode, Object... buffers) {
        recorder.toDevice(mode, buffers);
        return this;
    }

    /**
     * Copies buffers to the host after the tasks have run.
     *
     * @param mode {@code DataTransferMode.EVERY_EXECUTION} or {@code UNDER_DEMAND}
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if the mode is another, or
     *         a buffer is not an array of {@code uk.ac.manchester.tornado.api.types.arrays}
     */
    public TaskGraph transferToHost(int mode, Object... buffers) {
        recorder.toHost(mode, buffers);
        return this;
    }

    /**
     * Leaves buffers on the device for the graph of the same plan that runs next.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if a buffer is not an array
     *         of {@code uk.ac.manchester.tornado.api.types.arrays}
     */
    public TaskGraph persistOnDevice(Object... buffers) {
        recorder.persist(buffers);
        return this;
    }

    /**
     * Takes over buffers that the named graph, which must have run just before, left on the device. A
     * graph that consumes is run by an execution of its own; see {@link TornadoExecutionPlan#withGraph}.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if a buffer is not an array
     *         of {@code uk.ac.manchester.tornado.api.types.arrays}
     */
    public TaskGraph consumeFromDevice(String graphName, Object... buffers) {
        recorder.consume(graphName, buffers);
        return this;
    }

    /**
     * Takes over buffers that the graph that ran just before left on the device.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if a buffer is not an array
     *         of {@code uk.ac.manchester.tornado.api.types.arrays}
     */
    public TaskGraph consumeFromDevice(Object... buffers) {
        recorder.consume("", buffers);
        return this;
    }

    /**
     * Ends this graph and returns it.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException if the graph has no task, if a
     *         buffer comes to the device in two ways, or if one leaves it that never was there
     */
    public ImmutableTaskGraph snapshot() {
        return new ImmutableTaskGraph(recorder.snapshot());
    }

    /**
     * Adds a task. Its kernel is a static void method; its arguments are off-heap arrays, boxed
     * numbers, or a {@link KernelContext}.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException if the graph has a
     *         task of this name already, or an argument is of any other type
     */
    public TaskGraph task(String id, Task code) {
        return add(id, a -> code.apply());
    }

    /** Adds a task of 1 argument; see {@link #task(String, Task)}. */
    public <T1> TaskGraph task(String id, Task1<T1> code, T1 arg1) {
        return add(id, a -> code.apply(at(a, 0)), arg1);
    }

    /** Adds a task of 2 arguments; see {@link #task(String, Task)}. */
    public <T1, T2> TaskGraph task(String id, Task2<T1, T2> code, T1 arg1, T2 arg2) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1)), arg1, arg2);
    }

    /** Adds a task of 3 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3> TaskGraph task(String id, Task3<T1, T2, T3> code, T1 arg1, T2 arg2, T3 arg3) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2)), arg1, arg2, arg3);
    }

    /** Adds a task of 4 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4> TaskGraph task(String id, Task4<T1, T2, T3, T4> code, T1 arg1, T2 arg2, T3 arg3,
            T4 arg4) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3)), arg1, arg2, arg3, arg4);
    }

    /** Adds a task of 5 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5> TaskGraph task(String id, Task5<T1, T2, T3, T4, T5> code, T1 arg1, T2 arg2, T3 arg3,
            T4 arg4, T5 arg5) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4)), arg1, arg2, arg3, arg4,
                arg5);
    }

    /** Adds a task of 6 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6> TaskGraph task(String id, Task6<T1, T2, T3, T4, T5, T6> code, T1 arg1, T2 arg2,
            T3 arg3, T4 arg4, T5 arg5, T6 arg6) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5)), arg1, arg2,
                arg3, arg4, arg5, arg6);
    }

    /** Adds a task of 7 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7> TaskGraph task(String id, Task7<T1, T2, T3, T4, T5, T6, T7> code, T1 arg1,
            T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6)), arg1,
                arg2, arg3, arg4, arg5, arg6, arg7);
    }

    /** Adds a task of 8 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8> TaskGraph task(String id, Task8<T1, T2, T3, T4, T5, T6, T7, T8> code,
            T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7)), arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8);
    }

    /** Adds a task of 9 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9> TaskGraph task(String id, Task9<T1, T2, T3, T4, T5, T6, T7, T8, T9>
            code, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8)), arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9);
    }

    /** Adds a task of 10 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> TaskGraph task(String id, Task10<T1, T2, T3, T4, T5, T6, T7,
            T8, T9, T10> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9,
            T10 arg10) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8), at(a, 9)), arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10);
    }

    /** Adds a task of 11 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> TaskGraph task(String id, Task11<T1, T2, T3, T4, T5, T6,
            T7, T8, T9, T10, T11> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8,
            T9 arg9, T10 arg10, T11 arg11) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8), at(a, 9), at(a, 10)), arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9,
                arg10, arg11);
    }

    /** Adds a task of 12 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> TaskGraph task(String id, Task12<T1, T2, T3, T4, T5,
            T6, T7, T8, T9, T10, T11, T12> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7,
            T8 arg8, T9 arg9, T10 arg10, T11 arg11, T12 arg12) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8), at(a, 9), at(a, 10), at(a, 11)), arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8,
                arg9, arg10, arg11, arg12);
    }

    /** Adds a task of 13 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> TaskGraph task(String id, Task13<T1, T2, T3, T4,
            T5, T6, T7, T8, T9, T10, T11, T12, T13> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6,
            T7 arg7, T8 arg8, T9 arg9, T10 arg10, T11 arg11, T12 arg12, T13 arg13) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8), at(a, 9), at(a, 10), at(a, 11), at(a, 12)), arg1, arg2, arg3, arg4, arg5, arg6,
                arg7, arg8, arg9, arg10, arg11, arg12, arg13);
    }

    /** Adds a task of 14 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> TaskGraph task(String id, Task14<T1, T2,
            T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5,
            T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10, T11 arg11, T12 arg12, T13 arg13, T14 arg14) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8), at(a, 9), at(a, 10), at(a, 11), at(a, 12), at(a, 13)), arg1, arg2, arg3, arg4,
                arg5, arg6, arg7, arg8, arg9, arg10, arg11, arg12, arg13, arg14);
    }

    /** Adds a task of 15 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> TaskGraph task(String id, Task15<T1,
            T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4,
            T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10, T11 arg11, T12 arg12, T13 arg13, T14 arg14,
            T15 arg15) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8), at(a, 9), at(a, 10), at(a, 11), at(a, 12), at(a, 13), at(a, 14)), arg1, arg2,
                arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10, arg11, arg12, arg13, arg14, arg15);
    }

    /** Adds a task of 16 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16> TaskGraph task(String id,
            Task16<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16> code, T1 arg1, T2 arg2,
            T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10, T11 arg11, T12 arg12,
            T13 arg13, T14 arg14, T15 arg15, T16 arg16) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8), at(a, 9), at(a, 10), at(a, 11), at(a, 12), at(a, 13), at(a, 14), at(a, 15)),
                arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10, arg11, arg12, arg13, arg14, arg15,
                arg16);
    }

    /** Adds a task of 17 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17> TaskGraph task(String id,
            Task17<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17> code, T1 arg1,
            T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10, T11 arg11, T12 arg12,
            T13 arg13, T14 arg14, T15 arg15, T16 arg16, T17 arg17) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8), at(a, 9), at(a, 10), at(a, 11), at(a, 12), at(a, 13), at(a, 14), at(a, 15),
                at(a, 16)), arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10, arg11, arg12, arg13, arg14,
                arg15, arg16, arg17);
    }

    /** Adds a task of 18 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18> TaskGraph task(String
            id, Task18<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18> code,
            T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10, T11 arg11,
            T12 arg12, T13 arg13, T14 arg14, T15 arg15, T16 arg16, T17 arg17, T18 arg18) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8), at(a, 9), at(a, 10), at(a, 11), at(a, 12), at(a, 13), at(a, 14), at(a, 15),
                at(a, 16), at(a, 17)), arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10, arg11, arg12,
                arg13, arg14, arg15, arg16, arg17, arg18);
    }

    /** Adds a task of 19 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18, T19> TaskGraph
            task(String id, Task19<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18,
            T19> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9, T10 arg10,
            T11 arg11, T12 arg12, T13 arg13, T14 arg14, T15 arg15, T16 arg16, T17 arg17, T18 arg18, T19 arg19) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8), at(a, 9), at(a, 10), at(a, 11), at(a, 12), at(a, 13), at(a, 14), at(a, 15),
                at(a, 16), at(a, 17), at(a, 18)), arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10,
                arg11, arg12, arg13, arg14, arg15, arg16, arg17, arg18, arg19);
    }

    /** Adds a task of 20 arguments; see {@link #task(String, Task)}. */
    public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18, T19, T20> TaskGraph
            task(String id, Task20<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18,
            T19, T20> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, T9 arg9,
            T10 arg10, T11 arg11, T12 arg12, T13 arg13, T14 arg14, T15 arg15, T16 arg16, T17 arg17, T18 arg18,
            T19 arg19, T20 arg20) {
        return add(id, a -> code.apply(at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6),
                at(a, 7), at(a, 8), at(a, 9), at(a, 10), at(a, 11), at(a, 12), at(a, 13), at(a, 14), at(a, 15),
                at(a, 16), at(a, 17), at(a, 18), at(a, 19)), arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9,
                arg10, arg11, arg12, arg13, arg14, arg15, arg16, arg17, arg18, arg19, arg20);
    }

    private TaskGraph add(String id, Kernel kernel, Object... arguments) {
        recorder.task(id, kernel, arguments);
        return this;
    }

    // The task methods tie the type of each argument to its parameter of the kernel, and the simulated
    // device replaces an argument only by another of the same class.
    @SuppressWarnings("unchecked")
    private static <T> T at(Object[] arguments, int index) {
        return (T) arguments[index];
    }
}
