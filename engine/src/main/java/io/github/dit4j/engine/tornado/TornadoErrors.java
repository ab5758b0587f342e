package io.github.dit4j.engine.tornado;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What TornadoVM's exceptions mean, in a line. */
final class TornadoErrors {
    /** The system property that limits the device's memory; TornadoVM 5.2 takes 4GB where it is not set. */
    static final String MEMORY_PROPERTY = "tornado.device.memory";

    private static final Pattern LIMIT = Pattern.compile("(\\d{1,12})([KMG]?)B?");

    private TornadoErrors() {}

    /**
     * The limit on the device's memory, or the memory itself, is spent.
     *
     * @param needed bytes of the program that was run
     * @param limit the present one in bytes
     */
    static String outOfMemory(String device, long needed, long limit) {
        // Within the limit are other programs too, and freed buffers, which TornadoVM keeps: the program comes on top of them.
        String more = mebibytes(limit + needed) + "MB";
        return device + " has no memory left for this program, which needs " + mebibytes(needed)
                + " MiB; use a smaller batch, or allow more with --device-memory " + more
                + " (where Java is started by hand, -D" + MEMORY_PROPERTY + "=" + more + ")";
    }

    /** The limit on the device's memory in bytes, as TornadoVM reads it of its property; 0 if it is none. */
    static long memoryLimit(String property) {
        Matcher limit = LIMIT.matcher(property);
        return limit.matches() ? Long.parseLong(limit.group(1)) << 10 * List.of("", "K", "M", "G").indexOf(limit.group(2)) : 0;
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
