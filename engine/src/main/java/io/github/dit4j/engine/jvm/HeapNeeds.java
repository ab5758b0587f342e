package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.memory.Buffer;
import io.github.dit4j.engine.memory.BufferPlan;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the programs of an engine take of the heap: their weights once, however many programs read them, and inputs,
 * constants and activations of each. Weights stay when an executor is closed.
 */
final class HeapNeeds {
    private final Set<Tensor> weights = new HashSet<>();
    private final Map<Executor, Long> open = new IdentityHashMap<>();

    /**
     * Checks that programs fit in beside what is held: better to say now what is missing than to fail in the middle.
     *
     * @throws IllegalArgumentException if not
     */
    synchronized void require(List<Program> programs) {
        var read = new HashSet<>(weights);
        programs.forEach(program -> read.addAll(program.weights()));
        long needed = read.stream().mapToLong(weight -> weight.shape().elements() * weight.dtype().bytes()).sum()
                + programs.stream().mapToLong(HeapNeeds::bytesOfItsOwn).sum()
                + open.values().stream().mapToLong(Long::longValue).sum();
        long most = Runtime.getRuntime().maxMemory();
        if (needed > most) {
            long gigabytes = Math.ceilDiv(needed + needed / 8, 1L << 30);
            throw new IllegalArgumentException(
                    "%s takes %.1f GB for weights and activations, and Java may use %.1f GB; start it with -Xmx%dg"
                            .formatted(programs.getFirst().name(), needed / 1e9, most / 1e9, gigabytes)
                            + " (./dit4j: DIT4J_JAVA_OPTS=-Xmx%dg), or compute fewer images at once (--batch)"
                                    .formatted(gigabytes));
        }
    }

    /** Of all but weights, which programs share. */
    private static long bytesOfItsOwn(Program program) {
        return BufferPlan.of(program).buffers().stream()
                .filter(buffer -> !(buffer instanceof Buffer.Resident resident
                        && resident.tensor().role() == Tensor.Role.WEIGHT))
                .mapToLong(buffer -> (long) buffer.size() * buffer.dtype().bytes())
                .sum();
    }

    /** A program was prepared. */
    synchronized void hold(Executor executor, Program program) {
        open.put(executor, bytesOfItsOwn(program));
        weights.addAll(program.weights());
    }

    /** An executor was closed, perhaps not for the first time. */
    synchronized void release(Executor executor) {
        open.remove(executor);
    }
}
