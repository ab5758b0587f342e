package io.github.dit4j.cli;

import com.google.gson.JsonObject;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dit4j devices}. */
@Command(
        name = "devices",
        header = "List where models can run on this machine.%n",
        description = "The first that is not for checking is the one that auto chooses.",
        footerHeading = "%nExamples:%n",
        footer = {"  dit4j devices", "  dit4j sample --device cpu"})
final class DevicesCommand implements Runnable {
    private final Terminal terminal;
    private final Supplier<DeviceSelector> devices;

    @Option(names = "--json", description = "As JSON, for another program.")
    private boolean json;

    DevicesCommand(Terminal terminal, Supplier<DeviceSelector> devices) {
        this.terminal = terminal;
        this.devices = devices;
    }

    @Override
    public void run() {
        DeviceSelector selector = devices.get();
        if (json) {
            terminal.out().println(Json.pretty(Json.objects(
                    selector.devices().stream().map(device -> describe(device, selector)).toList())));
            return;
        }
        var table = new Table();
        for (Device device : selector.devices()) {
            table.row(device.id(), device.description(), note(device, selector));
        }
        table.print(terminal.out());
    }

    private static JsonObject describe(Device device, DeviceSelector selector) {
        var object = new JsonObject();
        object.addProperty("id", device.id());
        object.addProperty("description", device.description());
        object.addProperty("auto", device == selector.preferred());
        object.addProperty("for_checking", device.isForChecking());
        return object;
    }

    private static String note(Device device, DeviceSelector selector) {
        if (device.isForChecking()) {
            return "for checking";
        }
        return device == selector.preferred() ? "what auto chooses" : "";
    }
}
