package io.github.dit4j.bench;

import io.github.dit4j.engine.op.Epilogue;
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

/**
 * Linear layers, {@code [rows, in] · [in, out] + bias}, at the sizes that occur in DiT-S/2, DiT-B/2, DiT-XL/2 (256 tokens) and
 * U-ViT-S/2 (257 tokens), and 1024³, the usual yardstick.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:ObjectAlignmentInBytes=64"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LinearBenchmark {
    /** Rows, width of the input, width of the output. */
    @Param({
        "256x384x1152", "256x384x384", "256x384x1536", "256x1536x384", "512x768x2304", "512x768x3072", "512x3072x768",
        "512x1152x3456", "512x1152x4608", "512x4608x1152", "257x512x1536", "257x512x2048", "257x2048x512",
        "257x1024x512", "1x384x2304", "1024x1024x1024"
    })
    public String size;

    /** Threads of the processor. */
    @Param({"1", "2"})
    public int threads;

    private Runner runner;

    /** Prepares the program. */
    @Setup(Level.Trial)
    public void prepare() {
        int[] n = OneOperation.numbers(size);
        runner = Runner.of(OneOperation.of((block, x) -> block.linear("fc", x, n[2], Epilogue.NONE), 1, n[0], n[1]), threads);
    }

    /** The product and the bias. */
    @Benchmark
    public void linear() {
        runner.run();
    }

    /** Ends its threads. */
    @TearDown(Level.Trial)
    public void close() {
        runner.close();
    }
}
