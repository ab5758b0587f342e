package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.jvm.step.ThreadTeam;
import java.util.Arrays;

/**
 * How many bytes the processor reads from memory at best, by all threads of a team at once. What reads each of its bytes
 * once, such as a linear layer of a single row, cannot be faster.
 */
final class MemoryPeak {
    /** 256 MB: more than the caches of most processors hold. */
    private static final int FLOATS = 1 << 26;
    /** A megabyte, read as two streams. */
    private static final int TILE = 1 << 18;
    private static final int REPEATS = 20;

    private MemoryPeak() {}

    /**
     * Measures it, in about half a second.
     *
     * @return bytes per second, the best of many passes
     */
    static double bytesPerSecond(int threads) {
        var data = new float[FLOATS];
        Arrays.fill(data, 1); // untouched pages of zeros may all be one page
        ThreadTeam.Tiled reading = (tile, _) -> read(data, tile * TILE);
        double best = 0;
        try (var team = new ThreadTeam(threads)) {
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                long start = System.nanoTime();
                team.run(FLOATS / TILE, reading);
                best = Math.max(best, FLOATS * (double) Float.BYTES * 1e9 / (System.nanoTime() - start));
            }
        }
        return best;
    }

    /** Compares two halves: the JVM does that with vectors on every processor, and nothing else as fast without them. */
    private static void read(float[] data, int start) {
        int middle = start + TILE / 2;
        int differing = Arrays.mismatch(data, start, middle, data, middle, start + TILE);
        if (differing >= 0) {
            throw new IllegalStateException("memory is damaged: two equal halves differ at " + differing);
        }
    }
}
