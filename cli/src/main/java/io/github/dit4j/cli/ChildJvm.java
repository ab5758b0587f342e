package io.github.dit4j.cli;

import io.github.dit4j.tornado.ArgumentFile;
import io.github.dit4j.tornado.LaunchOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs this program once more in a JVM of its own, with the same arguments, streams and options, and some options more. */
final class ChildJvm {
    /** Tells a child that it is one. */
    private static final String MARK = "dit4j.child";

    private ChildJvm() {}

    /** Whether this process was started by another of this program, and must not start one itself. */
    static boolean isOne() {
        return Boolean.getBoolean(MARK);
    }

    /**
     * Runs it to its end. If this process is told to end, it ends the other one first.
     *
     * @return its exit code
     */
    static int run(LaunchOptions options, String... args) throws IOException {
        // Too many options for the command line of some systems.
        Path file = Files.createTempFile("dit4j-", ".args");
        try {
            Files.writeString(file, ArgumentFile.format(options.jvmArguments()));
            Process process = new ProcessBuilder(command(file, args)).inheritIO().start();
            var end = new Thread(() -> end(process));
            Runtime.getRuntime().addShutdownHook(end);
            int exit = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            return exit;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while TornadoVM ran", stopped);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The options of this JVM that another takes over: all but its garbage collector, which the SDK chooses itself, and the
     * alignment of objects, which is for the cpu device.
     */
    static List<String> inherited(List<String> options) {
        return options.stream().filter(option -> !option.matches("-XX:([+-]Use\\w*GC|ObjectAlignmentInBytes=.*)")).toList();
    }

    private static List<String> command(Path file, String... args) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(inherited(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        command.add("-D" + MARK + "=true");
        command.add("@" + file);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Dit4j.class.getName());
        command.addAll(List.of(args));
        return command;
    }
}
