package io.github.dit4j.tornado;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** The code generators of TornadoVM, and the driver libraries without which each is of no use. */
public enum Backend {
    OPENCL(TornadoVMBackendType.OPENCL, List.of("libOpenCL.so.1", "libOpenCL.so"), List.of("OpenCL.dll"),
            List.of("/System/Library/Frameworks/OpenCL.framework/OpenCL")),
    CUDA(TornadoVMBackendType.CUDA, List.of("libcuda.so.1"), List.of("nvcuda.dll"), List.of()),
    PTX(TornadoVMBackendType.PTX, List.of("libcuda.so.1"), List.of("nvcuda.dll"), List.of()),
    SPIRV(TornadoVMBackendType.SPIRV, List.of("libze_loader.so.1"), List.of("ze_loader.dll"), List.of()),
    METAL(TornadoVMBackendType.METAL, List.of(), List.of(), List.of("/System/Library/Frameworks/Metal.framework/Metal"));

    private final TornadoVMBackendType type;
    private final List<String> onLinux;
    private final List<String> onWindows;
    private final List<String> onMac;

    Backend(TornadoVMBackendType type, List<String> onLinux, List<String> onWindows, List<String> onMac) {
        this.type = type;
        this.onLinux = onLinux;
        this.onWindows = onWindows;
        this.onMac = onMac;
    }

    /** Returns TornadoVM's own name of this backend. */
    public TornadoVMBackendType type() {
        return type;
    }

    /** Returns the name that an SDK lists this backend by, such as {@code opencl-backend}. */
    public String sdkName() {
        return name().toLowerCase(Locale.ROOT) + "-backend";
    }

    /** Returns the backend that an SDK lists by a name, if there is one. */
    public static Optional<Backend> ofSdkName(String sdkName) {
        return Arrays.stream(values()).filter(backend -> backend.sdkName().equals(sdkName)).findFirst();
    }

    /**
     * Returns the names of the driver library on an operating system; any one will do.
     *
     * @param osName the system property {@code os.name}; what is neither Windows nor a Mac counts as Linux
     */
    public List<String> driverLibraries(String osName) {
        if (osName.startsWith("Windows")) {
            return onWindows;
        }
        return osName.startsWith("Mac") ? onMac : onLinux;
    }

    /** Tries to load the driver library, and returns how that went. */
    public DriverProbe probe() {
        List<String> libraries = driverLibraries(System.getProperty("os.name"));
        return probe(libraries);
    }

    DriverProbe probe(List<String> libraries) {
        if (libraries.isEmpty()) {
            return new DriverProbe.Missing(this, "there is no such driver on " + System.getProperty("os.name"));
        }
        for (String library : libraries) {
            if (loads(library)) {
                return new DriverProbe.Found(this, library);
            }
        }
        return new DriverProbe.Missing(this, "cannot load " + String.join(" or ", libraries)
                + "; install the device's driver, or put its directory on the library path");
    }

    // Only dlopen knows all the places where a system keeps its drivers. The library is closed again.
    @SuppressWarnings("restricted")
    private static boolean loads(String library) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(library, arena);
            return true;
        } catch (IllegalArgumentException notFound) {
            return false;
        }
    }
}
