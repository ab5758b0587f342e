package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.SmallFloats;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Weights in single precision of which those of linear layers have values that a type of 16 bits has too.
 *
 * @param rounded the names of those
 * @param type F16 or BF16
 */
public record RoundedWeights(Weights weights, Set<String> rounded, DType type) implements Weights {

    /** Those of a program: what a device that keeps them in such a type computes with. */
    public static Weights of(Program program, Weights weights, DType type) {
        return new RoundedWeights(
                weights, program.linearWeights().stream().map(Tensor::name).collect(Collectors.toSet()), type);
    }

    @Override
    public Set<String> names() {
        return weights.names();
    }

    @Override
    public Shape shape(String name) {
        return weights.shape(name);
    }

    @Override
    public TensorData get(String name) {
        if (!rounded.contains(name)) {
            return weights.get(name);
        }
        float[] values = weights.get(name).toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = SmallFloats.widen(type, SmallFloats.round(type, values[i]));
        }
        return TensorData.of(shape(name), values);
    }
}
