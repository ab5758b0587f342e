package io.github.dit4j.engine.device;

import java.util.Locale;

/** Whether a device can do something. */
public enum Support {
    YES,
    NO,
    /** The driver does not tell. */
    UNKNOWN;

    /** Yes or no. */
    public static Support of(boolean supported) {
        return supported ? YES : NO;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
