package io.github.dit4j.cli;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where to run. */
final class DeviceOption {
    @Option(
            names = {"-d", "--device"},
            paramLabel = "DEVICE",
            defaultValue = DeviceSelector.AUTO,
            description = "auto, cpu or another of those that dit4j devices lists. Only auto chooses by itself.")
    private String device;

    /** The device. */
    Device select(Supplier<DeviceSelector> devices) {
        return devices.get().select(device);
    }
}
