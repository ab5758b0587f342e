package io.github.dit4j.engine.jvm.step;

import static java.util.stream.Collectors.toSet;

import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.jvm.kernels.Winograd;
import io.github.dit4j.engine.memory.Buffer;
import io.github.dit4j.engine.memory.BufferPlan;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.Weights;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the programs of an engine take of the heap: their weights once, however many programs read them, and inputs,
 * constants and activations of each, with what its steps share. Weights stay when an executor is closed.
 */
final class HeapNeeds {
    private final Weights stored;
    private final DType type;
    private final int lanes;
    private final Set<Read> weights = new HashSet<>();
    private final Map<Executor, Long> open = new IdentityHashMap<>();

    /** A weight, whether linear layers alone read it, and as how many elements it is kept. */
    private record Read(Tensor weight, boolean linear, long elements) {
        long bytes(DType type) {
            return elements * (linear ? type : weight.dtype()).bytes();
        }
    }

    /**
     * What a program takes.
     *
     * @param own bytes of all but weights, which programs share
     */
    record Need(String name, Set<Read> weights, long own) {}

    /**
     * Needs of an engine that has no programs yet.
     *
     * @param stored the model's
     * @param type as which those are kept that linear layers alone read
     * @param lanes of the kernels, on which it depends how filters are kept
     */
    HeapNeeds(Weights stored, DType type, int lanes) {
        this.stored = stored;
        this.type = type;
        this.lanes = lanes;
    }

    /**
     * Checks that programs fit in beside what is held: better to say now what is missing than to fail in the middle. What their
     * steps share is known when they are {@linkplain #hold prepared}.
     *
     * @throws IllegalArgumentException if not
     */
    synchronized void require(List<Program> programs) {
        requireAll(programs.stream().map(this::needOf).toList());
    }

    /** The same of one, and what it takes. */
    synchronized Need require(Program program) {
        Need need = needOf(program);
        requireAll(List.of(need));
        return need;
    }

    private void requireAll(List<Need> needs) {
        var read = new HashSet<>(weights);
        needs.forEach(need -> read.addAll(need.weights));
        long others = needs.stream().mapToLong(Need::own).sum() + open.values().stream().mapToLong(Long::longValue).sum();
        long needed = others + bytes(read, type);
        long most = Runtime.getRuntime().maxMemory();
        if (needed > most) {
            long gigabytes = Math.ceilDiv(needed + needed / 8, 1L << 30);
            throw new IllegalArgumentException(
                    "%s takes %.1f GB for weights and activations, and Java may use %.1f GB; start it with -Xmx%dg"
                            .formatted(needs.getFirst().name, needed / 1e9, most / 1e9, gigabytes)
                            + " (./dit4j: DIT4J_JAVA_OPTS=-Xmx%dg), or compute fewer images at once (--batch)"
                                    .formatted(gigabytes)
                            + (type == DType.F32 ? smaller(read, others, most) : ""));
        }
    }

    /** That smaller weights would fit, if they would. */
    private String smaller(Set<Read> read, long others, long most) {
        long needed = others + bytes(read, DType.BF16);
        if (needed > most) {
            return "";
        }
        Set<DType> types = read.stream().filter(Read::linear).map(one -> stored.get(one.weight).dtype()).collect(toSet());
        boolean exact = types.equals(Set.of(DType.F16)) || types.equals(Set.of(DType.BF16));
        DType best = exact ? types.iterator().next() : DType.BF16;
        return ", or keep weights in half the memory with --dtype %s (%.1f GB)".formatted(best.label(), needed / 1e9)
                + (exact ? ", the type they are stored in, which loses nothing" : "");
    }

    private Need needOf(Program program) {
        List<List<Op>> steps = Fusion.of(program, lanes);
        long own = BufferPlan.of(program, steps, Set.of(), DType.F32).buffers().stream()
                .filter(buffer -> !(buffer instanceof Buffer.Resident resident
                        && resident.tensor().role() == Tensor.Role.WEIGHT))
                .mapToLong(Buffer::bytes)
                .sum();
        return new Need(program.name(), weightsOf(program, steps), own);
    }

    private Set<Read> weightsOf(Program program, List<List<Op>> steps) {
        Set<Tensor> linear = program.linearWeights();
        var transformed = new HashMap<Tensor, Long>();
        for (List<Op> step : steps) {
            if (Fusion.main(step) instanceof ImageOp.Conv2d conv && WinogradStep.suits(conv, lanes)) {
                int components = Winograd.components(Fusion.convolution(step).isRepeated());
                transformed.put(conv.weight(), conv.weight().shape().elements() / 9 * components);
            }
        }
        return program.weights().stream().map(weight -> new Read(weight, linear.contains(weight),
                transformed.getOrDefault(weight, weight.shape().elements()))).collect(toSet());
    }

    private static long bytes(Set<Read> weights, DType type) {
        return weights.stream().mapToLong(weight -> weight.bytes(type)).sum();
    }

    /**
     * A program was prepared.
     *
     * @param need what is known of it
     * @param shared bytes that its steps share besides, not allocated yet
     * @throws IllegalArgumentException if these do not fit in
     */
    synchronized void hold(Executor executor, Need need, long shared) {
        var whole = new Need(need.name, need.weights, need.own + shared);
        requireAll(List.of(whole));
        open.put(executor, whole.own);
        weights.addAll(whole.weights);
    }

    /** An executor was closed, perhaps not for the first time. */
    synchronized void release(Executor executor) {
        open.remove(executor);
    }
}
