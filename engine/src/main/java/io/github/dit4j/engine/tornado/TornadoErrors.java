package io.github.dit4j.engine.tornado;

import java.util.stream.Collectors;

/** What TornadoVM's exceptions mean, in a line. */
final class TornadoErrors {

    private TornadoErrors() {}

    /**
     * The limit on the device's memory, or the memory itself, is spent.
     *
     * @param needed bytes of the program that was run
     */
    static String outOfMemory(String device, long needed) {
        // A quarter more: TornadoVM keeps freed buffers for reuse, and a buffer is reused only where it is large enough.
        String more = mebibytes(needed + needed / 4) + "MB";
        return device + " has no memory left for this program, which needs " + mebibytes(needed)
                + " MiB; use a smaller batch, or allow more with --device-memory " + more
                + " (where Java is started by hand, -Dtornado.device.memory=" + more + ")";
    }

    /** The runtime could not be started. */
    static String notStarted(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "TornadoVM does not start: " + reason(root) + "; check the driver, or leave TornadoVM out with --device cpu";
    }

    /** So many bytes in whole mebibytes, and at least one. */
    static long mebibytes(long bytes) {
        return Math.max(1, Math.ceilDiv(bytes, 1L << 20));
    }

    /** The graphs of a program could not be compiled. */
    static String notCompiled(String device, Throwable cause) {
        return device + " cannot compile this program: " + reason(cause) + "; dit4j doctor --device " + device
                + " tells which operations it can";
    }

    /**
     * A graph could not be run.
     *
     * @param graph its name
     */
    static String failure(String device, String graph, Throwable cause) {
        return device + " failed at " + graph + ": " + reason(cause) + "; if it went well before, the device was lost or its"
                + " memory taken by another program: try again, then dit4j doctor --device " + device;
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
