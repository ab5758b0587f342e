package io.github.dit4j.engine.device;

import io.github.dit4j.engine.op.Op;
import java.util.List;

/**
 * What an {@link Executor} implements that can tell how long each operation takes in its place: after those before it, with
 * what they left in the caches. A run that nobody asks about is not slower for it.
 */
public interface Profiled {

    /** The operations of a run, in the order in which they are done; what is done along with another is left out. */
    List<Op> operations();

    /**
     * Runs all blocks once, as {@link Executor#run}.
     *
     * @param nanos is given the nanoseconds that each of the {@link #operations} took
     */
    void run(long[] nanos);
}
