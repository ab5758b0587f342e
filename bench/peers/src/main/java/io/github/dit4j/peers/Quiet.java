package io.github.dit4j.peers;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Waits until this process rests. Threads of ONNX Runtime and of OpenMP go on looking for work for a while after a run, and
 * with as many threads as cores they take one from whoever runs next: DiT-S/2 with two threads took dit4j 32 to 38 ms alone
 * and 49 to 55 ms right after ONNX Runtime. Alone, as in a sampling loop, each runtime has all cores, and so it has after
 * this. The compiler of the JVM, too, is not left to work in somebody's time.
 */
final class Quiet {
    // The time of the processor is told in steps of 10 ms: one spinning thread moves it within 20.
    private static final long WINDOW_MILLIS = 20;
    private static final int MOST_WINDOWS = 25;

    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Quiet() {}

    /** Returns once no thread of this process has worked for 20 ms, or after half a second. */
    static void await() {
        long before = SYSTEM.getProcessCpuTime();
        for (int window = 0; window < MOST_WINDOWS; window++) {
            sleep();
            long now = SYSTEM.getProcessCpuTime();
            if (now == before) {
                return;
            }
            before = now;
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(WINDOW_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted between two runs", stopped);
        }
    }
}
