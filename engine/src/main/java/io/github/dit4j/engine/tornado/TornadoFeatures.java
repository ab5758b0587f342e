package io.github.dit4j.engine.tornado;

import io.github.dit4j.engine.device.DeviceFeatures;
import io.github.dit4j.engine.device.Support;
import io.github.dit4j.tornado.Backend;
import java.util.OptionalInt;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;

/** What TornadoVM tells of a device. */
final class TornadoFeatures {
    // The backends for NVIDIA devices: the runtime calls the size of the grid what is called that of a group elsewhere.
    private static final int CUDA_GROUP_SIZE = 1024;
    // Ampere: TornadoVM 5.2 compiles the products of matrices for no older ones, though Volta and Turing have tensor cores.
    private static final int TENSOR_CORES = 80;

    private TornadoFeatures() {}

    static DeviceFeatures of(TornadoDevice device) {
        TornadoTargetDevice physical = device.getPhysicalDevice();
        return new DeviceFeatures(
                device.getDeviceType() == TornadoDeviceType.GPU,
                physical.getDeviceMaxComputeUnits(),
                physical.getDeviceLocalMemorySize(),
                switch (device.getTornadoVMBackend()) {
                    case CUDA, PTX -> CUDA_GROUP_SIZE;
                    default -> physical.getDeviceMaxWorkGroupSize()[0];
                },
                switch (device.getTornadoVMBackend()) {
                    case CUDA, PTX, METAL, JAVA -> true;
                    // There is no method for it: the text lists the extensions.
                    default -> String.valueOf(physical.getDeviceInfo()).contains("cl_khr_fp16");
                },
                tensorCores(device) == Support.YES);
    }

    /** Whether it has tensor cores that TornadoVM can use. There is no method for it: the driver is asked. */
    static Support tensorCores(TornadoDevice device) {
        return switch (device.getTornadoVMBackend()) {
            case JAVA -> Support.YES;
            case CUDA, PTX -> {
                OptionalInt capability = Backend.CUDA.computeCapability(device.getDeviceContext().getDeviceIndex());
                yield capability.isEmpty() ? Support.UNKNOWN : Support.of(capability.getAsInt() >= TENSOR_CORES);
            }
            default -> Support.NO;
        };
    }

    /** Whether launches can be captured in CUDA graphs. */
    static boolean cudaGraphs(TornadoDevice device) {
        return switch (device.getTornadoVMBackend()) {
            case CUDA, PTX, JAVA -> true;
            default -> false;
        };
    }
}
