package io.github.dit4j.sampler.testing;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.tornado.TornadoVmDevice;

/** The devices that tests ask for. */
public final class Devices {

    private Devices() {
    }

    /** The simulated device of the TornadoVM API's JVM edition; tests that use it carry the tag {@code sim}. */
    public static Device sim() {
        return TornadoVmDevice.all().stream().filter(device -> device.id().equals("sim")).findFirst().orElseThrow();
    }
}
