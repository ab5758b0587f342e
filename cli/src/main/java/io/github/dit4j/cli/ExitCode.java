package io.github.dit4j.cli;

/** What a command tells the shell. */
final class ExitCode {
    /** Done. */
    static final int OK = 0;
    /** It did not work out: a file, a model, the machine. */
    static final int FAILURE = 1;
    /** The command line makes no sense. */
    static final int USAGE = 2;
    /** The device that was asked for is not there. */
    static final int NO_DEVICE = 3;

    private ExitCode() {}
}
