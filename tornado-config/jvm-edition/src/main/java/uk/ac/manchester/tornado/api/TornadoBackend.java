package uk.ac.manchester.tornado.api;

import java.util.List;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** A code generator and the devices that it reaches. */
public interface TornadoBackend {

    /** Returns the backend's name. */
    String getName();

    /** Returns which code generator this is. */
    TornadoVMBackendType getBackendType();

    /** Returns the number of devices. */
    int getNumDevices();

    /** Returns the number of platforms. */
    int getNumPlatforms();

    /**
     * Returns a device.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoDeviceNotFound if there is none of this index
     */
    TornadoDevice getDevice(int index);

    /** Returns all devices. */
    List<TornadoDevice> getAllDevices();

    /** Returns the device that runs tasks unless another is chosen. */
    TornadoDevice getDefaultDevice();

    /** Returns the kind of the default device. */
    TornadoDeviceType getTypeDefaultDevice();
}
