package io.github.dit4j.engine.device;

import java.util.List;
import java.util.Locale;

/** A choice among devices; {@link io.github.dit4j.engine.Devices} knows those of this machine. */
public final class DeviceSelector {
    /** The choice that is left to the selector. */
    public static final String AUTO = "auto";

    private final List<Device> devices;

    /**
     * Makes a selector.
     *
     * @param devices the ones to choose from, the preferred ones first; at least one is for use
     */
    public DeviceSelector(List<? extends Device> devices) {
        this.devices = List.copyOf(devices);
        if (this.devices.stream().allMatch(Device::isForChecking)) {
            throw new IllegalArgumentException("no device but for checking among " + ids());
        }
    }

    /** All of them, the preferred ones first. */
    public List<Device> devices() {
        return devices;
    }

    /** What {@code auto} stands for: the first that is not meant for checking. */
    public Device preferred() {
        return devices.stream().filter(device -> !device.isForChecking()).findFirst().orElseThrow();
    }

    /**
     * Finds a device.
     *
     * @param id as in {@link Device#id}, or {@link #AUTO}
     * @throws DeviceNotFoundException if there is none of this id; the message lists those that are there
     */
    public Device select(String id) {
        String wanted = id.trim().toLowerCase(Locale.ROOT);
        return wanted.equals(AUTO)
                ? preferred()
                : devices.stream().filter(device -> device.id().equals(wanted)).findFirst()
                        .orElseThrow(() -> new DeviceNotFoundException(id, ids()));
    }

    private List<String> ids() {
        return devices.stream().map(Device::id).toList();
    }
}
