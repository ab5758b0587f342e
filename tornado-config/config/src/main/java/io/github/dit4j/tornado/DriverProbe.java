package io.github.dit4j.tornado;

/** Whether a backend could start: its driver library can be loaded, and has devices. */
public sealed interface DriverProbe {

    /** Returns the backend. */
    Backend backend();

    /** Returns a line for a person. */
    String describe();

    /**
     * The driver is there.
     *
     * @param library that was loaded
     * @param accelerators how many devices other than processors it has; one if it cannot be asked
     */
    record Found(Backend backend, String library, int accelerators) implements DriverProbe {

        @Override
        public String describe() {
            return backend + ": " + library;
        }
    }

    /** It could not start. */
    record Missing(Backend backend, String reason) implements DriverProbe {

        @Override
        public String describe() {
            return backend + ": " + reason;
        }
    }
}
