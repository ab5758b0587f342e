package uk.ac.manchester.tornado.api.exceptions;

/** Thrown when the API itself is used wrongly. */
public class TornadoAPIException extends RuntimeException {

    public TornadoAPIException(String message) {
        super(message);
    }

    public TornadoAPIException(String message, Exception cause) {
        super(message, cause);
    }
}
