package io.github.dit4j.tornado;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The arguments with which {@code java} must be started to run on a TornadoVM SDK: those that the SDK itself gives, without
 * the backends that cannot start. One of those, present but unable to load its driver, would end the process (5.2.0).
 *
 * @param installation the TornadoVM SDK to run with
 * @param backends those of its backends to start, at least one
 * @param deviceBytes the limit on device memory
 */
public record LaunchOptions(TornadoInstallation installation, Set<Backend> backends, long deviceBytes) {

    static final String MODULE_PATH = "--module-path";
    private static final long MEBIBYTE = 1 << 20;
    // What no estimate sees: the buffers of TornadoVM's own, and those of a program before.
    private static final long ALLOWANCE = 16 * MEBIBYTE;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the limit is not positive, or there is no backend of this SDK
     */
    public LaunchOptions {
        backends = Set.copyOf(backends);
        if (deviceBytes <= 0) {
            throw new IllegalArgumentException("device memory of " + deviceBytes + " bytes; it must be more than none");
        }
        if (backends.isEmpty() || !installation.backends().containsAll(backends)) {
            throw new IllegalArgumentException("backends " + backends + "; the SDK in " + installation.home() + " has "
                    + installation.backends());
        }
    }

    /**
     * Returns the limit on device memory for programs that need so much: a sixteenth more, for the headers of arrays and
     * the alignment of allocations, and something for TornadoVM itself.
     *
     * @param neededBytes the sum of all buffers
     */
    public static long limitFor(long neededBytes) {
        return Math.addExact(Math.addExact(neededBytes, neededBytes / 16), ALLOWANCE);
    }

    /** Returns the limit on device memory as TornadoVM takes it, in whole mebibytes. */
    public String deviceMemory() {
        return Math.ceilDiv(deviceBytes, MEBIBYTE) + "MB";
    }

    /** Returns the arguments, to stand between {@code java} and the class path. */
    public List<String> jvmArguments() {
        List<String> arguments = new ArrayList<>();
        Set<String> unwanted = installation.backends().stream().filter(backend -> !backends.contains(backend))
                .flatMap(backend -> backend.modules().stream()).collect(Collectors.toSet());
        List<String> given = installation.arguments();
        for (int i = 0; i < given.size(); i++) {
            String argument = given.get(i);
            if (argument.equals(MODULE_PATH)) {
                arguments.add(argument);
                arguments.add(modulePath(given.get(++i), unwanted));
            } else if (argument.equals("--add-modules")) {
                arguments.add(argument);
                arguments.add(without(given.get(++i), unwanted));
            } else {
                moduleOption(argument, unwanted).forEach(arguments::add);
            }
        }
        // SIMD on the JVM, which runs what a device does not.
        arguments.add("--add-modules");
        arguments.add("jdk.incubator.vector");
        // To map checkpoints and to probe for drivers without a warning.
        arguments.add("--enable-native-access=ALL-UNNAMED");
        // Otherwise TornadoVM runs a kernel that fails to compile as sequential Java, and one with a KernelContext then
        // gives wrong numbers without a word (5.2.0).
        arguments.add("-Dtornado.recover.bailout=False");
        arguments.add("-Dtornado.device.memory=" + deviceMemory());
        return List.copyOf(arguments);
    }

    /**
     * The module path without the current directory, where anything might lie. A backend on it is started whether a root
     * module asks for it or not, as it provides a service; so where some are unwanted the jars are named one by one.
     */
    private static String modulePath(String given, Set<String> unwanted) {
        Stream<String> entries = Arrays.stream(given.split(File.pathSeparator)).filter(entry -> !Set.of("", ".").contains(entry));
        return entries.flatMap(entry -> jars(Path.of(entry), unwanted)).collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<String> jars(Path directory, Set<String> unwanted) {
        if (!Files.isDirectory(directory)) {
            return Stream.of(directory.toString());
        }
        List<String> jars = new ArrayList<>();
        boolean all = true;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path jar : files) {
                boolean wanted = unwanted.stream().noneMatch(module -> isOf(jar.getFileName().toString(), module));
                all &= wanted;
                if (wanted) {
                    jars.add(jar.toString());
                }
            }
        } catch (IOException e) {
            throw new InvalidInstallationException("cannot list " + directory + ": " + e.getMessage(), e);
        }
        return all ? Stream.of(directory.toString()) : jars.stream().sorted();
    }

    /** Whether a jar, such as {@code tornado-drivers-cuda-5.2.0-jdk25.jar}, is of a module, {@code tornado.drivers.cuda}. */
    private static boolean isOf(String jar, String module) {
        return jar.startsWith(module.replace('.', '-') + "-");
    }

    /** An option about modules without those that are not there, which would each be a warning; nothing if none is left. */
    private static Stream<String> moduleOption(String argument, Set<String> unwanted) {
        String[] parts = argument.split("=", 3);
        return switch (parts[0]) {
            case "--enable-native-access" -> option(parts[0], without(parts[1], unwanted));
            case "--add-exports", "--add-opens", "--add-reads" -> unwanted.contains(parts[1].split("/")[0])
                    ? Stream.empty()
                    : option(parts[0] + "=" + parts[1], without(parts[2], unwanted));
            default -> Stream.of(argument);
        };
    }

    private static Stream<String> option(String name, String modules) {
        return modules.isEmpty() ? Stream.empty() : Stream.of(name + "=" + modules);
    }

    private static String without(String modules, Set<String> unwanted) {
        return Arrays.stream(modules.split(",")).filter(module -> !unwanted.contains(module)).collect(Collectors.joining(","));
    }
}
