package io.github.dit4j.engine.device;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known about a device, for people and programs that choose one.
 *
 * @param backend what drives it: {@link #JVM}, or the backend of TornadoVM
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

    /** A device that computes in Java, in single precision. */
    static DeviceReport jvm(String name) {
        return new DeviceReport(JVM, name, Runtime.version().toString(), false, OptionalLong.empty(), Support.NO, Support.NO,
                Support.NO, Support.NO, Optional.empty());
    }
}
