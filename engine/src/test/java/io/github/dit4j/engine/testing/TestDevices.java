package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.reference.ReferenceDevice;
import java.util.List;

/** The devices that whole networks are checked on. */
public final class TestDevices {

    private TestDevices() {}

    /** All of them, the one that computes in double precision too: for small networks. */
    public static List<Device> all() {
        return List.of(new ReferenceDevice(), new DoubleDevice());
    }

    /** Those that users can choose. */
    public static List<Device> forUse() {
        return List.of(new ReferenceDevice());
    }

    /** Those that are meant for more than checking. */
    public static List<Device> fast() {
        return forUse().stream().filter(device -> !device.isForChecking()).toList();
    }
}
