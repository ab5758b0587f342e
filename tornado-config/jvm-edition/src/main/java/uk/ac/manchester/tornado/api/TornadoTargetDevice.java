package uk.ac.manchester.tornado.api;

/** What a driver says of a device. */
public interface TornadoTargetDevice {

    /** Returns the device's name. */
    String getDeviceName();

    /** Returns a line on the device. */
    String getDeviceInfo();

    /** Returns the device's memory, in bytes. */
    long getDeviceGlobalMemorySize();

    /** Returns the local memory of a work-group, in bytes. */
    long getDeviceLocalMemorySize();

    /** Returns the largest single buffer, in bytes. */
    long getDeviceMaxAllocationSize();

    /** Returns the number of compute units. */
    int getDeviceMaxComputeUnits();

    /** Returns the clock frequency, in MHz. */
    int getDeviceMaxClockFrequency();

    /** Returns the most work items of a group, for each dimension. */
    long[] getDeviceMaxWorkItemSizes();

    /** Returns the most work items of a group. */
    long[] getDeviceMaxWorkGroupSize();

    /** Returns the most work items of a group. */
    int getMaxThreadsPerBlock();
}
