package io.github.dit4j.peers;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.NamedModel;
import io.github.dit4j.layers.SyntheticModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Runs dit4j and ONNX Runtime by turns on the same network with the same weights, and prints how long each takes and the
 * ratio. By turns, because a machine's clock and what else it does change from minute to minute: each ratio is of two runs
 * that follow each other, and the median of these ratios is what counts.
 *
 * <p>{@code java --add-modules jdk.incubator.vector -jar bench/peers/target/peers.jar [MODEL:BATCH:THREADS]...}
 */
public final class Comparison {
    private static final List<String> USUAL = List.of(
            "dit-s-2:1:1", "dit-s-2:1:2", "dit-s-2:2:1", "dit-s-2:2:2", "uvit-s-2:1:1", "uvit-s-2:1:2",
            "dit-b-2:2:1", "dit-b-2:2:2");
    private static final int FEWEST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 60;
    private static final long WARM_UP_NANOS = 4_000_000_000L;
    private static final long MEASURING_NANOS = 10_000_000_000L;
    /** Relative L2: forward passes of both are within 2e-6 of the published results. */
    private static final double TOLERANCE = 4e-6;

    private Comparison() {}

    /** Compares what the arguments say, or what {@code docs/performance.md} has in its table. */
    public static void main(String[] args) {
        System.out.println("| model | batch | threads | dit4j median (best) ms | ONNX Runtime median (best) ms | ratio, median"
                + " of rounds | rounds | relative L2 |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (String wanted : args.length == 0 ? USUAL : List.of(args)) {
            String[] parts = wanted.split(":");
            compare(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        }
    }

    private static void compare(String model, int batch, int threads) {
        var config = NamedModel.of(model).config();
        Program program = config.model().forward(batch);
        Weights weights = SyntheticModel.weights(config);
        Device ours = Devices.cpu(threads);
        Device theirs = new OnnxRuntimeDevice(threads);
        try (Engine ourEngine = ours.open(weights); Engine theirEngine = theirs.open(weights);
                Executor our = ourEngine.prepare(program); Executor their = theirEngine.prepare(program)) {
            write(program, our, their);
            warmUp(our);
            warmUp(their);
            double difference = difference(program, our, their);
            if (!(difference <= TOLERANCE)) {
                throw new IllegalStateException(model + ": the results differ by " + difference + " (relative L2), more than "
                        + TOLERANCE);
            }
            report(model, batch, threads, difference, byTurns(our, their));
        }
    }

    private static void write(Program program, Executor... executors) {
        var random = new SplittableRandom(1);
        for (Tensor input : program.inputs()) {
            int size = input.shape().size();
            if (input.dtype() == DType.I32) {
                Arrays.stream(executors).forEach(executor -> executor.write(input, new int[size]));
                continue;
            }
            var values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = input.name().equals("t") ? 500 : (float) random.nextGaussian();
            }
            Arrays.stream(executors).forEach(executor -> executor.write(input, values));
        }
    }

    private static void warmUp(Executor executor) {
        long end = System.nanoTime() + WARM_UP_NANOS;
        for (int i = 0; i < FEWEST_ROUNDS || System.nanoTime() < end; i++) {
            executor.run();
        }
    }

    private static double difference(Program program, Executor our, Executor their) {
        float[] a = our.read(program.output("output"));
        float[] b = their.read(program.output("output"));
        double squares = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            squares += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            norm += (double) b[i] * b[i];
        }
        return Math.sqrt(squares / norm);
    }

    /** Milliseconds of each round: ours, theirs. */
    private static List<double[]> byTurns(Executor our, Executor their) {
        var rounds = new ArrayList<double[]>();
        long end = System.nanoTime() + MEASURING_NANOS;
        while (rounds.size() < FEWEST_ROUNDS || rounds.size() < MOST_ROUNDS && System.nanoTime() < end) {
            rounds.add(new double[] {milliseconds(our), milliseconds(their)});
        }
        return rounds;
    }

    private static double milliseconds(Executor executor) {
        long start = System.nanoTime();
        executor.run();
        return (System.nanoTime() - start) * 1e-6;
    }

    private static void report(String model, int batch, int threads, double difference, List<double[]> rounds) {
        double[] ours = rounds.stream().mapToDouble(round -> round[0]).sorted().toArray();
        double[] theirs = rounds.stream().mapToDouble(round -> round[1]).sorted().toArray();
        double[] ratios = rounds.stream().mapToDouble(round -> round[0] / round[1]).sorted().toArray();
        int middle = rounds.size() / 2;
        System.out.printf(Locale.ROOT, "| %s | %d | %d | %.0f (%.0f) | %.0f (%.0f) | %.2f | %d | %.1e |%n",
                model, batch, threads, ours[middle], ours[0], theirs[middle], theirs[0], ratios[middle], rounds.size(),
                difference);
    }
}
