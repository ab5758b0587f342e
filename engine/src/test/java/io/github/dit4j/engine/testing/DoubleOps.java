package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Normalization;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Map;

/**
 * Every operation in double precision, written from its definition and from nothing else: what the kernels of all
 * executors are compared with. Slow and plain on purpose.
 */
public final class DoubleOps {

    private DoubleOps() {}

    /**
     * Computes an operation.
     *
     * @param op what to compute
     * @param values of its inputs, row-major; ids as whole numbers
     * @return the elements of its output, row-major
     */
    public static double[] apply(Op op, Map<Tensor, double[]> values) {
        return switch (op) {
            case Op.Linear linear -> linear(linear, values);
            case Op.LayerNorm norm -> layerNorm(norm, values);
            case Op.Attention attention -> attention(attention, values);
            case ImageOp image -> DoubleImageOps.apply(image, values);
            case Op.Concat concat -> concat(concat, values);
            case Op.Narrow narrow -> narrow(narrow, values.get(narrow.x()));
            case Op.Add add -> add(values.get(add.a()), values.get(add.b()));
            case Op.Activate activate -> activate(values.get(activate.x()), activate.function());
            case Op.Embedding embedding -> embedding(embedding, values);
            case Op.SinusoidalEmbedding sinusoid ->
                    sinusoidalEmbedding(values.get(sinusoid.t()), values.get(sinusoid.frequencies()));
            case Op.Guide guide -> guide(guide, values);
        };
    }

    private static double[] linear(Op.Linear op, Map<Tensor, double[]> values) {
        double[] x = values.get(op.x());
        double[] weight = values.get(op.weight());
        double[] bias = op.bias().map(values::get).orElseGet(() -> new double[op.weight().shape().dim(0)]);
        int in = op.x().shape().width();
        int out = op.output().shape().width();
        int rows = op.output().shape().rows();
        var output = new double[rows * out];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < out; column++) {
                double sum = bias[column];
                for (int i = 0; i < in; i++) {
                    sum += x[row * in + i] * weight[column * in + i];
                }
                int at = row * out + column;
                output[at] = switch (op.epilogue()) {
                    case Epilogue.Activate(Activation function) -> DoubleFunctions.activate(sum, function);
                    case Epilogue.Residual(Tensor residual) -> values.get(residual)[at] + sum;
                    case Epilogue.GatedResidual(Tensor residual, Slice gate) ->
                            values.get(residual)[at] + rowOf(gate, row, rows, column, values) * sum;
                };
            }
        }
        return output;
    }

    /** An element of a tensor that has one row for several consecutive rows of another. */
    private static double rowOf(Slice slice, int row, int rows, int column, Map<Tensor, double[]> values) {
        int repeats = rows / slice.tensor().shape().rows();
        return values.get(slice.tensor())[row / repeats * slice.stride() + slice.offset() + column];
    }

    private static double[] layerNorm(Op.LayerNorm op, Map<Tensor, double[]> values) {
        double[] x = values.get(op.x());
        int width = op.x().shape().width();
        int rows = op.x().shape().rows();
        var output = new double[x.length];
        for (int row = 0; row < rows; row++) {
            double[] normal = DoubleFunctions.standardize(x, row * width, width, op.epsilon());
            for (int i = 0; i < width; i++) {
                output[row * width + i] = switch (op.normalization()) {
                    case Normalization.Affine(Tensor weight, Tensor bias) ->
                            normal[i] * values.get(weight)[i] + values.get(bias)[i];
                    case Normalization.Modulated(Slice shift, Slice scale) ->
                            normal[i] * (1 + rowOf(scale, row, rows, i, values)) + rowOf(shift, row, rows, i, values);
                };
            }
        }
        return output;
    }

    private static double[] attention(Op.Attention op, Map<Tensor, double[]> values) {
        double[] q = values.get(op.q().tensor());
        double[] k = values.get(op.k().tensor());
        double[] v = values.get(op.v().tensor());
        int d = op.headWidth();
        int width = op.q().width();
        var output = new double[op.output().shape().size()];
        for (int image = 0; image < op.batch(); image++) {
            for (int head = 0; head < op.heads(); head++) {
                for (int query = 0; query < op.queries(); query++) {
                    int qAt = (image * op.queries() + query) * op.q().stride() + op.q().offset() + head * d;
                    int seen = op.causal() ? query + 1 : op.keys();
                    var scores = new double[seen];
                    double largest = Double.NEGATIVE_INFINITY;
                    for (int key = 0; key < seen; key++) {
                        int kAt = (image * op.keys() + key) * op.k().stride() + op.k().offset() + head * d;
                        for (int i = 0; i < d; i++) {
                            scores[key] += q[qAt + i] * k[kAt + i] / Math.sqrt(d);
                        }
                        largest = Math.max(largest, scores[key]);
                    }
                    double sum = 0;
                    for (int key = 0; key < seen; key++) {
                        scores[key] = Math.exp(scores[key] - largest);
                        sum += scores[key];
                    }
                    int at = (image * op.queries() + query) * width + head * d;
                    for (int key = 0; key < seen; key++) {
                        int vAt = (image * op.keys() + key) * op.v().stride() + op.v().offset() + head * d;
                        for (int i = 0; i < d; i++) {
                            output[at + i] += scores[key] / sum * v[vAt + i];
                        }
                    }
                }
            }
        }
        return output;
    }

    private static double[] concat(Op.Concat op, Map<Tensor, double[]> values) {
        var output = new double[op.output().shape().size()];
        int outer = 1;
        for (int axis = 0; axis < op.axis(); axis++) {
            outer *= op.output().shape().dim(axis);
        }
        int at = 0;
        for (int i = 0; i < outer; i++) {
            for (Tensor part : op.parts()) {
                int run = part.shape().size() / outer;
                System.arraycopy(values.get(part), i * run, output, at, run);
                at += run;
            }
        }
        return output;
    }

    private static double[] narrow(Op.Narrow op, double[] x) {
        var output = new double[op.output().shape().size()];
        int inner = 1;
        for (int axis = op.axis() + 1; axis < op.x().shape().rank(); axis++) {
            inner *= op.x().shape().dim(axis);
        }
        int extent = op.output().shape().dim(op.axis());
        for (int at = 0; at < output.length; at++) {
            int entry = op.start() + at / inner % extent;
            output[at] = x[(at / (inner * extent) * op.x().shape().dim(op.axis()) + entry) * inner + at % inner];
        }
        return output;
    }

    private static double[] add(double[] a, double[] b) {
        var output = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            output[i] = a[i] + b[i % b.length];
        }
        return output;
    }

    private static double[] activate(double[] x, Activation function) {
        var output = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            output[i] = DoubleFunctions.activate(x[i], function);
        }
        return output;
    }

    private static double[] embedding(Op.Embedding op, Map<Tensor, double[]> values) {
        double[] ids = values.get(op.ids());
        int width = op.table().shape().width();
        var output = new double[ids.length * width];
        for (int i = 0; i < ids.length; i++) {
            System.arraycopy(values.get(op.table()), (int) ids[i] * width, output, i * width, width);
        }
        return output;
    }

    private static double[] sinusoidalEmbedding(double[] t, double[] frequencies) {
        int half = frequencies.length;
        var output = new double[t.length * 2 * half];
        for (int i = 0; i < t.length; i++) {
            for (int j = 0; j < half; j++) {
                // The angle is defined as a float: at t = 999 its rounding turns the result by up to 3e-5.
                float angle = (float) (t[i] * frequencies[j]);
                output[i * 2 * half + j] = Math.cos(angle);
                output[i * 2 * half + half + j] = Math.sin(angle);
            }
        }
        return output;
    }

    private static double[] guide(Op.Guide op, Map<Tensor, double[]> values) {
        double[] predictions = values.get(op.predictions());
        double[] scales = values.get(op.scales());
        int images = op.output().shape().dim(0);
        int last = op.conditions() - 1;
        var output = new double[op.output().shape().size()];
        int image = output.length / images;
        int channel = image / op.output().shape().dim(1);
        for (int at = 0; at < output.length; at++) {
            if (at % image / channel >= op.channels()) {
                output[at] = predictions[at];
            } else {
                double away = predictions[last * output.length + at];
                output[at] = away;
                for (int k = 0; k < last; k++) {
                    output[at] += scales[k * images + at / image] * (predictions[k * output.length + at] - away);
                }
            }
        }
        return output;
    }
}
