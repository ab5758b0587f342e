package io.github.dit4j.engine.op;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a block in the order of its forward pass. Each method adds one operation and returns its result, named
 * {@code block.layer}; a layer's weights are {@code block.layer.weight} and {@code block.layer.bias}, as in the published
 * checkpoints. In a {@linkplain ProgramBuilder#topBlock top block} the names have no prefix.
 */
public final class BlockBuilder {
    private final ProgramBuilder program;
    private final String name;
    private final String prefix;
    private final List<Op> ops = new ArrayList<>();

    BlockBuilder(ProgramBuilder program, String name, String prefix) {
        this.program = program;
        this.name = name;
        this.prefix = prefix;
    }

    /** A weight of this block. */
    public Tensor weight(String weightName, int... dims) {
        return program.weight(prefix + weightName, dims);
    }

    /** The program that this block belongs to. */
    public ProgramBuilder program() {
        return program;
    }

    private Tensor activation(String tensorName, Shape shape) {
        return new Tensor(prefix + tensorName, shape, DType.F32, Tensor.Role.ACTIVATION);
    }

    private Tensor add(Op op) {
        ops.add(op);
        return op.output();
    }

    /** A linear layer with bias; see {@link Op.Linear}. */
    public Tensor linear(String layer, Tensor x, int out, Epilogue epilogue) {
        return linear(layer, x, out, true, epilogue);
    }

    /** A linear layer with or without bias; see {@link Op.Linear}. */
    public Tensor linear(String layer, Tensor x, int out, boolean bias, Epilogue epilogue) {
        return linear(layer, x, weight(layer + ".weight", out, x.shape().width()),
                bias ? Optional.of(weight(layer + ".bias", out)) : Optional.empty(), epilogue);
    }

    /** A linear layer whose weights are given; see {@link Op.Linear}. */
    public Tensor linear(String layer, Tensor x, Tensor weight, Optional<Tensor> bias, Epilogue epilogue) {
        Shape shape = x.shape().with(-1, weight.shape().dim(0));
        boolean hidden = !(epilogue instanceof Epilogue.Activate);
        if (hidden && program.isTraced()) {
            add(new Op.Linear(x, weight, bias, Epilogue.NONE, activation(layer, shape)));
        }
        // What leaves a residual layer is the stream after it, not the layer's own result.
        return add(new Op.Linear(x, weight, bias, epilogue, activation(hidden ? layer + ".stream" : layer, shape)));
    }

    /** Affine layer normalisation; see {@link Op.LayerNorm}. */
    public Tensor layerNorm(String layer, Tensor x, float epsilon) {
        int width = x.shape().width();
        return layerNorm(layer, x,
                new Normalization.Affine(weight(layer + ".weight", width), weight(layer + ".bias", width)), epsilon);
    }

    /** Layer normalisation; see {@link Op.LayerNorm}. */
    public Tensor layerNorm(String layer, Tensor x, Normalization normalization, float epsilon) {
        return add(new Op.LayerNorm(x, normalization, epsilon, activation(layer, x.shape())));
    }

    /**
     * Group normalisation, then a function; see {@link ImageOp.GroupNorm}. The result is named {@code layer.activated} if there
     * is a function, as the layer itself ends before it.
     */
    public Tensor groupNorm(String layer, Tensor x, int groups, float epsilon, Activation function) {
        Tensor weight = weight(layer + ".weight", x.shape().dim(1));
        Tensor bias = weight(layer + ".bias", x.shape().dim(1));
        boolean hidden = function != Activation.IDENTITY;
        if (hidden && program.isTraced()) {
            add(new ImageOp.GroupNorm(x, groups, weight, bias, epsilon, Activation.IDENTITY, activation(layer, x.shape())));
        }
        return add(new ImageOp.GroupNorm(x, groups, weight, bias, epsilon, function,
                activation(hidden ? layer + ".activated" : layer, x.shape())));
    }

    /** Multi-head attention; see {@link Op.Attention}. */
    public Tensor attention(String layer, Slice q, Slice k, Slice v, int heads) {
        return add(new Op.Attention(q, k, v, heads, false, activation(layer, q.shape())));
    }

    /** As {@link #attention}, of each token to itself and to those before it. */
    public Tensor causalAttention(String layer, Slice q, Slice k, Slice v, int heads) {
        return add(new Op.Attention(q, k, v, heads, true, activation(layer, q.shape())));
    }

    /** Convolution that keeps the size; see {@link ImageOp.Conv2d}. */
    public Tensor conv2d(String layer, Tensor x, int out, int kernelSize) {
        return conv2d(layer, x, out, kernelSize, 1);
    }

    /** Convolution with a stride; see {@link ImageOp.Conv2d}. */
    public Tensor conv2d(String layer, Tensor x, int out, int kernelSize, int stride) {
        return conv2d(layer, x, out, kernelSize, stride, kernelSize / 2);
    }

    /** Convolution with a stride and a margin above and to the left; see {@link ImageOp.Conv2d}. */
    public Tensor conv2d(String layer, Tensor x, int out, int kernelSize, int stride, int margin) {
        return conv2d(layer, x, weight(layer + ".weight", out, x.shape().dim(1), kernelSize, kernelSize),
                weight(layer + ".bias", out), stride, margin);
    }

    /** Convolution that keeps the size, whose weights are given; see {@link ImageOp.Conv2d}. */
    public Tensor conv2d(String layer, Tensor x, Tensor weight, Tensor bias) {
        return conv2d(layer, x, weight, bias, 1, weight.shape().dim(2) / 2);
    }

    private Tensor conv2d(String layer, Tensor x, Tensor weight, Tensor bias, int stride, int margin) {
        Shape shape = ImageOp.Conv2d.outputShape(x.shape(), weight.shape().dim(0), stride);
        return add(new ImageOp.Conv2d(x, weight, bias, stride, margin, activation(layer, shape)));
    }

    /** Enlarges an image by repeating its pixels; see {@link ImageOp.Upsample}. */
    public Tensor upsample(String layer, Tensor x, int factor) {
        return add(new ImageOp.Upsample(x, factor, activation(layer, ImageOp.Upsample.outputShape(x.shape(), factor))));
    }

    /** Cuts an image into patches; see {@link ImageOp.Patchify}. */
    public Tensor patchify(String layer, Tensor x, int patch) {
        return add(new ImageOp.Patchify(x, patch, activation(layer, ImageOp.Patchify.outputShape(x.shape(), patch))));
    }

    /** Puts patches together to {@code image}; see {@link ImageOp.Unpatchify}. */
    public Tensor unpatchify(String layer, Tensor x, int skip, int patch, Shape image) {
        return add(new ImageOp.Unpatchify(x, skip, patch, activation(layer, image)));
    }

    /** Joins tensors along an axis; see {@link Op.Concat}. */
    public Tensor concat(String layer, List<Tensor> parts, int axis) {
        int extent = parts.stream().mapToInt(part -> part.shape().dim(axis)).sum();
        return add(new Op.Concat(parts, axis, activation(layer, parts.getFirst().shape().with(axis, extent))));
    }

    /** Some consecutive entries along an axis; see {@link Op.Narrow}. */
    public Tensor narrow(String layer, Tensor x, int axis, int start, int extent) {
        return add(new Op.Narrow(x, axis, start, activation(layer, x.shape().with(axis, extent))));
    }

    /** Sum; see {@link Op.Add}. */
    public Tensor add(String layer, Tensor a, Tensor b) {
        return add(new Op.Add(a, b, activation(layer, a.shape())));
    }

    /** Element-wise function; see {@link Op.Activate}. */
    public Tensor activate(String layer, Tensor x, Activation function) {
        return add(new Op.Activate(x, function, activation(layer, x.shape())));
    }

    /** Table look-up, {@code [batch, width]}; see {@link Op.Embedding}. */
    public Tensor embedding(String layer, Tensor ids, Tensor table) {
        return embedding(layer, ids, table, Shape.of(ids.shape().size(), table.shape().width()));
    }

    /** Table look-up into a given shape; see {@link Op.Embedding}. */
    public Tensor embedding(String layer, Tensor ids, Tensor table, Shape shape) {
        return add(new Op.Embedding(ids, table, activation(layer, shape)));
    }

    /** Sinusoidal features in a given shape; see {@link Op.SinusoidalEmbedding}. */
    public Tensor sinusoidalEmbedding(String layer, Tensor t, Tensor frequencies, Shape shape) {
        return add(new Op.SinusoidalEmbedding(t, frequencies, activation(layer, shape)));
    }

    /** Classifier-free guidance; see {@link Op.Guide}. */
    public Tensor guide(String layer, Tensor predictions, Tensor scales, int channels) {
        return add(new Op.Guide(predictions, scales, channels,
                activation(layer, predictions.shape().with(0, scales.shape().dim(1)))));
    }

    /** Ends the block: it becomes part of the program. */
    public void end() {
        program.add(new Block(name, ops));
    }
}
