package io.github.dit4j.cli;

import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.tornado.Backend;
import java.util.Arrays;
import java.util.Locale;

/** Which devices a command may use, as far as it matters for where it has to run. */
sealed interface DeviceWish {

    /** One that every JVM has; also a name that no device has, to which the answer is the same everywhere. */
    record OfJava() implements DeviceWish {}

    /** The fastest. */
    record Auto() implements DeviceWish {}

    /** Every one. */
    record All() implements DeviceWish {}

    /** A graphics processor. */
    record Gpu() implements DeviceWish {}

    /** One that TornadoVM reaches through this backend. */
    record Of(Backend backend) implements DeviceWish {}

    /** What a device's name asks for. */
    static DeviceWish of(String device) {
        String name = device.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case DeviceSelector.AUTO -> new Auto();
            case DeviceSelector.GPU -> new Gpu();
            default -> Arrays.stream(Backend.values()).filter(backend -> backend.id().equals(name.split(":", 2)[0]))
                    .findFirst().<DeviceWish>map(Of::new).orElseGet(OfJava::new);
        };
    }
}
