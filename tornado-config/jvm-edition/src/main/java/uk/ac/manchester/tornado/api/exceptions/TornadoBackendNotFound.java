package uk.ac.manchester.tornado.api.exceptions;

/** Thrown when a backend index is unknown. */
public class TornadoBackendNotFound extends TornadoRuntimeException {

    public TornadoBackendNotFound(String message) {
        super(message);
    }
}
