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

/** Convolutions as they occur in the decoder of Stable Diffusion's autoencoder for an image of 256×256, and in its encoder. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:ObjectAlignmentInBytes=64"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ConvolutionBenchmark {
    /**
     * Channels of the input, filters, height and width of the input, height and width of a filter, its stride, and how
     * often each pixel is repeated before.
     */
    @Param({
        "512x512x32x3x1x1", "512x512x32x3x1x2", "512x512x64x3x1x1", "512x512x64x3x1x2", "512x256x128x3x1x1",
        "256x256x128x3x1x1", "512x256x128x1x1x1", "256x256x128x3x1x2", "256x128x256x3x1x1", "128x128x256x3x1x1",
        "256x128x256x1x1x1", "128x3x256x3x1x1", "128x128x256x3x2x1"
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
        runner = Runner.of(OneOperation.of((block, x) ->
                block.conv2d("conv", n[5] == 1 ? x : block.upsample("up", x, n[5]), n[1], n[3], n[4]), 1, n[0], n[2], n[2]), threads);
    }

    /** The convolution with its bias, and the repetition. */
    @Benchmark
    public void convolution() {
        runner.run();
    }

    /** Ends its threads. */
    @TearDown(Level.Trial)
    public void close() {
        runner.close();
    }
}
