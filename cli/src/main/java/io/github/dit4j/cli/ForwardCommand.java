package io.github.dit4j.cli;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.CheckpointException;
import io.github.dit4j.engine.checkpoint.ReplacedFile;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.DiffusionModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dit4j forward}. */
@Command(
        name = "forward",
        header = "Evaluate a network once, on tensors from a file.%n",
        description = {
            "The way to compare dit4j with another implementation.",
            "The file holds x [n, channels, height, width], t [n] and, if the network wants one, y [n] or context"
                    + " [n, tokens, width]; other tensors in it do not matter. The result is the tensor output."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  dit4j forward --model dit-s-2.safetensors -i in.safetensors -o out.safetensors")
final class ForwardCommand implements Callable<Integer>, OnChosenDevice {
    private static final String OUTPUT = "output";

    private final Terminal terminal;
    private final Supplier<DeviceSelector> devices;
    private final FirstUse firstUse;
    private final ModelCatalogue catalogue;
    private final Globals globals;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final DeviceOption device = new DeviceOption();

    @Option(
            names = {"-i", "--inputs"},
            paramLabel = "FILE",
            required = true,
            description = "A safetensors file with x, t and y or context.")
    private Path inputs;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Where to write the tensor output, as safetensors.")
    private Path output;

    ForwardCommand(
            Terminal terminal,
            Supplier<DeviceSelector> devices,
            FirstUse firstUse,
            ModelCatalogue catalogue,
            Globals globals) {
        this.terminal = terminal;
        this.devices = devices;
        this.firstUse = firstUse;
        this.catalogue = catalogue;
        this.globals = globals;
    }

    @Override
    public DeviceOption device() {
        return device;
    }

    @Override
    public long deviceBytes() throws IOException {
        try (DiffusionModel opened = model.open(catalogue);
                Checkpoint given = Checkpoint.open(inputs)) {
            return Devices.tornadoBytes(opened.network().forward(batch(given)), device.weights());
        }
    }

    @Override
    public Integer call() throws IOException {
        OutputFile.requireEnding(spec, "-o", output, OutputFile.TENSORS);
        Device chosen = device.select(devices, firstUse);
        try (DiffusionModel opened = model.open(catalogue);
                Checkpoint given = Checkpoint.open(inputs)) {
            DiffusionTransformer network = opened.network();
            Program program = network.forward(batch(given));
            check(given, program, network);
            OutputFile.requireOther(spec, output, () -> Stream.of(opened.files(), given.files()).flatMap(List::stream));
            ReplacedFile.requireWritable(output);
            TensorData result = evaluate(chosen.open(opened.weights()), program, given);
            SafetensorsWriter.write(
                    output,
                    Map.of("model", opened.card().name(), "device", chosen.id(), "weights", chosen.weights().label()),
                    Map.of(OUTPUT, result));
            terminal.out().println(globals.quiet()
                    ? output.toString()
                    : Terminal.printable(output + ": " + OUTPUT + " " + result.shape() + ", " + opened.card().name() + " on "
                            + chosen.id() + " (" + chosen.description() + ")"));
        }
        return ExitCode.OK;
    }

    private static TensorData evaluate(Engine opened, Program program, Checkpoint given) {
        try (Engine engine = opened;
                Executor executor = engine.prepare(program)) {
            for (Tensor input : program.inputs()) {
                TensorData data = given.get(input.name());
                if (input.dtype() == DType.I32) {
                    executor.write(input, data.toInts());
                } else {
                    executor.write(input, data.toFloats());
                }
            }
            executor.run();
            Tensor result = program.output(OUTPUT);
            return TensorData.of(result.shape(), executor.read(result));
        }
    }

    private int batch(Checkpoint given) {
        requireTensor(given, "x");
        Shape x = given.shape("x");
        if (x.rank() != 4 || x.dim(0) < 1) {
            throw new CheckpointException(inputs.toString(), "x is " + x + ", not [n, channels, height, width]");
        }
        return x.dim(0);
    }

    private void check(Checkpoint given, Program program, DiffusionTransformer network) {
        for (Tensor input : program.inputs()) {
            requireTensor(given, input.name());
            Shape found = given.shape(input.name());
            if (!found.equals(input.shape())) {
                throw new CheckpointException(
                        inputs.toString(), input.name() + " is " + found + ", but the network wants " + input.shape());
            }
        }
        if (network.conditioning() instanceof Conditioning.Classes classes) {
            for (int label : labels(given)) {
                classes.requireLabel(label);
            }
        }
    }

    private int[] labels(Checkpoint given) {
        try {
            return given.get("y").toInts();
        } catch (ArithmeticException notWhole) {
            throw new CheckpointException(inputs.toString(), "y holds no classes: " + notWhole.getMessage(), notWhole);
        }
    }

    private void requireTensor(Checkpoint given, String name) {
        if (!given.names().contains(name)) {
            throw new CheckpointException(
                    inputs.toString(), "has no tensor " + name + "; it holds " + few(List.copyOf(given.names())));
        }
    }

    private static String few(List<String> names) {
        int shown = Math.min(names.size(), 8);
        return names.isEmpty()
                ? "none"
                : String.join(", ", names.subList(0, shown)) + (shown < names.size() ? " …" : "");
    }
}
