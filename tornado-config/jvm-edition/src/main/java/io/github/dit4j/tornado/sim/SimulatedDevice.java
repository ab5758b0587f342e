package io.github.dit4j.tornado.sim;

import uk.ac.manchester.tornado.api.TornadoDeviceContext;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** The device of the JVM edition: this Java process, seen as if it were across a bus. */
public enum SimulatedDevice implements TornadoDevice, TornadoTargetDevice, TornadoDeviceContext {
    INSTANCE;

    // What the smallest of today's GPUs offer, so that a kernel that fits here fits there.
    static final int MAX_GROUP_SIZE = 1024;
    static final int LOCAL_MEMORY_BYTES = 48 << 10;

    @Override
    public String getDeviceName() {
        return "simulated-0-0";
    }

    @Override
    public String getDescription() {
        return "simulated device of the JVM edition, for tests";
    }

    @Override
    public String getDeviceInfo() {
        return getDescription();
    }

    @Override
    public String getPlatformName() {
        return "Java " + Runtime.version().feature();
    }

    @Override
    public TornadoDeviceType getDeviceType() {
        return TornadoDeviceType.CPU;
    }

    @Override
    public long getMaxGlobalMemory() {
        return Runtime.getRuntime().maxMemory();
    }

    @Override
    public long getMaxAllocMemory() {
        return getMaxGlobalMemory();
    }

    @Override
    public long getDeviceGlobalMemorySize() {
        return getMaxGlobalMemory();
    }

    @Override
    public long getDeviceMaxAllocationSize() {
        return getMaxGlobalMemory();
    }

    @Override
    public long getDeviceLocalMemorySize() {
        return LOCAL_MEMORY_BYTES;
    }

    @Override
    public long[] getDeviceMaxWorkgroupDimensions() {
        return new long[] {MAX_GROUP_SIZE, MAX_GROUP_SIZE, MAX_GROUP_SIZE};
    }

    @Override
    public long[] getDeviceMaxWorkItemSizes() {
        return getDeviceMaxWorkgroupDimensions();
    }

    @Override
    public long[] getDeviceMaxWorkGroupSize() {
        return new long[] {MAX_GROUP_SIZE};
    }

    @Override
    public int getMaxThreadsPerBlock() {
        return MAX_GROUP_SIZE;
    }

    @Override
    public int getDeviceMaxComputeUnits() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public int getDeviceMaxClockFrequency() {
        return 0;
    }

    @Override
    public String getDeviceOpenCLCVersion() {
        return "";
    }

    @Override
    public int getBackendIndex() {
        return 0;
    }

    @Override
    public int getDriverIndex() {
        return 0;
    }

    @Override
    public int getDeviceIndex() {
        return 0;
    }

    @Override
    public TornadoVMBackendType getTornadoVMBackend() {
        return TornadoVMBackendType.JAVA;
    }

    @Override
    public TornadoTargetDevice getPhysicalDevice() {
        return this;
    }

    @Override
    public TornadoTargetDevice getDevice() {
        return this;
    }

    @Override
    public TornadoDeviceContext getDeviceContext() {
        return this;
    }

    @Override
    public boolean isFP64Supported() {
        return true;
    }
}
