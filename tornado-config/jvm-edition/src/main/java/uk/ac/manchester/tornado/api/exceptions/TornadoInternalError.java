package uk.ac.manchester.tornado.api.exceptions;

/** Thrown where TornadoVM finds itself in a state that it takes to be impossible. */
public class TornadoInternalError extends Error {

    public TornadoInternalError(String message, Object... arguments) {
        super(message.formatted(arguments));
    }
}
