package io.github.dit4j.tornado;

/** Whether the driver library of a backend can be loaded. */
public sealed interface DriverProbe {

    /** Returns the backend. */
    Backend backend();

    /** Returns a line for a person. */
    String describe();

    /** The library was loaded under the given name. */
    record Found(Backend backend, String library) implements DriverProbe {

        @Override
        public String describe() {
            return backend + ": " + library;
        }
    }

    /** No library could be loaded. */
    record Missing(Backend backend, String reason) implements DriverProbe {

        @Override
        public String describe() {
            return backend + ": " + reason;
        }
    }
}
