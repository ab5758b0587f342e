package io.github.dit4j.cli;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where to run. */
final class DeviceOption {
    @Option(
            names = {"-d", "--device"},
            paramLabel = "DEVICE",
            defaultValue = DeviceSelector.AUTO,
            description = "auto, cpu, gpu, opencl[:PLATFORM[:DEVICE]], cuda[:INDEX] or another of those that dit4j devices"
                    + " lists. Only auto chooses by itself.")
    private String device;

    @Option(
            names = "--device-memory",
            paramLabel = "SIZE",
            converter = MemorySize.Converter.class,
            description = "How much memory of a TornadoVM device to use at most, as in 900MB or 4GB. Default: what the"
                    + " model needs.")
    private Optional<MemorySize> memory = Optional.empty();

    /** The device. */
    Device select(Supplier<DeviceSelector> devices) {
        return devices.get().select(device);
    }

    /** What its name asks for. */
    DeviceWish wish() {
        return DeviceWish.of(device);
    }

    /** The limit on device memory, if one is given. */
    Optional<MemorySize> memoryLimit() {
        return memory;
    }
}
