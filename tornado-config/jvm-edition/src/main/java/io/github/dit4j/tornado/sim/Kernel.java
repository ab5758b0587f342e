package io.github.dit4j.tornado.sim;

/** The code of a task, called with the task's arguments in order. */
@FunctionalInterface
public interface Kernel {
    void run(Object[] arguments);
}
