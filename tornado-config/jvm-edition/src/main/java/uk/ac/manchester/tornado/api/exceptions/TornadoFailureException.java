package uk.ac.manchester.tornado.api.exceptions;

/** Thrown when the execution of a task fails. */
public class TornadoFailureException extends RuntimeException {

    public TornadoFailureException(String message) {
        super(message);
    }

    public TornadoFailureException(Exception cause) {
        super(cause);
    }
}
