package io.github.dit4j.engine.device;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known about a device, for people and programs that choose one.
 *
 * @param backend what drives it: {@link #JVM}, {@link #SIMULATED}, or the backend of TornadoVM
 * @param name of the device
 * @param driver its version, as far as it is told; may be empty
 * @param gpu whether it is a graphics processor
 * @param memoryBytes its memory, if it has a limited one of its own
 * @param half whether it computes in half precision
 * @param tensorCores whether it has units for matrix products that TornadoVM can use
 * @param libraryTasks whether TornadoVM can call the vendor's libraries on it
 * @param cudaGraphs whether TornadoVM can record its launches as a CUDA graph
 * @param unusable why dit4j cannot run on it; empty if it can
 */
public record DeviceReport(
        String backend,
        String name,
        String driver,
        boolean gpu,
        OptionalLong memoryBytes,
        Support half,
        Support tensorCores,
        Support libraryTasks,
        Support cudaGraphs,
        Optional<String> unusable) {
    /** The backend of devices that compute in Java. */
    public static final String JVM = "jvm";
    /** The backend of the simulated device, which computes in Java too. */
    public static final String SIMULATED = "sim";

    /** Whether something else than the JVM computes: the simulated device does not count. */
    public boolean isAccelerated() {
        return !backend.equals(JVM) && !backend.equals(SIMULATED);
    }

    /** A device that computes in Java, in single precision. */
    static DeviceReport jvm(String name) {
        return new DeviceReport(JVM, name, Runtime.version().toString(), false, OptionalLong.empty(), Support.NO, Support.NO,
                Support.NO, Support.NO, Optional.empty());
    }
}
