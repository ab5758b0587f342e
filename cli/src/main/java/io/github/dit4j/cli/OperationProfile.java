package io.github.dit4j.cli;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.Profiled;
import io.github.dit4j.engine.op.Op;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where the time of one evaluation of a network goes.
 *
 * @param model its name
 * @param batch images
 * @param limits what no operation can exceed
 * @param lines each kind and size of operation, the one that takes longest first
 */
record OperationProfile(String model, Device device, int batch, Limits limits, List<Line> lines) {

    /**
     * The two limits of the roofline model (Williams, Waterman and Patterson 2009).
     *
     * @param peak floating-point operations per second
     * @param bandwidth bytes per second from memory
     */
    record Limits(double peak, double bandwidth) {}

    /** Which limit is the nearer one. */
    enum Bound {
        /** The arithmetic of the products takes longer than to fetch their factors. */
        MULTIPLY_ADDS("multiply-adds"),
        /** To fetch and to store takes longer than the arithmetic that is counted. */
        MEMORY("memory"),
        /** As memory, but more comes in a second than memory can give: the caches gave it. */
        CACHE("cache");

        private final String text;

        Bound(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * All operations of one kind and size.
     *
     * @param layers the names of their results, with a star for the number of a block
     * @param count how many they are
     * @param seconds they took together; as {@code operations} and {@code bytes} for all of them
     */
    record Line(String kind, String size, SequencedSet<String> layers, int count, double seconds, long operations,
            long bytes) {

        private static Line of(List<OperationTime> alike) {
            OperationTime first = alike.getFirst();
            return new Line(first.kind(), first.size(),
                    alike.stream().map(OperationTime::layer).collect(Collectors.toCollection(LinkedHashSet::new)),
                    alike.size(),
                    alike.stream().mapToDouble(OperationTime::seconds).sum(),
                    alike.stream().mapToLong(OperationTime::operations).sum(),
                    alike.stream().mapToLong(OperationTime::bytes).sum());
        }

        double operationsPerSecond() {
            return operations / seconds;
        }

        double bytesPerSecond() {
            return bytes / seconds;
        }

        Bound bound(Limits limits) {
            if (operations / limits.peak > bytes / limits.bandwidth) {
                return Bound.MULTIPLY_ADDS;
            }
            return bytesPerSecond() > limits.bandwidth ? Bound.CACHE : Bound.MEMORY;
        }

        /** How much of the nearer limit is reached: the time that it leaves as a share of the time taken. */
        double shareOf(Limits limits) {
            return Math.max(operationsPerSecond() / limits.peak, bytesPerSecond() / limits.bandwidth);
        }
    }

    /** Measures each operation in its place, as the median of some runs. */
    static OperationProfile measure(String model, Device device, int batch, Limits limits, Profiled executor, int runs) {
        List<Op> ops = executor.operations();
        var nanos = new long[runs][ops.size()];
        for (long[] run : nanos) {
            executor.run(run);
        }
        List<OperationTime> times = IntStream.range(0, ops.size())
                .mapToObj(i -> OperationTime.of(ops.get(i), median(nanos, i) * 1e-9, device.weights()))
                .toList();
        return new OperationProfile(model, device, batch, limits, lines(times));
    }

    private static long median(long[][] runs, int operation) {
        return Arrays.stream(runs).mapToLong(run -> run[operation]).sorted().skip(runs.length / 2).findFirst().orElseThrow();
    }

    static List<Line> lines(List<OperationTime> times) {
        record Alike(String kind, String size) {}
        return times.stream().collect(Collectors.groupingBy(time -> new Alike(time.kind(), time.size())))
                .values().stream().map(Line::of).sorted(Comparator.comparingDouble(Line::seconds).reversed()).toList();
    }

    /** All operations as one. */
    Line total() {
        return new Line("all", "", new LinkedHashSet<>(),
                lines.stream().mapToInt(Line::count).sum(),
                lines.stream().mapToDouble(Line::seconds).sum(),
                lines.stream().mapToLong(Line::operations).sum(),
                lines.stream().mapToLong(Line::bytes).sum());
    }
}
