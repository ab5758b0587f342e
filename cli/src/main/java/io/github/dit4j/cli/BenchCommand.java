package io.github.dit4j.cli;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.device.Profiled;
import io.github.dit4j.engine.op.OpCount;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.sampler.DiffusionModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
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
            "A published size needs no file: it is measured with synthetic weights, and so is vae-decoder:256, the decoder of"
                    + " Stable Diffusion's autoencoder for 256 pixels a side. --batch, --threads and --device take several"
                    + " values with commas between them; a row is measured for each combination.",
            "GFLOP/s are those of the products of matrices, a multiply-add counted as two, at the median time; the peak is"
                    + " what the same threads do with multiply-adds in registers alone, measured just before. Memory is the"
                    + " heap that the cpu device holds for weights and activations; for other devices it is their size.",
            "--steps draws pictures, too, by Euler's method without guidance, and shows what a step takes: the mean over the"
                    + " run, from three runs or more. On the cpu it can be less than an evaluation by itself, because what depends on timestep and"
                    + " label alone is computed for many steps at once.",
            "--by-operation breaks an evaluation on the cpu down: each kind and size of operation with how many there are, the"
                    + " median of their times in their place, its share, and how far that is from the nearer of two limits:"
                    + " multiply-adds in registers, and reading from memory what no cache holds. Bytes are what an operation"
                    + " reads and writes, each once; where more come than memory can give, the caches gave them."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j bench",
            "  dit4j bench --model dit-s-2 --batch 1,2 --threads 1,2 --markdown",
            "  dit4j bench --model dit-xl-2 --device cpu,opencl --json",
            "  dit4j bench --model vae-decoder:256 --threads 1 --by-operation"
        })
final class BenchCommand implements Callable<Integer>, OnChosenDevice {
    private static final int LARGEST = 100_000;
    /** More than processors have; many more take minutes to start, and the system refuses them. */
    private static final int MOST_THREADS = 1024;
    private static final long WARM_UP_NANOS = 3_000_000_000L;
    // The serial collector leaves up to 5 % of the heap dead, except in each fourth collection.
    private static final int COLLECTIONS = 4;

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
            paramLabel = "N[,N]...",
            split = ",",
            defaultValue = "1",
            description = "How many images at once. Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N[,N]...",
            split = ",",
            description = "How many threads the cpu device uses. Default: as many as there are processors.")
    private List<Integer> threads = List.of();

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
            description = "How many come before at least, for the compiler to warm up; unless it is 0, also three seconds"
                    + " of them. Default: ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(
            names = {"-s", "--steps"},
            paramLabel = "N",
            description = "Also measure a step of a sampling run of N steps. Default: evaluations alone.")
    private Optional<Integer> steps = Optional.empty();

    @Option(names = "--by-operation", description = "How the time divides into operations; on the cpu device.")
    private boolean byOperation;

    @ArgGroup
    private final ReportFormat format = new ReportFormat();

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
    public DeviceOption device() {
        return device;
    }

    @Override
    public long deviceBytes() throws IOException {
        checkOptions();
        try (BenchNetwork network = BenchNetwork.open(model, catalogue)) {
            int largest = batches.stream().mapToInt(Integer::intValue).max().orElseThrow();
            return Devices.tornadoBytes(network.forward().apply(largest), device.weights());
        }
    }

    @Override
    public Integer call() throws IOException {
        checkOptions();
        List<Device> chosen = device.selectAll(devices, firstUse).stream().flatMap(this::withThreads).toList();
        if (byOperation) {
            var profiles = new ArrayList<OperationProfile>();
            for (Device measured : chosen) {
                OperationProfile.Limits limits = limits(measured);
                for (int batch : batches) {
                    profiles.add(profile(measured, batch, limits));
                }
            }
            new OperationReport(profiles, format, globals.quiet()).print(terminal.out());
        } else {
            var rows = new ArrayList<BenchReport.Row>();
            for (Device measured : chosen) {
                OptionalDouble peak = measured.measurePeak();
                for (int batch : batches) {
                    rows.add(measure(measured, batch, peak));
                }
            }
            new BenchReport(rows, format, globals.quiet()).print(terminal.out());
        }
        return ExitCode.OK;
    }

    private void checkOptions() {
        batches.forEach(batch -> requireInRange("--batch", batch, 1));
        threads.forEach(count -> requireInRange("--threads", count, 1, MOST_THREADS));
        requireInRange("--runs", runs, 1);
        requireInRange("--warmup", warmup, 0);
        steps.ifPresent(count -> requireInRange("--steps", count, 1));
        if (byOperation && steps.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--by-operation breaks down an evaluation, not a step of a run;"
                    + " leave --steps away");
        }
    }

    private void requireInRange(String option, int value, int smallest) {
        requireInRange(option, value, smallest, LARGEST);
    }

    private void requireInRange(String option, int value, int smallest, int largest) {
        if (value < smallest || value > largest) {
            throw new ParameterException(
                    spec.commandLine(), option + " " + value + ": give " + smallest + " to " + largest);
        }
    }

    /** The device with each number of threads, if it is the one that has threads. */
    private Stream<Device> withThreads(Device chosen) {
        return isProcessor(chosen) && !threads.isEmpty()
                ? threads.stream().map(count -> Devices.cpu(count).withWeightsAs(chosen.weights()))
                : Stream.of(chosen);
    }

    private static boolean isProcessor(Device chosen) {
        return chosen.id().equals("cpu");
    }

    private BenchReport.Row measure(Device measured, int batch, OptionalDouble peak) throws IOException {
        try (BenchNetwork network = BenchNetwork.open(model, catalogue)) {
            Optional<DiffusionModel> drawing = steps.map(_ -> sampled(network));
            Program program = network.forward().apply(batch);
            long before = heap();
            long start = System.nanoTime();
            try (Engine engine = measured.open(network.weights())) {
                long prepared;
                long memory;
                long[] times;
                try (Executor executor = engine.prepare(program)) {
                    prepared = System.nanoTime() - start;
                    BenchNetwork.writeInputs(executor, program);
                    times = times(executor);
                    memory = isProcessor(measured) ? heap() - before : Devices.bytes(program, measured.weights());
                }
                return new BenchReport.Row(network.name(), measured, batch, times, prepared,
                        OpCount.of(program).operations(), peak, memory,
                        drawing.map(model -> BenchRun.measure(model, engine, batch, steps.orElseThrow(), runs)));
            }
        }
    }

    private DiffusionModel sampled(BenchNetwork network) {
        return network.sampled().orElseThrow(() -> new ParameterException(spec.commandLine(),
                "--steps: " + network.name() + " draws no pictures from noise; leave --steps away"));
    }

    private OperationProfile.Limits limits(Device measured) {
        OptionalDouble peak = measured.measurePeak();
        OptionalDouble bandwidth = measured.measureBandwidth();
        if (peak.isEmpty() || bandwidth.isEmpty()) {
            throw notByOperation(measured);
        }
        return new OperationProfile.Limits(peak.getAsDouble(), bandwidth.getAsDouble());
    }

    private ParameterException notByOperation(Device measured) {
        return new ParameterException(spec.commandLine(), "--by-operation: the device " + measured.id()
                + " does not tell how long each operation takes; give --device cpu");
    }

    private OperationProfile profile(Device measured, int batch, OperationProfile.Limits limits) throws IOException {
        try (BenchNetwork network = BenchNetwork.open(model, catalogue)) {
            Program program = network.forward().apply(batch);
            try (Engine engine = measured.open(network.weights());
                    Executor executor = engine.prepare(program)) {
                if (!(executor instanceof Profiled profiled)) {
                    throw notByOperation(measured);
                }
                BenchNetwork.writeInputs(executor, program);
                warmUp(executor);
                return OperationProfile.measure(network.name(), measured, batch, limits, profiled, runs);
            }
        }
    }

    /** Bytes in use, without those that nobody can reach any more. */
    private static long heap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void warmUp(Executor executor) {
        long end = System.nanoTime() + (warmup == 0 ? 0 : WARM_UP_NANOS);
        for (int i = 0; i < warmup || System.nanoTime() < end; i++) {
            executor.run();
        }
    }

    /** Nanoseconds of each run, ascending. */
    private long[] times(Executor executor) {
        warmUp(executor);
        var times = new long[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            executor.run();
            times[i] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        return times;
    }
}
