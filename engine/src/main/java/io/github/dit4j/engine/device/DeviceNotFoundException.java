package io.github.dit4j.engine.device;

import java.util.List;

/** A device was asked for by its id and is not there. */
public final class DeviceNotFoundException extends RuntimeException {

    /**
     * Makes one.
     *
     * @param wanted the id that was asked for
     * @param present the ids of the devices that are there
     */
    public DeviceNotFoundException(String wanted, List<String> present) {
        super("there is no device " + wanted + "; there are " + String.join(", ", present) + ", and "
                + DeviceSelector.AUTO + " chooses");
    }
}
