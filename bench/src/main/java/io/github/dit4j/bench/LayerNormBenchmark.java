package io.github.dit4j.bench;

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

/** Layer normalisation with weight and bias. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:ObjectAlignmentInBytes=64"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LayerNormBenchmark {
    /** Rows and width. */
    @Param({"256x384", "512x768", "512x1152", "257x512"})
    public String size;

    /** Threads of the processor. */
    @Param({"1", "2"})
    public int threads;

    private Runner runner;

    /** Prepares the program. */
    @Setup(Level.Trial)
    public void prepare() {
        int[] n = OneOperation.numbers(size);
        runner = Runner.of(OneOperation.of((block, x) -> block.layerNorm("norm", x, 1e-6f), 1, n[0], n[1]), threads);
    }

    /** Mean, variance, and what follows from them. */
    @Benchmark
    public void layerNorm() {
        runner.run();
    }

    /** Ends its threads. */
    @TearDown(Level.Trial)
    public void close() {
        runner.close();
    }
}
