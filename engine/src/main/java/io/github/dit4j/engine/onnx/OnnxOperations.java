package io.github.dit4j.engine.onnx;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Normalization;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Each operation in the words of ONNX's operator set 20. Values have the names of the tensors; what lies between two
 * operators of one operation is named after its output. A fused epilogue becomes operators of its own: to fuse is up to
 * whoever runs the graph.
 */
final class OnnxOperations {
    private final OnnxGraph graph;
    private final OnnxWeights weights;

    OnnxOperations(OnnxGraph graph, OnnxWeights weights) {
        this.graph = graph;
        this.weights = weights;
    }

    /** Adds the nodes of an operation. */
    void write(Op op) {
        switch (op) {
            case Op.Linear linear -> linear(linear);
            case Op.LayerNorm norm -> layerNorm(norm);
            case Op.Attention attention -> attention(attention);
            case ImageOp.GroupNorm norm -> groupNorm(norm);
            case ImageOp.Conv2d conv -> conv2d(conv);
            case ImageOp.Upsample upsample -> new OnnxLayouts(graph, weights).upsample(upsample);
            case ImageOp.Patchify patchify -> new OnnxLayouts(graph, weights).patchify(patchify);
            case ImageOp.Unpatchify unpatchify -> new OnnxLayouts(graph, weights).unpatchify(unpatchify);
            case Op.Concat concat -> graph.node("Concat", name(concat), concat.parts().stream().map(weights::value).toList(),
                    "axis", concat.axis());
            case Op.Narrow narrow -> slice(name(narrow), weights.value(narrow.x()), narrow.axis(), narrow.start(),
                    narrow.output().shape().dim(narrow.axis()));
            case Op.Add add -> add(add);
            case Op.Activate activate -> activate(weights.value(activate.x()), activate.function(), name(activate));
            case Op.Embedding embedding -> embedding(embedding);
            case Op.SinusoidalEmbedding sinusoids -> sinusoidalEmbedding(sinusoids);
            case Op.Guide guide -> guide(guide);
        }
    }

    private static String name(Op op) {
        return op.output().name();
    }

    private void linear(Op.Linear op) {
        String name = name(op);
        boolean isPlain = op.epilogue().equals(Epilogue.NONE);
        List<String> x = List.of(weights.value(op.x()), weights.transposed(op.weight()));
        String sum = graph.node("MatMul", isPlain && op.bias().isEmpty() ? name : name + "/product", x);
        if (op.bias().isPresent()) {
            sum = graph.node("Add", isPlain ? name : name + "/sum", List.of(sum, weights.value(op.bias().get())));
        }
        switch (op.epilogue()) {
            case Epilogue.Activate(Activation function) -> {
                if (!isPlain) {
                    activate(sum, function, name);
                }
            }
            case Epilogue.Residual(Tensor residual) -> graph.node("Add", name, List.of(weights.value(residual), sum));
            case Epilogue.GatedResidual(Tensor residual, Slice gate) -> {
                String gated = perImage("Mul", name + "/gated", sum, op.output().shape(),
                        part(gate, name + "/gate"), gate.shape().rows());
                graph.node("Add", name, List.of(weights.value(residual), gated));
            }
        }
    }

    /** A slice of columns, whole if it is. */
    private String part(Slice slice, String output) {
        String tensor = weights.value(slice.tensor());
        return slice.width() == slice.stride()
                ? tensor
                : slice(output, tensor, slice.tensor().shape().rank() - 1, slice.offset(), slice.width());
    }

    private String slice(String output, String x, int axis, int from, int count) {
        return graph.node("Slice", output, List.of(x, graph.integers(from), graph.integers(from + (long) count),
                graph.integers(axis)));
    }

    /** Joins {@code x [..., width]} with one row for all tokens of an image, {@code row [images, width]}. */
    private String perImage(String type, String output, String x, Shape shape, String row, int images) {
        int width = shape.width();
        String spread = graph.reshape(output + "/row", row, Shape.of(images, 1, width));
        Shape byImage = Shape.of(images, shape.rows() / images, width);
        if (byImage.equals(shape)) {
            return graph.node(type, output, List.of(x, spread));
        }
        String joined = graph.node(type, output + "/joined", List.of(graph.reshape(output + "/images", x, byImage), spread));
        return graph.reshape(output, joined, shape);
    }

    private void activate(String x, Activation function, String output) {
        switch (function) {
            case IDENTITY -> graph.node("Identity", output, List.of(x));
            case RELU -> graph.node("Relu", output, List.of(x));
            case SILU -> graph.node("Mul", output, List.of(x, graph.node("Sigmoid", output + "/sigmoid", List.of(x))));
            case GELU_TANH -> graph.node("Gelu", output, List.of(x), "approximate", "tanh");
            case GELU_ERF -> graph.node("Gelu", output, List.of(x));
            case QUICK_GELU -> {
                String steeper = graph.node("Mul", output + "/steeper", List.of(x, graph.reals(1.702f)));
                graph.node("Mul", output, List.of(x, graph.node("Sigmoid", output + "/sigmoid", List.of(steeper))));
            }
        }
    }

    private void layerNorm(Op.LayerNorm op) {
        String name = name(op);
        String x = weights.value(op.x());
        switch (op.normalization()) {
            case Normalization.Affine(Tensor weight, Tensor bias) -> graph.node("LayerNormalization", name,
                    List.of(x, weights.value(weight), weights.value(bias)), "axis", -1, "epsilon", op.epsilon());
            case Normalization.Modulated(Slice shift, Slice scale) -> {
                int images = shift.shape().rows();
                Shape shape = op.x().shape();
                String normal = graph.node("LayerNormalization", name + "/normal",
                        List.of(x, graph.reals(1, shape.width()), graph.reals(0, shape.width())),
                        "axis", -1, "epsilon", op.epsilon());
                String factor = graph.node("Add", name + "/factor",
                        List.of(part(scale, name + "/scale"), graph.reals(1)));
                String scaled = perImage("Mul", name + "/scaled", normal, shape, factor, images);
                String shifted = perImage("Add", name + "/shifted", scaled, shape, part(shift, name + "/shift"), images);
                graph.node("Identity", name, List.of(shifted));
            }
        }
    }

    private void attention(Op.Attention op) {
        String name = name(op);
        String q = heads(op, op.q(), op.queries(), name + "/q", 0, 2, 1, 3);
        String k = heads(op, op.k(), op.keys(), name + "/k", 0, 2, 3, 1);
        String v = heads(op, op.v(), op.keys(), name + "/v", 0, 2, 1, 3);
        String scaled = graph.node("Mul", name + "/scaled",
                List.of(q, graph.reals((float) (1 / Math.sqrt(op.headWidth())))));
        String scores = graph.node("MatMul", name + "/scores", List.of(scaled, k));
        if (op.causal()) {
            scores = graph.node("Add", name + "/masked", List.of(scores, futureMask(op.queries(), op.keys())));
        }
        String shares = graph.node("Softmax", name + "/shares", List.of(scores), "axis", -1);
        String mixed = graph.node("MatMul", name + "/mixed", List.of(shares, v));
        String rows = graph.node("Transpose", name + "/rows", List.of(mixed), "perm", new int[] {0, 2, 1, 3});
        graph.reshape(name, rows, op.output().shape());
    }

    /** {@code [batch, tokens, heads · d]} with its axes taken apart and put in another order. */
    private String heads(Op.Attention op, Slice slice, int tokens, String output, int... order) {
        String apart = graph.reshape(output + "/heads", part(slice, output + "/part"),
                Shape.of(op.batch(), tokens, op.heads(), op.headWidth()));
        return graph.node("Transpose", output, List.of(apart), "perm", order);
    }

    /** 0 where a query may look, −∞ at the keys after its own. */
    private String futureMask(int queries, int keys) {
        return graph.initializer("future " + queries + "×" + keys, DType.F32, Shape.of(queries, keys), out -> {
            for (int query = 0; query < queries; query++) {
                var row = new float[keys];
                Arrays.fill(row, Math.min(query + 1, keys), keys, Float.NEGATIVE_INFINITY);
                out.write(LittleEndian.bytes(row));
            }
        });
    }

    private void groupNorm(ImageOp.GroupNorm op) {
        String name = name(op);
        Shape shape = op.x().shape();
        int channels = shape.dim(1);
        String groups = graph.reshape(
                name + "/groups", weights.value(op.x()), Shape.of(shape.dim(0), op.groups(), op.groupSize()));
        String normal = graph.node("InstanceNormalization", name + "/normal",
                List.of(groups, graph.reals(1, op.groups()), graph.reals(0, op.groups())), "epsilon", op.epsilon());
        String image = graph.reshape(name + "/image", normal, shape);
        Shape perChannel = Shape.of(channels, 1, 1);
        String scaled = graph.node("Mul", name + "/scaled",
                List.of(image, graph.reshape(name + "/weight", weights.value(op.weight()), perChannel)));
        String bias = graph.reshape(name + "/bias", weights.value(op.bias()), perChannel);
        activate(graph.node("Add", name + "/shifted", List.of(scaled, bias)), op.function(), name);
    }

    private void conv2d(ImageOp.Conv2d op) {
        int size = op.kernelSize();
        graph.node("Conv", name(op), List.of(weights.value(op.x()), weights.value(op.weight()), weights.value(op.bias())),
                "kernel_shape", new int[] {size, size}, "strides", new int[] {op.stride(), op.stride()},
                "pads", new int[] {op.margin(), op.margin(), marginAfter(op, 2), marginAfter(op, 3)});
    }

    /** Zeros that the last place of the filter needs; none if it does not even reach the last pixel. */
    private static int marginAfter(ImageOp.Conv2d op, int axis) {
        int end = (op.output().shape().dim(axis) - 1) * op.stride() + op.kernelSize();
        return Math.max(0, end - op.margin() - op.x().shape().dim(axis));
    }

    private void add(Op.Add op) {
        // ONNX too repeats over outer axes, if the inner ones are spelt alike.
        Shape a = op.a().shape();
        int inner = a.rank();
        for (long left = op.b().shape().elements(); left > 1; left /= a.dim(inner)) {
            inner--;
        }
        Shape spelt = Shape.of(Arrays.copyOfRange(a.dims(), inner, a.rank()));
        String b = weights.value(op.b());
        boolean isAlike = op.b().shape().equals(spelt) || op.b().shape().equals(a);
        graph.node("Add", name(op),
                List.of(weights.value(op.a()), isAlike ? b : graph.reshape(name(op) + "/repeated", b, spelt)));
    }

    private void embedding(Op.Embedding op) {
        List<String> inputs = List.of(weights.value(op.table()), weights.value(op.ids()));
        if (op.output().shape().rank() == op.ids().shape().rank() + 1) {
            graph.node("Gather", name(op), inputs, "axis", 0);
        } else {
            graph.reshape(name(op), graph.node("Gather", name(op) + "/rows", inputs, "axis", 0), op.output().shape());
        }
    }

    private void sinusoidalEmbedding(Op.SinusoidalEmbedding op) {
        String name = name(op);
        String column = graph.reshape(name + "/column", weights.value(op.t()), Shape.of(op.t().shape().size(), 1));
        String angles = graph.node("Mul", name + "/angles", List.of(column, weights.value(op.frequencies())));
        String both = graph.node("Concat", name + "/both", List.of(
                graph.node("Cos", name + "/cos", List.of(angles)), graph.node("Sin", name + "/sin", List.of(angles))),
                "axis", 1);
        graph.reshape(name, both, op.output().shape());
    }

    private void guide(Op.Guide op) {
        String name = name(op);
        int images = op.output().shape().dim(0);
        String all = weights.value(op.predictions());
        String last = slice(name + "/last", all, 0, (op.conditions() - 1) * images, images);
        String guided = last;
        for (int k = 0; k < op.conditions() - 1; k++) {
            String scale = graph.reshape(name + "/scale" + k, slice(name + "/scales" + k, weights.value(op.scales()), 0, k, 1),
                    Shape.of(images, 1, 1, 1));
            String prediction = slice(name + "/prediction" + k, all, 0, k * images, images);
            String difference = graph.node("Sub", name + "/difference" + k, List.of(prediction, last));
            guided = graph.node("Add", name + "/guided" + k,
                    List.of(guided, graph.node("Mul", name + "/step" + k, List.of(difference, scale))));
        }
        var parts = new ArrayList<String>();
        int depth = op.output().shape().dim(1);
        parts.add(slice(name + "/guided", guided, 1, 0, op.channels()));
        parts.add(slice(name + "/others", slice(name + "/first", all, 0, 0, images), 1, op.channels(), depth - op.channels()));
        graph.node("Concat", name, parts, "axis", 1);
    }
}
