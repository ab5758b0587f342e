package io.github.dit4j.tornado;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The code generators of TornadoVM, and the driver libraries without which each is of no use. */
public enum Backend {
    OPENCL(List.of("libOpenCL.so.1", "libOpenCL.so"), List.of("OpenCL.dll"),
            List.of("/System/Library/Frameworks/OpenCL.framework/OpenCL")),
    CUDA(List.of("libcuda.so.1"), List.of("nvcuda.dll"), List.of()),
    PTX(List.of("libcuda.so.1"), List.of("nvcuda.dll"), List.of()),
    SPIRV(List.of("libze_loader.so.1"), List.of("ze_loader.dll"), List.of()),
    METAL(List.of(), List.of(), List.of("/System/Library/Frameworks/Metal.framework/Metal"));

    private final List<String> onLinux;
    private final List<String> onWindows;
    private final List<String> onMac;

    Backend(List<String> onLinux, List<String> onWindows, List<String> onMac) {
        this.onLinux = onLinux;
        this.onWindows = onWindows;
        this.onMac = onMac;
    }

    /** Returns what {@code --device} calls it, such as {@code opencl}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name that an SDK lists this backend by, such as {@code opencl-backend}. */
    public String sdkName() {
        return id() + "-backend";
    }

    /** Returns the modules of an SDK that are there for this backend alone. */
    Set<String> modules() {
        Set<String> libraries = this == CUDA
                ? Set.of("tornado.cublas", "tornado.cudnn", "tornado.cufft", "tornado.cusparse", "tornado.cutlass")
                : Set.of();
        return Stream.concat(Stream.of("tornado.drivers." + id()), libraries.stream()).collect(Collectors.toSet());
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

    /** Tries to load the driver library and asks for its devices. */
    public DriverProbe probe() {
        return probe(driverLibraries(System.getProperty("os.name")));
    }

    DriverProbe probe(List<String> libraries) {
        if (libraries.isEmpty()) {
            return new DriverProbe.Missing(this, "there is no such driver on " + System.getProperty("os.name"));
        }
        for (String library : libraries) {
            Optional<SymbolLookup> loaded = load(library);
            if (loaded.isPresent()) {
                return ask(library, loaded.get());
            }
        }
        return new DriverProbe.Missing(this, "cannot load " + String.join(" or ", libraries)
                + "; install the device's driver, or put its directory on the library path");
    }

    private DriverProbe ask(String library, SymbolLookup loaded) {
        try {
            Drivers.Count count = switch (this) {
                case OPENCL -> Drivers.openCl(loaded);
                case CUDA, PTX -> Drivers.cuda(loaded);
                // Nothing simple to ask: TornadoVM will tell.
                case SPIRV, METAL -> new Drivers.Count(1, 1);
            };
            return count.devices() > 0
                    ? new DriverProbe.Found(this, library, count.accelerators())
                    : new DriverProbe.Missing(this, library + " knows no device; install the driver of the device itself");
        } catch (Drivers.DriverException failed) {
            return new DriverProbe.Missing(this, library + " does not work: " + failed.getMessage()
                    + "; install the device's driver anew");
        }
    }

    /**
     * Returns what NVIDIA calls the compute capability of a device, ten times its number: 90 for a Hopper; nothing if the
     * driver does not tell.
     *
     * @param device its index
     */
    public OptionalInt computeCapability(int device) {
        Optional<SymbolLookup> library = driverLibraries(System.getProperty("os.name")).stream()
                .map(Backend::load).flatMap(Optional::stream).findFirst();
        try {
            return this == CUDA && library.isPresent()
                    ? OptionalInt.of(Drivers.computeCapability(library.get(), device))
                    : OptionalInt.empty();
        } catch (Drivers.DriverException unknown) {
            return OptionalInt.empty();
        }
    }

    // Only dlopen knows all the places where a system keeps its drivers. It stays loaded: a driver that has been asked
    // has threads.
    @SuppressWarnings("restricted")
    private static Optional<SymbolLookup> load(String library) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(library, Arena.global()));
        } catch (IllegalArgumentException notFound) {
            return Optional.empty();
        }
    }
}
