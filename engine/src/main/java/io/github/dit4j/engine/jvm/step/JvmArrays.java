package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.FastProducts;
import io.github.dit4j.engine.memory.Buffer;
import io.github.dit4j.engine.memory.BufferPlan;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The arrays of a program: those of its inputs and activations, and, shared with other programs, its weights. */
final class JvmArrays {
    private final Program program;
    private final BufferPlan plan;
    private final JvmWeights weights;
    private final Map<Buffer, float[]> floats = new HashMap<>();
    private final Map<Buffer, int[]> ints = new HashMap<>();

    /**
     * The arrays of a program.
     *
     * @param steps its operations, those together that are one step
     */
    JvmArrays(Program program, List<List<Op>> steps, JvmWeights weights) {
        this.program = program;
        this.weights = weights;
        plan = BufferPlan.of(program, steps, program.linearWeights(), weights.type());
    }

    /** The elements of an F32 tensor, row-major; the array may be longer than that. */
    float[] floats(Tensor tensor) {
        if (program.constants().containsKey(tensor)) {
            return floats.computeIfAbsent(plan.of(tensor), _ -> program.constants().get(tensor).toFloats());
        }
        if (tensor.role() == Tensor.Role.WEIGHT) {
            return weights.floats(tensor);
        }
        return floats.computeIfAbsent(plan.of(tensor), buffer -> new float[buffer.size()]);
    }

    /** The elements of an I32 tensor; the array may be longer than that. */
    int[] ints(Tensor tensor) {
        return ints.computeIfAbsent(plan.of(tensor), buffer -> new int[buffer.size()]);
    }

    /** A linear layer's bias, zeros where there is none, with zeros behind it for so many columns. */
    float[] bias(Optional<Tensor> bias, int columns) {
        return bias.map(given -> Arrays.copyOf(floats(given), columns)).orElseGet(() -> new float[columns]);
    }

    /** A linear layer's weight {@code [out, in]} as the right factor {@code [in, out]}. */
    PackedMatrix packed(Tensor weight) {
        return packed(weight, StrassenCut.NONE);
    }

    /** The same for {@link StrassenStep}: where it is not copied, with {@linkplain StrassenCut#differences differences}. */
    PackedMatrix packed(Tensor weight, StrassenCut cut) {
        if (program.constants().containsKey(weight)) {
            return weights.pack(program.constants().get(weight), cut);
        }
        requireWeight(weight);
        return weights.packed(weight, plan.of(weight).dtype(), cut);
    }

    /** The same for {@link FastProducts}. */
    FastMatrix fast(Tensor weight) {
        if (program.constants().containsKey(weight)) {
            return weights.packFast(weight, program.constants().get(weight), DType.F32);
        }
        requireWeight(weight);
        return weights.fast(weight, plan.of(weight).dtype());
    }

    private static void requireWeight(Tensor factor) {
        if (factor.role() != Tensor.Role.WEIGHT) {
            throw new IllegalArgumentException("a linear layer multiplies by a weight or a constant, not by the "
                    + factor.role().name().toLowerCase(Locale.ROOT) + " " + factor);
        }
    }

    /** A weight {@code [out, in, 3, 3]} for {@link WinogradStep}. */
    float[] winograd(Tensor weight, boolean repeated) {
        return weights.winograd(weight, repeated);
    }

    /** Writes an input. */
    void write(Tensor input, float[] values) {
        program.checkInput(input, DType.F32, values.length);
        System.arraycopy(values, 0, floats(input), 0, values.length);
    }

    /** Writes an input. */
    void write(Tensor input, int[] values) {
        program.checkInput(input, DType.I32, values.length);
        System.arraycopy(values, 0, ints(input), 0, values.length);
    }

    /** Reads an output. */
    float[] read(Tensor output) {
        program.checkOutput(output);
        return Arrays.copyOf(floats(output), output.shape().size());
    }

    /** Reads a part of an output. */
    void read(Tensor output, int from, float[] target, int at, int count) {
        program.checkOutput(output);
        // The array may be longer than the tensor.
        Objects.checkFromIndexSize(from, count, output.shape().size());
        System.arraycopy(floats(output), from, target, at, count);
    }
}
