package io.github.dit4j.engine.tornado;

import java.util.stream.Collectors;

/** What TornadoVM's exceptions mean, in a line. */
final class TornadoErrors {

    private TornadoErrors() {}

    /**
     * The device's memory is spent.
     *
     * @param needed bytes of the program that was run
     */
    static String outOfMemory(String device, long needed) {
        long mebibytes = (needed >> 20) + 1;
        // A quarter more: TornadoVM keeps freed buffers for reuse, and a buffer is reused only where it is large enough.
        return device + " has no memory left for this program, which needs " + mebibytes
                + " MiB; use a smaller batch, or start Java with -Dtornado.device.memory=" + (mebibytes + mebibytes / 4) + "MB";
    }

    /**
     * A graph could not be compiled or run.
     *
     * @param graph its name
     */
    static String failure(String device, String graph, Throwable cause) {
        return device + " failed at " + graph + ": " + reason(cause);
    }

    /** The message without colours and without the stack trace that TornadoVM puts into it. */
    private static String reason(Throwable cause) {
        if (cause.getMessage() == null) {
            return cause.toString();
        }
        return cause.getMessage().replaceAll("\u001B\\[[0-9;]*m", "").lines()
                .takeWhile(line -> !line.startsWith("Stacktrace"))
                .map(String::strip).filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
