package io.github.dit4j.sampler;

import java.util.List;

/** Tells a prepared network its labels and times. */
sealed interface Conditioner extends AutoCloseable permits DirectConditioner, AheadConditioner {

    /**
     * Begins a batch.
     *
     * @param labels class numbers, one for each row of the network; none if it takes none
     * @param times at which the network will be evaluated, in order, as far as they are known
     */
    void begin(int[] labels, List<Float> times);

    /** Sets the time of the next run, of all rows alike. */
    void time(float time);

    @Override
    void close();
}
