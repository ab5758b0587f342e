package uk.ac.manchester.tornado.api.exceptions;

/** Thrown when a task graph is built or used wrongly. */
public class TornadoTaskRuntimeException extends RuntimeException {

    public TornadoTaskRuntimeException(String message) {
        super(message);
    }

    public TornadoTaskRuntimeException(String message, Exception cause) {
        super(message, cause);
    }
}
