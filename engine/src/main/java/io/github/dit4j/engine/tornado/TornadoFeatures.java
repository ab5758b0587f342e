package io.github.dit4j.engine.tornado;

import io.github.dit4j.engine.device.DeviceFeatures;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;

/** What TornadoVM tells of a device. */
final class TornadoFeatures {
    // The backends for NVIDIA devices: the runtime calls the size of the grid what is called that of a group elsewhere.
    private static final int CUDA_GROUP_SIZE = 1024;

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
                });
    }
}
