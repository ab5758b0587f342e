package uk.ac.manchester.tornado.api.exceptions;

/** Declared by operations of an execution plan that can fail to complete. */
public class TornadoExecutionPlanException extends Exception {

    public TornadoExecutionPlanException(String message) {
        super(message);
    }

    public TornadoExecutionPlanException(String message, Throwable cause) {
        super(message, cause);
    }
}
