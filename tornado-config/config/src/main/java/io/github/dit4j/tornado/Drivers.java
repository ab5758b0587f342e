package io.github.dit4j.tornado;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Asks a driver library how many devices it has, with the two or three calls that every version of it knows. A library
 * without any, as that of a container or of an unplugged card, would end a process that starts TornadoVM on it.
 */
@SuppressWarnings("restricted")
final class Drivers {
    private static final int CL_SUCCESS = 0;
    private static final int CL_PLATFORM_NOT_FOUND = -1001;
    private static final long CL_DEVICE_TYPE_GPU = 1 << 2;
    private static final long CL_DEVICE_TYPE_ACCELERATOR = 1 << 3;
    private static final long CL_DEVICE_TYPE_ALL = 0xFFFF_FFFFL;
    private static final int MOST_PLATFORMS = 64;
    private static final int CU_CAPABILITY_MAJOR = 75;
    private static final int CU_CAPABILITY_MINOR = 76;

    /**
     * What a driver has.
     *
     * @param devices all of them
     * @param accelerators those that are no processors
     */
    record Count(int devices, int accelerators) {
    }

    /** Thrown when a driver cannot be asked; the message says why. */
    static final class DriverException extends Exception {
        private static final long serialVersionUID = 1L;

        DriverException(String message) {
            super(message);
        }
    }

    private Drivers() {
    }

    /** Counts the devices of all OpenCL platforms. */
    static Count openCl(SymbolLookup library) throws DriverException {
        MethodHandle getPlatforms = function(library, "clGetPlatformIDs", FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        MethodHandle getDevices = function(library, "clGetDeviceIDs", FunctionDescriptor.of(ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment platforms = arena.allocate(ValueLayout.ADDRESS, MOST_PLATFORMS);
            int status = call(getPlatforms, MOST_PLATFORMS, platforms, count);
            if (status != CL_SUCCESS && status != CL_PLATFORM_NOT_FOUND) {
                throw new DriverException("clGetPlatformIDs gives error " + status);
            }
            int found = status == CL_SUCCESS ? Math.min(count.get(ValueLayout.JAVA_INT, 0), MOST_PLATFORMS) : 0;
            int devices = 0;
            int accelerators = 0;
            for (int i = 0; i < found; i++) {
                MemorySegment platform = platforms.getAtIndex(ValueLayout.ADDRESS, i);
                devices += devices(getDevices, platform, CL_DEVICE_TYPE_ALL, count);
                accelerators += devices(getDevices, platform, CL_DEVICE_TYPE_GPU | CL_DEVICE_TYPE_ACCELERATOR, count);
            }
            return new Count(devices, accelerators);
        }
    }

    private static int devices(MethodHandle getDevices, MemorySegment platform, long type, MemorySegment count)
            throws DriverException {
        int status = call(getDevices, platform, type, 0, MemorySegment.NULL, count);
        return status == CL_SUCCESS ? count.get(ValueLayout.JAVA_INT, 0) : 0;
    }

    /** Counts the devices of NVIDIA's driver. */
    static Count cuda(SymbolLookup library) throws DriverException {
        MethodHandle init = function(library, "cuInit", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        MethodHandle getCount = function(library, "cuDeviceGetCount",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            check(call(init, 0), "cuInit");
            MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
            int devices = call(getCount, count) == 0 ? count.get(ValueLayout.JAVA_INT, 0) : 0;
            return new Count(devices, devices);
        }
    }

    /** The compute capability of a device of NVIDIA's driver, ten times its number. */
    static int computeCapability(SymbolLookup library, int index) throws DriverException {
        FunctionDescriptor attributeOfDevice = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        MethodHandle getDevice = function(library, "cuDeviceGet",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MethodHandle getAttribute = function(library, "cuDeviceGetAttribute", attributeOfDevice);
        cuda(library);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            check(call(getDevice, value, index), "cuDeviceGet");
            int device = value.get(ValueLayout.JAVA_INT, 0);
            check(call(getAttribute, value, CU_CAPABILITY_MAJOR, device), "cuDeviceGetAttribute");
            int major = value.get(ValueLayout.JAVA_INT, 0);
            check(call(getAttribute, value, CU_CAPABILITY_MINOR, device), "cuDeviceGetAttribute");
            return 10 * major + value.get(ValueLayout.JAVA_INT, 0);
        }
    }

    private static void check(int status, String function) throws DriverException {
        if (status != 0) {
            throw new DriverException(function + " gives error " + status + meaning(status));
        }
    }

    /** The errors of NVIDIA's manual that a machine's setup leads to. */
    private static String meaning(int status) {
        return switch (status) {
            case 100 -> " (no device)";
            case 803 -> " (the driver is older than its library)";
            case 999 -> " (unknown; the kernel module may not be loaded)";
            default -> "";
        };
    }

    private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor type) throws DriverException {
        MemorySegment address = library.find(name).orElseThrow(() -> new DriverException("it has no function " + name));
        return Linker.nativeLinker().downcallHandle(address, type);
    }

    private static int call(MethodHandle function, Object... arguments) throws DriverException {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable failure) {
            throw new DriverException("a call failed: " + failure);
        }
    }
}
