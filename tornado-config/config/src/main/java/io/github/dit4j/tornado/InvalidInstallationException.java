package io.github.dit4j.tornado;

/** Thrown when a directory is no TornadoVM SDK that can be used; the message says why and what to do. */
public class InvalidInstallationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Makes an exception with a message for the user. */
    public InvalidInstallationException(String message) {
        super(message);
    }

    /** Makes an exception with a message for the user and the reason for it. */
    public InvalidInstallationException(String message, Throwable cause) {
        super(message, cause);
    }
}
