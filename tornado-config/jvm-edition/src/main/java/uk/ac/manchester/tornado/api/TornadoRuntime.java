package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** The backends that this process can use. */
public interface TornadoRuntime {

    /** Returns the number of backends. */
    int getNumBackends();

    /**
     * Returns a backend.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoBackendNotFound if there is none of this index
     */
    TornadoBackend getBackend(int index);

    /**
     * Returns which code generator a backend is.
     *
     * @throws uk.ac.manchester.tornado.api.exceptions.TornadoBackendNotFound if there is none of this index
     */
    TornadoVMBackendType getBackendType(int index);

    /** Returns the device that runs tasks unless another is chosen. */
    TornadoDevice getDefaultDevice();
}
