package io.github.dit4j.cli;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where to run, and how. */
final class DeviceOption {
    @Option(
            names = {"-d", "--device"},
            paramLabel = "DEVICE",
            defaultValue = DeviceSelector.AUTO,
            description = "auto, cpu, gpu, opencl[:PLATFORM[:DEVICE]], cuda[:INDEX] or another of those that dit4j devices"
                    + " lists. Only auto chooses by itself.")
    private String device;

    @Mixin
    private final DeviceTuning tuning = new DeviceTuning();

    @Option(
            names = "--no-check",
            description = "Do not check a device of TornadoVM before its first use; see dit4j doctor.")
    private boolean unchecked;

    /**
     * The device, checked if this is its first use.
     *
     * @throws io.github.dit4j.engine.device.DeviceNotFoundException if it is not there or cannot do what is asked
     * @throws io.github.dit4j.engine.device.DeviceException if it fails the check
     */
    Device select(Supplier<DeviceSelector> devices, FirstUse firstUse) {
        return select(device, devices, firstUse);
    }

    private Device select(String name, Supplier<DeviceSelector> devices, FirstUse firstUse) {
        Device chosen = tuning.tuned(devices.get().select(name));
        check(chosen, tuning.weights(), firstUse);
        return chosen;
    }

    /** Checks a device before its first use, unless that is not wanted. */
    void check(Device chosen, DType weights, FirstUse firstUse) {
        if (!unchecked) {
            firstUse.check(chosen, weights);
        }
    }

    /** As {@link #select}, for as many as are named, with commas between them. */
    List<Device> selectAll(Supplier<DeviceSelector> devices, FirstUse firstUse) {
        return names().map(name -> select(name, devices, firstUse)).toList();
    }

    /** What its name asks for; of several, the first that asks for TornadoVM. */
    DeviceWish wish() {
        return names().map(DeviceWish::of).filter(wish -> !(wish instanceof DeviceWish.OfJava)).findFirst()
                .orElseGet(DeviceWish.OfJava::new);
    }

    private Stream<String> names() {
        return Arrays.stream(device.split(","));
    }

    /** How weights are kept. */
    DType weights() {
        return tuning.weights();
    }

    /** The limit on device memory, if one is given. */
    Optional<MemorySize> memoryLimit() {
        return tuning.memoryLimit();
    }
}
