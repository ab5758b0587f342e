package uk.ac.manchester.tornado.api.exceptions;

/** Thrown when the runtime cannot carry out a request. */
public class TornadoRuntimeException extends RuntimeException {

    public TornadoRuntimeException(String message) {
        super(message);
    }

    public TornadoRuntimeException(Exception cause) {
        super(cause);
    }
}
