package uk.ac.manchester.tornado.api.common;

import uk.ac.manchester.tornado.api.TornadoDeviceContext;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** A device that tasks can run on. */
public interface TornadoDevice {

    /** Returns TornadoVM's short name of the device, such as {@code opencl-0-0}. */
    String getDeviceName();

    /** Returns a line on the device: its name and kind. */
    String getDescription();

    /** Returns the name of the driver's platform. */
    String getPlatformName();

    /** Returns the kind of device. */
    TornadoDeviceType getDeviceType();

    /** Returns the device's memory, in bytes. */
    long getMaxGlobalMemory();

    /** Returns the largest single buffer, in bytes. */
    long getMaxAllocMemory();

    /** Returns the local memory of a work-group, in bytes. */
    long getDeviceLocalMemorySize();

    /** Returns the most work items of a group, for each dimension. */
    long[] getDeviceMaxWorkgroupDimensions();

    /** Returns the version of OpenCL C, or an empty string. */
    String getDeviceOpenCLCVersion();

    /** Returns the index of the backend that drives the device. */
    int getBackendIndex();

    /** Returns the backend that drives the device. */
    TornadoVMBackendType getTornadoVMBackend();

    /** Returns what the driver says of the device. */
    TornadoTargetDevice getPhysicalDevice();

    /** Returns the device as its backend numbers it. */
    TornadoDeviceContext getDeviceContext();
}
