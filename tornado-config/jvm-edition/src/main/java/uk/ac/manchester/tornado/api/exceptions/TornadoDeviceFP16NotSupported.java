package uk.ac.manchester.tornado.api.exceptions;

/** Thrown when a half-precision kernel meets a device without half precision. */
public class TornadoDeviceFP16NotSupported extends RuntimeException {

    public TornadoDeviceFP16NotSupported(String message) {
        super(message);
    }
}
