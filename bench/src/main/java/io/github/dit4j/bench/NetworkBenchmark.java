package io.github.dit4j.bench;

import io.github.dit4j.layers.SyntheticNetwork;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One evaluation of a network with synthetic weights. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:ObjectAlignmentInBytes=64"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NetworkBenchmark {
    /** A published size, or a decoder such as {@code vae-decoder:256}. */
    @Param({"dit-s-2", "uvit-s-2", "dit-b-2"})
    public String model;

    /** Images. */
    @Param({"1", "2"})
    public int batch;

    /** Threads of the processor. */
    @Param({"1", "2"})
    public int threads;

    private Runner runner;

    /** Prepares the program. */
    @Setup(Level.Trial)
    public void prepare() {
        var network = SyntheticNetwork.of(model);
        runner = Runner.of(network.forward().apply(batch), network.weights(), threads);
    }

    /** The whole network. */
    @Benchmark
    public void forward() {
        runner.run();
    }

    /** Ends its threads. */
    @TearDown(Level.Trial)
    public void close() {
        runner.close();
    }
}
