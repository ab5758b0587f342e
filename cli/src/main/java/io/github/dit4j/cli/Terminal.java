package io.github.dit4j.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a command writes: results to {@code out}, everything else to {@code err}.
 *
 * @param interactive whether {@code err} goes to a screen, so that a line can be written over
 * @param columns how wide that screen is
 * @param failure why results could not be written, if they could not
 */
record Terminal(
        PrintWriter out, PrintWriter err, boolean interactive, int columns, Supplier<Optional<IOException>> failure) {
    /** Set by the launcher, which can ask the system; Java can not ask about the error stream alone. */
    private static final String INTERACTIVE = "dit4j.terminal";
    private static final int USUAL_COLUMNS = 80;
    /** Up one line, and clear it. */
    private static final String ERASE_LINE_ABOVE = "\033[1A\033[2K";
    private static final String CLEAR_TO_END = "\033[K";

    /** Remembers why results are lost: a writer that prints only knows that they are. */
    private static final class Results extends FileOutputStream {
        private Optional<IOException> failure = Optional.empty();

        Results() {
            super(FileDescriptor.out);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                super.write(bytes, from, count);
            } catch (IOException lost) {
                failure = Optional.of(lost);
                throw lost;
            }
        }

        Optional<IOException> failure() {
            return failure;
        }
    }

    /** Streams that do not fail. */
    Terminal(PrintWriter out, PrintWriter err, boolean interactive, int columns) {
        this(out, err, interactive, columns, Optional::empty);
    }

    /** The streams of this process. */
    static Terminal ofProcess() {
        var results = new Results();
        Optional<Boolean> told = Optional.ofNullable(System.getProperty(INTERACTIVE)).map(Boolean::parseBoolean);
        var terminal = new Terminal(
                new PrintWriter(new OutputStreamWriter(results, System.out.charset()), true),
                new PrintWriter(System.err, true),
                told.orElseGet(Terminal::hasConsole),
                columns(System.getenv("COLUMNS")),
                results::failure);
        if (terminal.interactive() && told.isPresent()) {
            terminal.eraseIncubatorWarning();
        }
        return terminal;
    }

    private static boolean hasConsole() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static int columns(String told) {
        return told != null && told.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(told) : USUAL_COLUMNS;
    }

    /** "WARNING: Using incubator modules", which the JVM has no switch for and writes just before the program starts. */
    private void eraseIncubatorWarning() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            err.print(ERASE_LINE_ABOVE);
            err.flush();
        }
    }

    /**
     * Writes what is left.
     *
     * @throws IOException if results were lost; whoever closes a pipe, as head does, has enough of them
     */
    void finish() throws IOException {
        out.flush();
        err.flush();
        Optional<String> reason = failure.get().map(lost -> String.valueOf(lost.getMessage()));
        if (reason.isPresent() && !reason.get().toLowerCase(Locale.ROOT).contains("pipe")) {
            throw new IOException("what this command printed is lost: " + reason.get());
        }
    }

    /**
     * A text from a file as one line: control characters, with which it could move the cursor or look like a line of this
     * program, are written as Java writes them.
     */
    static String printable(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        var shown = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> shown.append(Character.isISOControl(c) ? "\\u%04x".formatted(c) : (char) c);
            }
        });
        return shown.toString();
    }

    /** Writes over the line that this wrote last; leaves the cursor in it. */
    void overwrite(String line) {
        err.print("\r" + line.substring(0, Math.min(line.length(), columns - 1)) + CLEAR_TO_END);
        err.flush();
    }

    /** Takes the line that {@link #overwrite} left away. */
    void clearLine() {
        err.print("\r" + CLEAR_TO_END);
        err.flush();
    }
}
