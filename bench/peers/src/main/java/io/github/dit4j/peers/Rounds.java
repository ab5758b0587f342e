package io.github.dit4j.peers;

import io.github.dit4j.engine.device.Executor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times of several runtimes that ran by turns. By turns, because a machine's clock and what else it does change from minute
 * to minute: a ratio is of two runs that follow each other, and the median of these ratios is what counts.
 *
 * @param milliseconds for each round the time of each runtime, in their order
 */
record Rounds(List<double[]> milliseconds) {
    private static final int FEWEST = 5;
    private static final int FEWEST_WARM = 3;
    /** What takes longer than this many milliseconds does not notice what the caches held before. */
    private static final double LONG = 250;

    /**
     * Runs each of them once a round, every other round in the reverse order, each after a {@linkplain Quiet rest} and, if it
     * is soon done, after a run that does not count: in a sampling loop, too, a run finds what the one before left in the
     * caches. Without it ONNX Runtime took 2 % longer by turns than alone, and dit4j 1 %.
     *
     * @param seconds how long; five rounds at least
     */
    static Rounds of(List<Executor> runtimes, double seconds) {
        var rounds = new ArrayList<double[]>();
        var latest = new double[runtimes.size()];
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (rounds.size() < FEWEST || System.nanoTime() < end) {
            var times = new double[runtimes.size()];
            for (int i = 0; i < times.length; i++) {
                int turn = rounds.size() % 2 == 0 ? i : times.length - 1 - i;
                Quiet.await();
                if (latest[turn] < LONG) {
                    runtimes.get(turn).run();
                }
                times[turn] = milliseconds(runtimes.get(turn));
            }
            latest = times;
            rounds.add(times);
        }
        return new Rounds(rounds);
    }

    /** Runs one for some seconds, three times at least: compilers and allocators are done then. */
    static void warmUp(Executor runtime, double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int i = 0; i < FEWEST_WARM || System.nanoTime() < end; i++) {
            runtime.run();
        }
    }

    private static double milliseconds(Executor executor) {
        long start = System.nanoTime();
        executor.run();
        return (System.nanoTime() - start) * 1e-6;
    }

    int count() {
        return milliseconds.size();
    }

    double median(int runtime) {
        return median(milliseconds.stream().mapToDouble(round -> round[runtime]).toArray());
    }

    double best(int runtime) {
        return milliseconds.stream().mapToDouble(round -> round[runtime]).min().orElseThrow();
    }

    /** The median of the ratios of the first runtime's time to another's in the same round. */
    double ratioTo(int other) {
        return median(milliseconds.stream().mapToDouble(round -> round[0] / round[other]).toArray());
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
