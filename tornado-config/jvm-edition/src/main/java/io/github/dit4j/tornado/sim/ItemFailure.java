package io.github.dit4j.tornado.sim;

/** The failure of a work item, which its message names. */
final class ItemFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ItemFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
