package io.github.dit4j.engine.device;

import java.util.List;

/** A device was asked for that is not there, or that cannot do what was asked. */
public final class DeviceNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * There is no such device.
     *
     * @param wanted the id that was asked for
     * @param present the ids of the devices that are there
     */
    public DeviceNotFoundException(String wanted, List<String> present) {
        this("there is no device " + wanted + "; there are " + String.join(", ", present) + ", and "
                + DeviceSelector.AUTO + " chooses");
    }

    /** There is one, or might be one; the message says what is missing. */
    public DeviceNotFoundException(String message) {
        super(message);
    }
}
