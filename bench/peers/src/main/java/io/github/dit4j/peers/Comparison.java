package io.github.dit4j.peers;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs dit4j and other runtimes by turns on the same network with the same weights. */
@Command(
        name = "java --add-modules jdk.incubator.vector -jar bench/peers/target/peers.jar",
        header = "Compare dit4j with other runtimes, side by side.%n",
        description = {
            "Every network is exported as ONNX and run by dit4j and ONNX Runtime on the same synthetic weights, by turns: a round"
                    + " is a run of each, after a rest until threads that are still looking for work have gone to sleep, and"
                    + " after a run that does not count if the network is a fast one. The table tells the median and the best"
                    + " time of each, and the median of the ratios of each round. Results that differ by more than 4e-6"
                    + " (relative L2) are an error.",
            "Both hold the weights, dit4j on the heap. For the largest networks give Java more of it: -Xmx8g for dit-xl-2,"
                    + " which takes 2.7 GB in either, and as much in the folder for temporary files."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  … peers.jar",
            "  … peers.jar dit-s-2:1:1 uvit-s-2:1:2 vae-decoder:256:1:2",
            "  … peers.jar --torchscript dit-s-2-batch1.pt dit-s-2:1:2"
        })
public final class Comparison implements Callable<Integer> {
    /** Relative L2: forward passes of each are within 2e-6 of the published results. */
    private static final double TOLERANCE = 4e-6;
    private static final String OURS = "dit4j";

    private final PrintWriter out;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "MODEL:BATCH:THREADS",
            description = "A published size, or vae-decoder:SIZE for the decoder of Stable Diffusion's autoencoder with SIZE pixels"
                    + " a side; how many images at once; how many threads for each. Default: what docs/performance.md compares.")
    private List<String> wanted = List.of(
            "dit-s-2:1:1", "dit-s-2:1:2", "dit-s-2:2:1", "dit-s-2:2:2", "uvit-s-2:1:1", "uvit-s-2:1:2", "dit-b-2:2:1",
            "dit-b-2:2:2", "vae-decoder:256:1:1", "vae-decoder:256:1:2", "dit-xl-2:2:1", "dit-xl-2:2:2");

    @Option(
            names = "--torchscript",
            paramLabel = "FILE",
            description = "Also run this module by libtorch, through DJL. It is the network that is named, traced for that batch with"
                    + " the weights of dit4j synth; its arguments are the network's inputs in the order x, t, y (y as int64). Wants"
                    + " a build with -Ppeers,torch.")
    private Optional<Path> torchScript = Optional.empty();

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "How long each network is measured; five rounds at least. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            defaultValue = "5",
            description = "How long each runtime runs before; three times at least. Default: ${DEFAULT-VALUE}.")
    private double warmup;

    @Option(names = "--json", description = "As JSON, for another program; else a table in Markdown.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    Comparison(PrintWriter out) {
        this.out = out;
    }

    /** Compares what the arguments say; {@code --help} tells more. */
    public static void main(String[] args) {
        System.exit(commandLine(new PrintWriter(System.out, true)).execute(args));
    }

    static CommandLine commandLine(PrintWriter out) {
        return new CommandLine(new Comparison(out)).setOut(out).setExecutionExceptionHandler((failed, line, _) -> {
            if (failed instanceof DeviceException || failed instanceof DisagreementException) {
                line.getErr().println(failed.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw failed;
        });
    }

    /** Two runtimes gave different results. */
    private static final class DisagreementException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DisagreementException(String message) {
            super(message);
        }
    }

    @Override
    public Integer call() {
        List<Wanted> all = wanted.stream().map(this::parsed).toList();
        if (torchScript.isPresent() && all.size() != 1) {
            throw usage("--torchscript: a module is one network for one batch; give one MODEL:BATCH:THREADS with it");
        }
        if (!(seconds >= 0 && warmup >= 0)) {
            throw usage("--seconds and --warmup are not negative");
        }
        var names = new ArrayList<>(List.of(OURS, "ONNX Runtime"));
        torchScript.ifPresent(_ -> names.add("libtorch"));
        var found = new JsonArray();
        if (!json) {
            out.println(Outcome.header(names));
        }
        for (Wanted next : all) {
            Outcome outcome = compare(next, names);
            if (json) {
                found.add(outcome.json());
            } else {
                out.println(outcome.row());
            }
        }
        if (json) {
            out.println(new GsonBuilder().setPrettyPrinting().create().toJson(found));
        }
        return CommandLine.ExitCode.OK;
    }

    private Wanted parsed(String text) {
        try {
            return Wanted.of(text);
        } catch (IllegalArgumentException unclear) {
            throw usage(unclear.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Peers first: while ONNX Runtime reads its file, the heap does not hold the weights yet. */
    private Outcome compare(Wanted next, List<String> names) {
        Program program = next.network().forward().apply(next.batch());
        Device theirs = new OnnxRuntimeDevice(next.threads());
        try (Engine theirEngine = theirs.open(next.network().weights()); Executor their = theirEngine.prepare(program)) {
            if (torchScript.isEmpty()) {
                return compareWith(List.of(their), next, names, program);
            }
            Device torch = new TorchScriptDevice(torchScript.get(), next.threads());
            try (Engine torchEngine = torch.open(next.network().weights()); Executor module = torchEngine.prepare(program)) {
                return compareWith(List.of(their, module), next, names, program);
            }
        }
    }

    private Outcome compareWith(List<Executor> peers, Wanted next, List<String> names, Program program) {
        Device ours = Devices.cpu(next.threads());
        try (Engine engine = ours.open(next.network().weights()); Executor our = engine.prepare(program)) {
            var runtimes = new ArrayList<>(List.of(our));
            runtimes.addAll(peers);
            write(program, runtimes);
            runtimes.forEach(runtime -> Rounds.warmUp(runtime, warmup));
            double difference = 0;
            for (int i = 1; i < runtimes.size(); i++) {
                difference = Math.max(difference, difference(next, names.get(i), program, our, runtimes.get(i)));
            }
            return new Outcome(next, names, Rounds.of(runtimes, seconds), difference);
        }
    }

    private static void write(Program program, List<Executor> executors) {
        var random = new SplittableRandom(1);
        for (Tensor input : program.inputs()) {
            int size = input.shape().size();
            if (input.dtype() == DType.I32) {
                executors.forEach(executor -> executor.write(input, new int[size]));
                continue;
            }
            var values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = input.name().equals("t") ? 500 : (float) random.nextGaussian();
            }
            executors.forEach(executor -> executor.write(input, values));
        }
    }

    /** Of what the last runs gave. */
    private static double difference(Wanted next, String peer, Program program, Executor our, Executor their) {
        Tensor output = program.outputs().getFirst();
        float[] a = our.read(output);
        float[] b = their.read(output);
        double squares = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            squares += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            norm += (double) b[i] * b[i];
        }
        double difference = Math.sqrt(squares / norm);
        if (!(difference <= TOLERANCE)) {
            throw new DisagreementException(next.network().name() + ": the results of dit4j and " + peer + " differ by "
                    + difference + " (relative L2), more than " + TOLERANCE);
        }
        return difference;
    }
}
