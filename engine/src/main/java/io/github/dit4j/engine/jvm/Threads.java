package io.github.dit4j.engine.jvm;

/** How many threads to use. */
final class Threads {
    private static final String PROPERTY = "dit4j.threads";

    private Threads() {}

    /**
     * What the property {@code dit4j.threads} says, or else the number of processors.
     *
     * @throws IllegalArgumentException if it is not a number
     */
    static int fromProperty() {
        String wanted = System.getProperty(PROPERTY, "");
        if (wanted.isBlank()) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            return Integer.parseInt(wanted.strip());
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "-D" + PROPERTY + "=" + wanted + " is not a number of threads; leave it out to use all processors", notANumber);
        }
    }
}
