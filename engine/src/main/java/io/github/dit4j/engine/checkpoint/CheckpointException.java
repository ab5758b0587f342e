package io.github.dit4j.engine.checkpoint;

/** A checkpoint file that cannot be read or written; the message names the file and the reason. */
public final class CheckpointException extends RuntimeException {

    /**
     * Makes one.
     *
     * @param file the file as the user named it
     * @param reason what is wrong with it, with the values
     */
    public CheckpointException(String file, String reason) {
        super(file + ": " + reason);
    }

    /** As {@link #CheckpointException(String, String)}, with the error that was its cause. */
    public CheckpointException(String file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
    }
}
