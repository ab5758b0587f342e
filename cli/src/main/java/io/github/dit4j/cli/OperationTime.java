package io.github.dit4j.cli;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Normalization;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.OpCount;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How long an operation took in its place in a network.
 *
 * @param kind what it is, with what is fused to it
 * @param size the extents that decide how long it takes
 * @param layer the name of its result; numbers of blocks are stars
 * @param seconds it took
 * @param operations floating-point operations of its products of matrices, a multiply-add counted as two
 * @param bytes what it reads, weights included, and writes, each once
 */
record OperationTime(String kind, String size, String layer, double seconds, long operations, long bytes) {

    /**
     * Describes an operation.
     *
     * @param weights the type in which the weights of linear layers are kept
     */
    static OperationTime of(Op op, double seconds, DType weights) {
        return new OperationTime(kind(op), size(op), op.output().name().replaceAll("\\.\\d+\\.", ".*."), seconds,
                OpCount.of(op).operations(), bytes(op, weights));
    }

    private static String kind(Op op) {
        return switch (op) {
            case Op.Linear linear -> "linear" + switch (linear.epilogue()) {
                case Epilogue.Activate(Activation function) -> then(function);
                case Epilogue.Residual _ -> ", residual";
                case Epilogue.GatedResidual _ -> ", gated residual";
            };
            case Op.LayerNorm norm -> "layer norm" + switch (norm.normalization()) {
                case Normalization.Affine _ -> "";
                case Normalization.Modulated _ -> ", modulated";
            };
            case Op.Attention attention -> attention.causal() ? "causal attention" : "attention";
            case ImageOp.GroupNorm norm -> "group norm" + then(norm.function());
            case ImageOp.Conv2d _ -> "convolution";
            case ImageOp.Upsample _ -> "upsample";
            case ImageOp.Patchify _ -> "patchify";
            case ImageOp.Unpatchify _ -> "unpatchify";
            case Op.Concat _ -> "concat";
            case Op.Narrow _ -> "narrow";
            case Op.Add _ -> "add";
            case Op.Activate activate -> name(activate.function());
            case Op.Embedding _ -> "embedding";
            case Op.SinusoidalEmbedding _ -> "sinusoidal embedding";
            case Op.Guide _ -> "guidance";
        };
    }

    private static String then(Activation function) {
        return function == Activation.IDENTITY ? "" : ", " + name(function);
    }

    private static String name(Activation function) {
        return switch (function) {
            case IDENTITY -> "identity";
            case RELU -> "ReLU";
            case SILU -> "SiLU";
            case GELU_TANH -> "GELU (tanh)";
            case GELU_ERF -> "GELU (erf)";
            case QUICK_GELU -> "quick GELU";
        };
    }

    private static String size(Op op) {
        return switch (op) {
            case Op.Linear linear -> "%d × %d → %d".formatted(
                    linear.x().shape().rows(), linear.x().shape().width(), linear.output().shape().width());
            case Op.Attention a -> "%d heads, %d × %d tokens, %d wide".formatted(
                    a.batch() * a.heads(), a.queries(), a.keys(), a.headWidth());
            case ImageOp.Conv2d conv -> "%d×%d, %s → %s".formatted(conv.kernelSize(), conv.kernelSize(),
                    extents(conv.x().shape()), extents(conv.output().shape()));
            case Op.LayerNorm norm -> norm.x().shape().rows() + " × " + norm.x().shape().width();
            case ImageOp _, Op.Concat _, Op.Narrow _, Op.Add _, Op.Activate _, Op.Embedding _, Op.SinusoidalEmbedding _,
                    Op.Guide _ -> extents(op.output().shape());
        };
    }

    /** All of them but a batch of one. */
    private static String extents(Shape shape) {
        return Arrays.stream(shape.dims()).skip(shape.dim(0) == 1 && shape.rank() > 1 ? 1 : 0).mapToObj(String::valueOf)
                .collect(Collectors.joining(" × "));
    }

    private static long bytes(Op op, DType weights) {
        return switch (op) {
            case Op.Linear linear -> allBytes(linear) - bytes(linear.weight())
                    + linear.weight().shape().elements() * weights.bytes();
            case Op.Embedding embedding -> bytes(embedding.ids()) + 2 * bytes(embedding.output());
            case Op.Narrow narrow -> 2 * bytes(narrow.output());
            case ImageOp _, Op.LayerNorm _, Op.Attention _, Op.Concat _, Op.Add _, Op.Activate _, Op.SinusoidalEmbedding _,
                    Op.Guide _ -> allBytes(op);
        };
    }

    private static long allBytes(Op op) {
        return op.inputs().stream().distinct().mapToLong(OperationTime::bytes).sum() + bytes(op.output());
    }

    private static long bytes(Tensor tensor) {
        return tensor.shape().elements() * tensor.dtype().bytes();
    }
}
