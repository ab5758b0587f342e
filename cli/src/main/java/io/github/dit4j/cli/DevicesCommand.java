package io.github.dit4j.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceReport;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.tornado.Backend;
import io.github.dit4j.tornado.TornadoSetup;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dit4j devices}. */
@Command(
        name = "devices",
        header = "List where models can run on this machine.%n",
        description = {
            "The first that can be used and is not for checking is the one that auto chooses.",
            "What TornadoVM reaches is listed where TORNADOVM_HOME names its SDK. weights are the types of --dtype, mma are"
                    + " tensor cores, lib the vendor's libraries and graph CUDA graphs, as far as TornadoVM can use them."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  dit4j devices", "  dit4j sample --device cpu"})
final class DevicesCommand implements Runnable, OnDevice {
    /** Nothing is computed. */
    private static final long LITTLE_MEMORY = 1;

    private final Terminal terminal;
    private final Supplier<DeviceSelector> devices;
    private final Supplier<TornadoSetup> setup;

    @Option(names = "--json", description = "As JSON, for another program.")
    private boolean json;

    DevicesCommand(Terminal terminal, Supplier<DeviceSelector> devices, Supplier<TornadoSetup> setup) {
        this.terminal = terminal;
        this.devices = devices;
        this.setup = setup;
    }

    @Override
    public DeviceWish wish() {
        return new DeviceWish.All();
    }

    @Override
    public Optional<MemorySize> memoryLimit() {
        return Optional.of(new MemorySize(LITTLE_MEMORY));
    }

    @Override
    public long deviceBytes() {
        return LITTLE_MEMORY;
    }

    @Override
    public void run() {
        DeviceSelector selector = devices.get();
        TornadoSetup found = setup.get();
        Map<Backend, String> missing = found instanceof TornadoSetup.Ready ready ? ready.missing() : Map.of();
        if (json) {
            terminal.out().println(Json.pretty(describe(selector, missing)));
            return;
        }
        var table = new Table().row("id", "device", "memory", "weights", "mma", "lib", "graph", "");
        for (Device device : selector.devices()) {
            DeviceReport report = device.report();
            table.row(device.id(), report.name(), memory(report), weights(device), report.tensorCores().toString(),
                    report.libraryTasks().toString(), report.cudaGraphs().toString(), note(device, selector));
        }
        table.print(terminal.out());
        missing.forEach((backend, reason) -> terminal.out().println(backend.id() + " cannot be used: " + reason));
        terminal.out().println(found instanceof TornadoSetup.Ready ? found.describe() : "no TornadoVM: " + found.describe());
    }

    private static JsonArray describe(DeviceSelector selector, Map<Backend, String> missing) {
        var all = new JsonArray();
        for (Device device : selector.devices()) {
            JsonObject object = describe(device);
            object.addProperty("auto", device == selector.preferred());
            all.add(object);
        }
        missing.forEach((backend, reason) -> {
            var object = new JsonObject();
            object.addProperty("id", backend.id());
            object.addProperty("usable", false);
            object.addProperty("reason", reason);
            all.add(object);
        });
        return all;
    }

    /** What is known about a device. */
    static JsonObject describe(Device device) {
        DeviceReport report = device.report();
        var object = new JsonObject();
        object.addProperty("id", device.id());
        object.addProperty("description", device.description());
        object.addProperty("backend", report.backend());
        object.addProperty("name", report.name());
        object.addProperty("driver", report.driver());
        object.addProperty("gpu", report.gpu());
        report.memoryBytes().ifPresent(bytes -> object.addProperty("memory_bytes", bytes));
        object.add("weight_types", Json.strings(device.weightTypes().stream().map(DType::label).toList()));
        object.addProperty("weights", device.weights().label());
        object.addProperty("half_precision", report.half().toString());
        object.addProperty("tensor_cores", report.tensorCores().toString());
        object.addProperty("library_tasks", report.libraryTasks().toString());
        object.addProperty("cuda_graphs", report.cudaGraphs().toString());
        object.addProperty("for_checking", device.isForChecking());
        object.addProperty("usable", report.unusable().isEmpty());
        report.unusable().ifPresent(reason -> object.addProperty("reason", reason));
        return object;
    }

    private static String weights(Device device) {
        return String.join(" ", device.weightTypes().stream().map(DType::label).toList());
    }

    private static String memory(DeviceReport report) {
        return report.memoryBytes().isPresent() ? (report.memoryBytes().getAsLong() >> 20) + " MiB" : "";
    }

    private static String note(Device device, DeviceSelector selector) {
        if (device.report().unusable().isPresent()) {
            return "cannot be used: " + device.report().unusable().get();
        }
        if (device.isForChecking()) {
            return "for checking";
        }
        return device == selector.preferred() ? "what auto chooses" : "";
    }
}
