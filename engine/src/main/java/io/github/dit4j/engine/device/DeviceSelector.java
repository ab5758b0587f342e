package io.github.dit4j.engine.device;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** A choice among devices; {@link io.github.dit4j.engine.Devices} knows those of this machine. */
public final class DeviceSelector {
    /** The choice that is left to the selector. */
    public static final String AUTO = "auto";
    /** The first graphics processor. */
    public static final String GPU = "gpu";

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

    /** What {@code auto} stands for: the first that can be used and is not meant for checking. */
    public Device preferred() {
        return devices.stream().filter(device -> !device.isForChecking() && isUsable(device)).findFirst().orElseThrow();
    }

    /**
     * Finds a device.
     *
     * @param id as in {@link Device#id}, or the first parts of one, as in {@code opencl} or {@code opencl:1}, for the first
     *     device that begins with them; or {@link #AUTO} or {@link #GPU}
     * @throws DeviceNotFoundException if there is none of this id, or it cannot be used; the message says why, or lists
     *     those that are there
     */
    public Device select(String id) {
        String wanted = id.trim().toLowerCase(Locale.ROOT);
        return switch (wanted) {
            case AUTO -> preferred();
            case GPU -> first(device -> device.report().gpu(), id);
            default -> first(device -> (device.id() + ":").startsWith(wanted + ":"), id);
        };
    }

    private Device first(Predicate<Device> isWanted, String id) {
        List<Device> found = devices.stream().filter(isWanted).toList();
        if (found.isEmpty()) {
            throw new DeviceNotFoundException(id, ids());
        }
        return found.stream().filter(DeviceSelector::isUsable).findFirst()
                .orElseThrow(() -> new DeviceNotFoundException(found.getFirst().id() + " cannot be used: "
                        + found.getFirst().report().unusable().orElseThrow()));
    }

    private static boolean isUsable(Device device) {
        return device.report().unusable().isEmpty();
    }

    private List<String> ids() {
        return devices.stream().map(Device::id).toList();
    }
}
