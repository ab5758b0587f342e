package uk.ac.manchester.tornado.api.exceptions;

/** Thrown when a buffer does not fit into device memory. */
public class TornadoOutOfMemoryException extends RuntimeException {

    public TornadoOutOfMemoryException(String message) {
        super(message);
    }
}
