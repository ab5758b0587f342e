package io.github.dit4j.engine.onnx;

import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.io.OutputStream;

/** The weights and constants of a program as initializers of a graph, each added when an operation first asks for it. */
final class OnnxWeights {
    private static final int PART = 1 << 16;

    private final Program program;
    private final Weights weights;
    private final OnnxGraph graph;

    OnnxWeights(Program program, Weights weights, OnnxGraph graph) {
        this.program = program;
        this.weights = weights;
        this.graph = graph;
    }

    /** The name of a tensor in the graph. */
    String value(Tensor tensor) {
        return switch (tensor.role()) {
            case INPUT, ACTIVATION -> tensor.name();
            case WEIGHT, CONSTANT -> graph.initializer(tensor.name(), tensor.dtype(), tensor.shape(),
                    out -> write(tensor, out));
        };
    }

    /** The weight {@code [out, ...]} of a linear layer as the right factor {@code [in, out]} of a {@code MatMul}. */
    String transposed(Tensor weight) {
        int out = weight.shape().dim(0);
        int in = Math.toIntExact(weight.shape().elements() / out);
        return graph.initializer(weight.name() + "/transposed", weight.dtype(), Shape.of(in, out),
                stream -> writeTransposed(weight, in, out, stream));
    }

    private TensorData data(Tensor tensor) {
        TensorData constant = program.constants().get(tensor);
        return constant == null ? weights.get(tensor) : constant;
    }

    private void write(Tensor tensor, OutputStream out) throws IOException {
        TensorData data = data(tensor);
        switch (tensor.dtype()) {
            case I32 -> out.write(LittleEndian.bytes(data.toInts()));
            default -> {
                var part = new float[Math.min(data.shape().size(), PART)];
                for (int from = 0; from < data.shape().size(); from += part.length) {
                    int count = Math.min(part.length, data.shape().size() - from);
                    data.copyTo(from, part, 0, count);
                    out.write(LittleEndian.bytes(part), 0, count * Float.BYTES);
                }
            }
        }
    }

    private void writeTransposed(Tensor weight, int in, int out, OutputStream stream) throws IOException {
        float[] rows = data(weight).toFloats();
        var columns = new float[out];
        for (int i = 0; i < in; i++) {
            for (int o = 0; o < out; o++) {
                columns[o] = rows[o * in + i];
            }
            stream.write(LittleEndian.bytes(columns));
        }
    }
}
