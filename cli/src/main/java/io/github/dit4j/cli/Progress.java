package io.github.dit4j.cli;

import io.github.dit4j.sampler.SamplingListener;
import io.github.dit4j.sampler.SamplingStep;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Shows how far a run is: a bar on a screen, a line at each tenth of the way elsewhere. */
final class Progress implements SamplingListener {
    private static final int BAR = 30;
    private static final int LINES = 10;
    /** Steps over which speed is averaged: the first ones, for which code is still being compiled, soon do not count. */
    private static final int RECENT = 5;

    private final Terminal terminal;
    private final Deque<Duration> recent = new ArrayDeque<>();

    Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Says that work has begun that comes before the first step. */
    void begin(String task) {
        String what = Terminal.printable(task);
        if (terminal.interactive()) {
            terminal.overwrite(what);
        } else {
            terminal.err().println(what);
        }
    }

    @Override
    public void onStep(SamplingStep step) {
        recent.add(step.time());
        if (recent.size() > RECENT) {
            recent.remove();
        }
        int done = step.done();
        int total = step.total();
        if (terminal.interactive()) {
            terminal.overwrite(bar(done, total) + " " + state(done, total));
        } else if (done * LINES / total > (done - 1) * LINES / total) {
            terminal.err().println("step " + state(done, total));
        }
    }

    /** Leaves the screen as it was found. */
    void end() {
        if (terminal.interactive()) {
            terminal.clearLine();
        }
    }

    private static String bar(int done, int total) {
        int full = BAR * done / total;
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
    }

    private String state(int done, int total) {
        double seconds = recent.stream().mapToLong(Duration::toNanos).average().orElseThrow() * 1e-9;
        long left = Math.round(seconds * (total - done));
        return String.format(
                Locale.ROOT, "%d/%d, %s steps/s, %s left", done, total, rate(1 / Math.max(1e-9, seconds)), clock(left));
    }

    /** Three digits that tell something. */
    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond >= 100 ? "%.0f" : perSecond >= 10 ? "%.1f" : "%.2f", perSecond);
    }

    private static String clock(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
