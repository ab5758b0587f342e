package io.github.dit4j.engine.op;

/**
 * How many multiply-adds one run takes, of the operations that decide how long it takes: products of matrices. What is
 * linear in the number of elements (normalisation, activations, softmax, copies) is not counted, as in the papers' tables.
 *
 * @param linear of linear layers
 * @param attention of {@code q · kᵀ} and of the weighted sums of the values
 * @param convolution of convolutions, margins of zeros included
 */
public record OpCount(long linear, long attention, long convolution) {
    private static final OpCount NONE = new OpCount(0, 0, 0);

    /** The count of a program. */
    public static OpCount of(Program program) {
        return program.blocks().stream().flatMap(block -> block.ops().stream()).map(OpCount::of)
                .reduce(NONE, OpCount::plus);
    }

    /** The count of an operation. */
    public static OpCount of(Op op) {
        return switch (op) {
            case Op.Linear linear -> new OpCount(linear.x().shape().rows() * linear.weight().shape().elements(), 0, 0);
            case Op.Attention a -> new OpCount(0,
                    2L * a.batch() * a.heads() * a.queries() * a.keys() * a.headWidth(), 0);
            case ImageOp.Conv2d conv -> new OpCount(0, 0,
                    conv.output().shape().elements() * (conv.weight().shape().elements() / conv.weight().shape().dim(0)));
            case Op.LayerNorm _, ImageOp.GroupNorm _, ImageOp.Upsample _, ImageOp.Patchify _, ImageOp.Unpatchify _, Op.Concat _, Op.Narrow _,
                    Op.Add _, Op.Activate _, Op.Embedding _, Op.SinusoidalEmbedding _, Op.Guide _ -> NONE;
        };
    }

    private OpCount plus(OpCount other) {
        return new OpCount(linear + other.linear, attention + other.attention, convolution + other.convolution);
    }

    /** All of them. */
    public long multiplyAdds() {
        return linear + attention + convolution;
    }

    /** Floating-point operations: a multiply-add is two. */
    public long operations() {
        return 2 * multiplyAdds();
    }
}
