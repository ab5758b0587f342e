package io.github.dit4j.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments with which {@code java} must be started to run models.
 *
 * @param installation the TornadoVM SDK to run with; without one, everything runs on the JVM
 * @param deviceBytes the bytes that the model needs on the device, or 0 to leave TornadoVM its default
 */
public record LaunchOptions(Optional<TornadoInstallation> installation, long deviceBytes) {

    private static final long MEBIBYTE = 1 << 20;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if {@code deviceBytes} is negative
     */
    public LaunchOptions {
        if (deviceBytes < 0) {
            throw new IllegalArgumentException("device memory of " + deviceBytes + " bytes; it must not be negative");
        }
    }

    /** Returns the options to run on the JVM alone. */
    public static LaunchOptions jvm() {
        return new LaunchOptions(Optional.empty(), 0);
    }

    /** Returns the options to run on TornadoVM a model that needs so many bytes on the device. */
    public static LaunchOptions tornado(TornadoInstallation installation, long deviceBytes) {
        return new LaunchOptions(Optional.of(installation), deviceBytes);
    }

    /** Returns the arguments, to stand between {@code java} and the class path. */
    public List<String> jvmArguments() {
        List<String> arguments = new ArrayList<>();
        installation.ifPresent(sdk -> arguments.add("@" + sdk.argfile()));
        // SIMD on the JVM, which runs what a device does not.
        arguments.add("--add-modules");
        arguments.add("jdk.incubator.vector");
        // To map checkpoints and to probe for drivers without a warning.
        arguments.add("--enable-native-access=ALL-UNNAMED");
        if (installation.isPresent()) {
            // Otherwise TornadoVM runs a kernel that fails to compile as sequential Java, and one with a
            // KernelContext then gives wrong numbers without a word (5.2.0).
            arguments.add("-Dtornado.recover.bailout=False");
            deviceMemory().ifPresent(size -> arguments.add("-Dtornado.device.memory=" + size));
        }
        return List.copyOf(arguments);
    }

    /**
     * Returns the limit on device memory for TornadoVM, such as {@code 1234MB}, if the need is known. It is
     * the need and a sixteenth, for the headers of arrays and the alignment of allocations.
     */
    public Optional<String> deviceMemory() {
        if (deviceBytes == 0) {
            return Optional.empty();
        }
        long bytes = Math.addExact(deviceBytes, deviceBytes / 16);
        return Optional.of(Math.ceilDiv(bytes, MEBIBYTE) + "MB");
    }
}
