package uk.ac.manchester.tornado.api.exceptions;

/** Thrown when a device index or name is unknown. */
public class TornadoDeviceNotFound extends TornadoRuntimeException {

    public TornadoDeviceNotFound(String message) {
        super(message);
    }
}
