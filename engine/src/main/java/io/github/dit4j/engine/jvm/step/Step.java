package io.github.dit4j.engine.jvm.step;

/** An operation of a prepared program: its arrays, sizes and tiles are settled, it only has to be run. */
interface Step {

    /** Reads its inputs, writes its output. Allocates nothing, but for its worker's memory the first time. */
    void run();
}
