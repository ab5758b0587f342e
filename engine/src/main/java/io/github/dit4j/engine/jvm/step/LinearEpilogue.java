package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Kernels;
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
            case Epilogue.Activate(Activation function) -> (sums, at, stride, row, count, column, columns) ->
                    kernels.activate(function, sums, at, stride, output, row * width + column, width, count, columns);
            case Epilogue.Residual(Tensor residual) -> {
                float[] stream = arrays.floats(residual);
                yield (sums, at, stride, row, count, column, columns) ->
                        kernels.add(sums, at, stride, stream, output, row * width + column, width, count, columns);
            }
            case Epilogue.GatedResidual(Tensor residual, Slice gate) -> {
                float[] stream = arrays.floats(residual);
                float[] gates = arrays.floats(gate.tensor());
                int rowsPerGate = op.output().shape().rows() / gate.tensor().shape().rows();
                yield (sums, at, stride, row, count, column, columns) -> {
                    for (int i = 0; i < count; ) {
                        int one = (row + i) / rowsPerGate;
                        int some = Math.min(count - i, (one + 1) * rowsPerGate - row - i);
                        kernels.multiplyAdd(sums, at + i * stride, stride, gates, one * gate.stride() + gate.offset() + column,
                                stream, output, (row + i) * width + column, width, some, columns);
                        i += some;
                    }
                };
            }
        };
    }
}
