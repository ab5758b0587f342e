package io.github.dit4j.bench;

import io.github.dit4j.engine.Devices;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the multiply-add units do at best: the limit of all products, and the measure that they are held against. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:ObjectAlignmentInBytes=64"})
@Warmup(iterations = 1)
@Measurement(iterations = 1) // JMH adds up what several iterations find
public class MultiplyAddBenchmark {
    /** Threads of the processor. */
    @Param({"1", "2"})
    public int threads;

    /** What was found. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Peak {
        /** Thousand million floating-point operations per second; a multiply-add is two. */
        public double gigaflops;
    }

    /** The best of many short times, all threads at once. */
    @Benchmark
    public void peak(Peak peak) {
        peak.gigaflops = Devices.cpu(threads).measurePeak().orElseThrow() * 1e-9;
    }
}
