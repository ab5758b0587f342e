package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.step.ThreadTeam;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many multiply-adds the processor does at best: the kernels' own, on registers alone, by all threads of a team at once.
 * No product can be faster, whatever its data.
 */
final class MultiplyAddPeak {
    // About a millisecond a time: short enough to fall between the interruptions of a machine that does other work too.
    private static final int ROUNDS = 100_000;
    private static final int REPEATS = 200;

    private MultiplyAddPeak() {}

    /**
     * Measures it, in about half a second.
     *
     * @return multiply-adds per second, the best of many short times
     */
    static double perSecond(Kernels kernels, int threads) {
        var done = new LongAdder();
        var sums = new float[threads][kernels.lanes()];
        ThreadTeam.Tiled burning = (tile, _) -> done.add(kernels.multiplyAdds(ROUNDS, sums[tile]));
        double best = 0;
        try (var team = new ThreadTeam(threads)) {
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                done.reset();
                long start = System.nanoTime();
                team.run(threads, burning);
                best = Math.max(best, done.sum() * 1e9 / (System.nanoTime() - start));
            }
        }
        return best;
    }
}
