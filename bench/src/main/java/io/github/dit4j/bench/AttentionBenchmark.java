package io.github.dit4j.bench;

import io.github.dit4j.engine.op.Slice;
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
 * Self-attention from a packed projection, at the sizes of DiT-S/2, DiT-B/2 and DiT-XL/2 at 256×256, DiT-XL/2 at 512×512
 * and U-ViT-S/2.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:ObjectAlignmentInBytes=64"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionBenchmark {
    /** Images, tokens, heads, width of a head. */
    @Param({"1x256x6x64", "2x256x12x64", "2x256x16x72", "1x1024x16x72", "1x257x8x64"})
    public String size;

    /** Threads of the processor. */
    @Param({"1", "2"})
    public int threads;

    private Runner runner;

    /** Prepares the program. */
    @Setup(Level.Trial)
    public void prepare() {
        int[] n = OneOperation.numbers(size);
        runner = Runner.of(OneOperation.of((block, qkv) -> block.attention("attn",
                Slice.part(qkv, 0, 3), Slice.part(qkv, 1, 3), Slice.part(qkv, 2, 3), n[2]), n[0], n[1], 3 * n[2] * n[3]), threads);
    }

    /** Scores, softmax, weighted sums. */
    @Benchmark
    public void attention() {
        runner.run();
    }

    /** Ends its threads. */
    @TearDown(Level.Trial)
    public void close() {
        runner.close();
    }
}
