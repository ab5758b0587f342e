package io.github.dit4j.tornado.sim;

import java.util.List;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoBackendNotFound;
import uk.ac.manchester.tornado.api.exceptions.TornadoDeviceNotFound;

/** A runtime with one backend, which has one device: the simulated one. */
public enum SimulatedRuntime implements TornadoRuntime, TornadoBackend {
    INSTANCE;

    @Override
    public int getNumBackends() {
        return 1;
    }

    @Override
    public TornadoBackend getBackend(int index) {
        if (index != 0) {
            throw new TornadoBackendNotFound("no backend " + index + "; the JVM edition has one, of index 0");
        }
        return this;
    }

    @Override
    public TornadoVMBackendType getBackendType(int index) {
        return getBackend(index).getBackendType();
    }

    @Override
    public String getName() {
        return "dit4j simulated device";
    }

    @Override
    public TornadoVMBackendType getBackendType() {
        return TornadoVMBackendType.JAVA;
    }

    @Override
    public int getNumDevices() {
        return 1;
    }

    @Override
    public int getNumPlatforms() {
        return 1;
    }

    @Override
    public TornadoDevice getDevice(int index) {
        if (index != 0) {
            throw new TornadoDeviceNotFound("no device " + index + "; the JVM edition has one, of index 0");
        }
        return SimulatedDevice.INSTANCE;
    }

    @Override
    public List<TornadoDevice> getAllDevices() {
        return List.of(SimulatedDevice.INSTANCE);
    }

    @Override
    public TornadoDevice getDefaultDevice() {
        return SimulatedDevice.INSTANCE;
    }

    @Override
    public TornadoDeviceType getTypeDefaultDevice() {
        return SimulatedDevice.INSTANCE.getDeviceType();
    }
}
