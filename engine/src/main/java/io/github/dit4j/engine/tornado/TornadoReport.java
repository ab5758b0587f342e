package io.github.dit4j.engine.tornado;

import io.github.dit4j.engine.device.DeviceReport;
import io.github.dit4j.engine.device.Support;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** What TornadoVM and the drivers tell about a device, put into words. */
final class TornadoReport {
    private static final Set<String> LIBRARIES = Set.of("cublas", "cudnn", "cutlass");

    private TornadoReport() {}

    /** What {@code --device} calls it: the backend, the platform where OpenCL has several, and the index. */
    static String id(TornadoDevice device) {
        TornadoVMBackendType backend = device.getTornadoVMBackend();
        // TornadoVM's own names are opencl-0-1, cuda-0-1 (the platform is always 0), and cuda-1 on PTX.
        String[] name = device.getDeviceName().split("-");
        String index = name[name.length - 1];
        return switch (backend) {
            case JAVA -> "sim";
            case OPENCL, SPIRV -> name(backend) + (name.length > 2 ? ":" + name[name.length - 2] : "") + ":" + index;
            default -> name(backend) + ":" + index;
        };
    }

    private static String name(TornadoVMBackendType backend) {
        return backend.name().toLowerCase(Locale.ROOT);
    }

    static DeviceReport of(TornadoDevice device) {
        TornadoVMBackendType backend = device.getTornadoVMBackend();
        TornadoTargetDevice physical = device.getPhysicalDevice();
        return new DeviceReport(
                backend == TornadoVMBackendType.JAVA ? DeviceReport.SIMULATED : name(backend),
                backend == TornadoVMBackendType.JAVA ? device.getDescription() : physical.getDeviceName(),
                driver(device),
                device.getDeviceType() == TornadoDeviceType.GPU,
                OptionalLong.of(device.getMaxGlobalMemory()),
                Support.of(TornadoFeatures.of(device).half()),
                TornadoFeatures.tensorCores(device),
                Support.of(backend == TornadoVMBackendType.CUDA && LIBRARIES.stream().anyMatch(TornadoReport::isThere)),
                Support.of(TornadoFeatures.cudaGraphs(device)),
                unusable(device));
    }

    /** The platform, and the version of the driver where the text about the device has it: there is no method for it. */
    private static String driver(TornadoDevice device) {
        Optional<String> version = String.valueOf(device.getPhysicalDevice().getDeviceInfo()).lines()
                .filter(line -> line.startsWith("Driver version")).map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
        return Stream.concat(Stream.of(device.getPlatformName()).filter(Objects::nonNull).map(String::strip), version.stream())
                .collect(Collectors.joining(" "));
    }

    /** Whether the SDK was built with a library: the module is always there, what it calls is not. */
    private static boolean isThere(String library) {
        return ModuleLayer.boot().findModule("tornado." + library).isPresent()
                && Arrays.stream(System.getProperty("java.library.path", "").split(File.pathSeparator))
                        .anyMatch(folder -> Files.exists(Path.of(folder, System.mapLibraryName("tornado-" + library))));
    }

    private static Optional<String> unusable(TornadoDevice device) {
        return device.getDeviceType() == TornadoDeviceType.FPGA
                ? Optional.of("kernels for FPGAs are synthesised ahead of time, for hours, which dit4j does not do")
                : Optional.empty();
    }
}
