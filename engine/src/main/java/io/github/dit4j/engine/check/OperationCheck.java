package io.github.dit4j.engine.check;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.op.Block;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.reference.ReferenceDevice;
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
 * One operation on seeded values: whether a device makes of them what the portable kernel makes of them in Java.
 *
 * @param name what a report calls it
 * @param op over inputs and weights
 * @param values of the inputs and weights, ids as whole numbers
 */
public record OperationCheck(String name, Op op, Map<Tensor, float[]> values) {
    /**
     * The largest error in single precision. A sum of 4608 products is a few 1e-7 from itself in another order; a kernel
     * that is wrong, or a fast approximation in place of a function, is further off.
     */
    private static final double TOLERANCE = 5e-6;
    /** The same with weights in half precision, which are rounded by 2⁻¹² of themselves on average. */
    private static final double F16_TOLERANCE = 1e-3;
    /** The same with eight times less precision. */
    private static final double BF16_TOLERANCE = 8e-3;

    /** An operation on values from a normal distribution, the same for the same name. */
    static OperationCheck of(String name, Op op) {
        var random = new Random(name.hashCode());
        var values = new LinkedHashMap<Tensor, float[]>();
        for (Tensor input : op.inputs()) {
            values.computeIfAbsent(input, tensor -> values(op, tensor, random));
        }
        return new OperationCheck(name, op, values);
    }

    private static float[] values(Op op, Tensor tensor, Random random) {
        var values = new float[tensor.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = op instanceof Op.Embedding embedding && tensor.equals(embedding.ids())
                    ? random.nextInt(embedding.table().shape().dim(0))
                    : (float) random.nextGaussian();
        }
        return values;
    }

    /** The same with the values of one input replaced. */
    OperationCheck with(Tensor input, float... inputValues) {
        var changed = new LinkedHashMap<>(values);
        changed.put(input, inputValues);
        return new OperationCheck(name, op, changed);
    }

    /** A program of this operation alone. */
    public Program program() {
        var inputs = values.keySet().stream().filter(tensor -> tensor.role() == Tensor.Role.INPUT).toList();
        var weights = values.keySet().stream().filter(tensor -> tensor.role() == Tensor.Role.WEIGHT).toList();
        return new Program(name, inputs, weights, Map.of(), List.of(new Block("check", List.of(op))), List.of(op.output()));
    }

    /**
     * Compares a device with the portable kernels.
     *
     * @param weights how the device stores weights, F32, F16 or BF16
     */
    public Finding run(Device device, DType weights) {
        double tolerance = switch (weights) {
            case F16 -> F16_TOLERANCE;
            case BF16 -> BF16_TOLERANCE;
            default -> TOLERANCE;
        };
        return Finding.of(name, tolerance,
                () -> Finding.relativeError(outputOn(new ReferenceDevice()), outputOn(device.withWeightsAs(weights))));
    }

    private float[] outputOn(Device device) {
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

    private Weights weights() {
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

    @Override
    public String toString() {
        return name;
    }
}
