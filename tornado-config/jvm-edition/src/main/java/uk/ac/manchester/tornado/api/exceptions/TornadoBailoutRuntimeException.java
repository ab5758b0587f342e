package uk.ac.manchester.tornado.api.exceptions;

/** Thrown when a task could not be compiled or run on its device. */
public class TornadoBailoutRuntimeException extends RuntimeException {

    public TornadoBailoutRuntimeException(String message) {
        super(message);
    }

    public TornadoBailoutRuntimeException(String message, Exception cause) {
        super(message, cause);
    }
}
