package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.op.Block;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One operation with seeded values for its inputs: run it on a device, and compare with {@link DoubleOps}.
 *
 * @param name what a test calls it
 * @param op over inputs and weights
 * @param values of the inputs and weights, rounded to floats (or whole numbers, for ids)
 * @param tolerance relative L2 error that is allowed
 */
public record OpCase(String name, Op op, Map<Tensor, float[]> values, double tolerance) {

    // A float has a relative precision of 6e-8; sums of up to a thousand terms in a few partial sums lose a few bits more.
    private static final double ROUNDING = 5e-7;

    /** An operation with values from a normal distribution, the same for the same name. */
    public static OpCase of(String name, Op op) {
        return of(name, op, ROUNDING);
    }

    /** The same with a tolerance of its own. */
    public static OpCase of(String name, Op op, double tolerance) {
        var random = new Random(name.hashCode());
        var values = new LinkedHashMap<Tensor, float[]>();
        for (Tensor input : op.inputs()) {
            values.computeIfAbsent(input, tensor -> values(op, tensor, random));
        }
        return new OpCase(name, op, values, tolerance);
    }

    private static float[] values(Op op, Tensor tensor, Random random) {
        var values = new float[tensor.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.dtype() == DType.I32
                    ? random.nextInt(((Op.Embedding) op).table().shape().dim(0))
                    : (float) random.nextGaussian();
        }
        return values;
    }

    /** The same with the values of one input replaced. */
    public OpCase with(Tensor input, float... inputValues) {
        var changed = new LinkedHashMap<>(values);
        changed.put(input, inputValues);
        return new OpCase(name, op, changed, tolerance);
    }

    /** A program of this operation alone. */
    public Program program() {
        var inputs = values.keySet().stream().filter(tensor -> tensor.role() == Tensor.Role.INPUT).toList();
        var weights = values.keySet().stream().filter(tensor -> tensor.role() == Tensor.Role.WEIGHT).toList();
        return new Program(name, inputs, weights, Map.of(), List.of(new Block("block", List.of(op))), List.of(op.output()));
    }

    /** Its weights. */
    public Weights weights() {
        return weights(values);
    }

    /** Weights with these values. */
    public static Weights weights(Map<Tensor, float[]> values) {
        Map<String, Tensor> byName = values.keySet().stream().collect(Collectors.toMap(Tensor::name, tensor -> tensor));
        return new Weights() {
            @Override
            public Set<String> names() {
                return byName.keySet();
            }

            @Override
            public Shape shape(String weight) {
                return byName.get(weight).shape();
            }

            @Override
            public TensorData get(String weight) {
                return TensorData.of(shape(weight), values.get(byName.get(weight)));
            }
        };
    }

    /** What the operation is, in double precision. */
    public double[] expected() {
        return DoubleOps.apply(op, doubles());
    }

    private Map<Tensor, double[]> doubles() {
        var doubles = new LinkedHashMap<Tensor, double[]>();
        values.forEach((tensor, floats) -> {
            var copy = new double[floats.length];
            for (int i = 0; i < copy.length; i++) {
                copy[i] = floats[i];
            }
            doubles.put(tensor, copy);
        });
        return doubles;
    }

    /** What a device makes of it. */
    public float[] runOn(Device device) {
        Program program = program();
        try (var engine = device.open(weights()); var executor = engine.prepare(program)) {
            for (Tensor input : program.inputs()) {
                if (input.dtype() == DType.I32) {
                    executor.write(input, TensorData.of(input.shape(), values.get(input)).toInts());
                } else {
                    executor.write(input, values.get(input));
                }
            }
            executor.run();
            return executor.read(op.output());
        }
    }

    /** The relative L2 distance of what a device computed from double precision, {@code ‖got − want‖ / ‖want‖}. */
    public static double relativeError(float[] got, double[] want) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < want.length; i++) {
            difference += (got[i] - want[i]) * (got[i] - want[i]);
            norm += want[i] * want[i];
        }
        return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
    }

    @Override
    public String toString() {
        return name;
    }
}
