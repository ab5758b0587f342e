package io.github.dit4j.engine.device;

/** A device failed: its memory is spent, a kernel did not compile, or it was lost. The message says what can be done. */
public final class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes one with a message for the user. */
    public DeviceException(String message) {
        super(message);
    }

    /** Makes one with a message for the user and what led to it. */
    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
