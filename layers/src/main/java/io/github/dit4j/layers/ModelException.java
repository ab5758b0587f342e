package io.github.dit4j.layers;

/** A checkpoint, a configuration or what was said about them does not describe a model that can run. */
public final class ModelException extends IllegalArgumentException {

    /**
     * Says what is wrong.
     *
     * @param message for people: the values, and what to do
     */
    public ModelException(String message) {
        super(message);
    }
}
