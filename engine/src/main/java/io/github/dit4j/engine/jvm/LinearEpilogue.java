package io.github.dit4j.engine.jvm;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Tensor;

/** What is done with the sums of some rows in one panel of a linear layer: of some, because the call takes as long as a row does. */
interface LinearEpilogue {

    /**
     * Writes rows of the output.
     *
     * @param sums {@code [rows, columns]}, a row every {@code stride} elements
     * @param row the first
     * @param column the first
     */
    void store(float[] sums, int at, int stride, int row, int rows, int column, int columns);

    /** That of a layer; if it wants nothing but sums, they are copied. */
    static LinearEpilogue of(Op.Linear op, StepContext context) {
        Kernels kernels = context.kernels();
        JvmArrays arrays = context.arrays();
        float[] output = arrays.floats(op.output());
        int width = op.output().shape().width();
        return switch (op.epilogue()) {
            case Epilogue.Activate(Activation function) -> (sums, at, stride, row, count, column, columns) -> {
                for (int i = 0; i < count; i++) {
                    kernels.activate(function, sums, at + i * stride, output, (row + i) * width + column, columns);
                }
            };
            case Epilogue.Residual(Tensor residual) -> {
                float[] stream = arrays.floats(residual);
                yield (sums, at, stride, row, count, column, columns) -> {
                    for (int i = 0; i < count; i++) {
                        int target = (row + i) * width + column;
                        kernels.add(stream, target, sums, at + i * stride, output, target, columns);
                    }
                };
            }
            case Epilogue.GatedResidual(Tensor residual, Slice gate) -> {
                float[] stream = arrays.floats(residual);
                float[] gates = arrays.floats(gate.tensor());
                int rowsPerGate = op.output().shape().rows() / gate.tensor().shape().rows();
                yield (sums, at, stride, row, count, column, columns) -> {
                    for (int i = 0; i < count; i++) {
                        int target = (row + i) * width + column;
                        int gateAt = (row + i) / rowsPerGate * gate.stride() + gate.offset() + column;
                        kernels.multiplyAdd(sums, at + i * stride, gates, gateAt, stream, target, output, target, columns);
                    }
                };
            }
        };
    }
}
