package io.github.dit4j.cli;

import com.google.gson.JsonObject;
import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.layers.NamedModel;
import io.github.dit4j.layers.SyntheticModel;
import io.github.dit4j.sampler.DiffusionModel;
import io.github.dit4j.sampler.ModelCard;
import io.github.dit4j.sampler.noise.NoiseSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dit4j bench}. */
@Command(
        name = "bench",
        header = "Measure how long one evaluation of a network takes.%n",
        description = {
            "A published size needs no file: it is measured with synthetic weights."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j bench",
            "  dit4j bench --model dit-s-2 --batch 4 --device cpu --json"
        })
final class BenchCommand implements Callable<Integer>, OnDevice {
    private static final int LARGEST = 100_000;

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
            names = {"-b", "--batch"},
            paramLabel = "N",
            defaultValue = "1",
            description = "How many images at once. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = {"-r", "--runs"},
            paramLabel = "N",
            defaultValue = "10",
            description = "How many evaluations are measured. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = {"-w", "--warmup"},
            paramLabel = "N",
            defaultValue = "5",
            description = "How many come before, for the compiler to warm up. Default: ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(names = "--json", description = "As JSON, for another program.")
    private boolean json;

    BenchCommand(
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
    public DeviceWish wish() {
        return device.wish();
    }

    @Override
    public Optional<MemorySize> memoryLimit() {
        return device.memoryLimit();
    }

    @Override
    public long deviceBytes() throws IOException {
        requireInRange("--batch", batch, 1);
        try (DiffusionModel opened = open()) {
            return Devices.tornadoBytes(opened.network().forward(batch));
        }
    }

    @Override
    public Integer call() throws IOException {
        requireInRange("--batch", batch, 1);
        requireInRange("--runs", runs, 1);
        requireInRange("--warmup", warmup, 0);
        Device chosen = device.select(devices, firstUse);
        try (DiffusionModel opened = open()) {
            long start = System.nanoTime();
            Program program = opened.network().forward(batch);
            try (Engine engine = chosen.open(opened.weights());
                    Executor executor = engine.prepare(program)) {
                long prepared = System.nanoTime() - start;
                write(executor, program);
                report(opened, chosen, prepared, measure(executor));
            }
        }
        return ExitCode.OK;
    }

    private void requireInRange(String option, int value, int smallest) {
        if (value < smallest || value > LARGEST) {
            throw new ParameterException(
                    spec.commandLine(), option + " " + value + ": give " + smallest + " to " + LARGEST);
        }
    }

    private DiffusionModel open() throws IOException {
        Optional<NamedModel> size = catalogue.size(model.name());
        if (size.isEmpty()) {
            return model.open(catalogue);
        }
        DiffusionTransformer network = size.get().config().model();
        return DiffusionModel.of(
                new LoadedModel(network, SyntheticModel.weights(size.get().config())),
                ModelCard.published(size.get().id(), network));
    }

    /** Noise, a timestep in the middle, the first class: what is computed does not depend on them. */
    private static void write(Executor executor, Program program) {
        for (Tensor input : program.inputs()) {
            if (input.dtype() == DType.I32) {
                executor.write(input, new int[input.shape().size()]);
                continue;
            }
            var values = new float[input.shape().size()];
            if (input.name().equals("t")) {
                Arrays.fill(values, 500);
            } else {
                NoiseSource.seeded(0).fill(0, 0, values, 0, values.length);
            }
            executor.write(input, values);
        }
    }

    /** Nanoseconds of each run, ascending. */
    private long[] measure(Executor executor) {
        for (int i = 0; i < warmup; i++) {
            executor.run();
        }
        var times = new long[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            executor.run();
            times[i] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        return times;
    }

    private void report(DiffusionModel opened, Device chosen, long prepared, long[] times) {
        double best = times[0] * 1e-6;
        double median = times[times.length / 2] * 1e-6;
        double imagesPerSecond = batch * 1000 / median;
        if (json) {
            var object = new JsonObject();
            object.addProperty("model", opened.card().name());
            object.addProperty("device", chosen.id());
            object.addProperty("device_description", chosen.description());
            object.addProperty("batch", batch);
            object.addProperty("runs", runs);
            object.addProperty("prepare_ms", prepared * 1e-6);
            object.addProperty("best_ms", best);
            object.addProperty("median_ms", median);
            object.addProperty("images_per_second", imagesPerSecond);
            terminal.out().println(Json.pretty(object));
        } else if (globals.quiet()) {
            terminal.out().printf(Locale.ROOT, "%.3f%n", median);
        } else {
            terminal.out().printf(
                    Locale.ROOT,
                    "%s on %s (%s), batch %d: median %.1f ms, best %.1f ms, %s images/s; prepared in %.2f s%n",
                    opened.card().name(), chosen.id(), chosen.description(), batch, median, best,
                    Progress.rate(imagesPerSecond), prepared * 1e-9);
        }
    }
}
