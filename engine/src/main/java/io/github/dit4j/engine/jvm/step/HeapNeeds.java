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
 * constants and activations of each. Weights stay when an executor is closed.
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
     * Checks that programs fit in beside what is held: better to say now what is missing than to fail in the middle.
     *
     * @throws IllegalArgumentException if not
     */
    synchronized void require(List<Program> programs) {
        var read = new HashSet<>(weights);
        programs.forEach(program -> read.addAll(weightsOf(program)));
        long others = programs.stream().mapToLong(this::bytesOfItsOwn).sum()
                + open.values().stream().mapToLong(Long::longValue).sum();
        long needed = others + bytes(read, type);
        long most = Runtime.getRuntime().maxMemory();
        if (needed > most) {
            long gigabytes = Math.ceilDiv(needed + needed / 8, 1L << 30);
            throw new IllegalArgumentException(
                    "%s takes %.1f GB for weights and activations, and Java may use %.1f GB; start it with -Xmx%dg"
                            .formatted(programs.getFirst().name(), needed / 1e9, most / 1e9, gigabytes)
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

    private Set<Read> weightsOf(Program program) {
        Set<Tensor> linear = program.linearWeights();
        var transformed = new HashMap<Tensor, Long>();
        for (List<Op> step : Fusion.of(program, lanes)) {
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

    /** Of all but weights, which programs share. */
    private long bytesOfItsOwn(Program program) {
        return BufferPlan.of(program, Fusion.of(program, lanes), Set.of(), DType.F32).buffers().stream()
                .filter(buffer -> !(buffer instanceof Buffer.Resident resident
                        && resident.tensor().role() == Tensor.Role.WEIGHT))
                .mapToLong(buffer -> (long) buffer.size() * buffer.dtype().bytes())
                .sum();
    }

    /** A program was prepared. */
    synchronized void hold(Executor executor, Program program) {
        open.put(executor, bytesOfItsOwn(program));
        weights.addAll(weightsOf(program));
    }

    /** An executor was closed, perhaps not for the first time. */
    synchronized void release(Executor executor) {
        open.remove(executor);
    }
}
