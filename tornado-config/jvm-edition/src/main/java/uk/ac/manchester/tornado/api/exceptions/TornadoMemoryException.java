package uk.ac.manchester.tornado.api.exceptions;

/** Thrown when device memory is used wrongly. */
public class TornadoMemoryException extends RuntimeException {

    public TornadoMemoryException(String message) {
        super(message);
    }
}
