package io.github.dit4j.engine.check;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Normalization;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Every operation in the sizes in which published networks have it. */
public final class OperationChecks {
    private static final int BATCH = 2;
    // DiT-XL/2 at 256 × 256 pixels: 32 × 32 latents of 4 channels, patches of 2 × 2.
    private static final int TOKENS = 256;
    private static final int WIDTH = 1152;
    private static final int HEADS = 16;
    private static final int CLASSES = 1000;
    private static final int LATENT = 32;
    private static final int CHANNELS = 4;
    private static final int PATCH = 2;
    private static final int FREQUENCIES = 256;
    private static final double LONGEST_PERIOD = 10_000;
    // U-ViT-L/2: one token more, for the time.
    private static final int MORE_TOKENS = 257;
    private static final int OTHER_WIDTH = 1024;
    private static final int OTHER_HEADS = 16;

    private OperationChecks() {}

    /** All of them. */
    public static List<OperationCheck> all() {
        return List.of(
                linear("DiT MLP in", TOKENS, WIDTH, 4 * WIDTH, true, new Epilogue.Activate(Activation.GELU_TANH)),
                gated("DiT MLP out", TOKENS, 4 * WIDTH, WIDTH),
                linear("DiT modulation", 1, WIDTH, 6 * WIDTH, true, Epilogue.NONE),
                linear("time MLP", 1, FREQUENCIES, WIDTH, true, new Epilogue.Activate(Activation.SILU)),
                linear("U-ViT qkv", MORE_TOKENS, OTHER_WIDTH, 3 * OTHER_WIDTH, false, Epilogue.NONE),
                linear("U-ViT MLP in", MORE_TOKENS, 512, 2048, true, new Epilogue.Activate(Activation.GELU_ERF)),
                residual("U-ViT attention out", MORE_TOKENS, OTHER_WIDTH, OTHER_WIDTH),
                norm("modulated norm", TOKENS, WIDTH, new Normalization.Modulated(
                        Slice.part(input("modulation", BATCH, 6 * WIDTH), 0, 6),
                        Slice.part(input("modulation", BATCH, 6 * WIDTH), 1, 6)), 1e-6f),
                norm("affine norm", MORE_TOKENS, OTHER_WIDTH,
                        new Normalization.Affine(weight("weight", OTHER_WIDTH), weight("bias", OTHER_WIDTH)), 1e-5f),
                selfAttention("DiT attention", TOKENS, WIDTH, HEADS),
                selfAttention("U-ViT attention", MORE_TOKENS, OTHER_WIDTH, OTHER_HEADS),
                crossAttention("cross-attention", TOKENS, 77, 768, 12),
                causalAttention("text attention", 77, 768, 12),
                check("patchify", new ImageOp.Patchify(latents("x", CHANNELS), PATCH,
                        output(BATCH, TOKENS, CHANNELS * PATCH * PATCH))),
                check("unpatchify", new ImageOp.Unpatchify(input("x", BATCH, MORE_TOKENS, 2 * CHANNELS * PATCH * PATCH), 1, PATCH,
                        output(BATCH, 2 * CHANNELS, LATENT, LATENT))),
                check("convolution", new ImageOp.Conv2d(latents("x", CHANNELS), weight("weight", CHANNELS, CHANNELS, 3, 3),
                        weight("bias", CHANNELS), 1, 1, output(BATCH, CHANNELS, LATENT, LATENT))),
                check("group norm", new ImageOp.GroupNorm(latents("x", 128), 32, weight("weight", 128), weight("bias", 128), 1e-6f,
                        Activation.SILU, output(BATCH, 128, LATENT, LATENT))),
                check("upsample", new ImageOp.Upsample(latents("x", 128), 2, output(BATCH, 128, 2 * LATENT, 2 * LATENT))),
                check("concat of tokens", new Op.Concat(List.of(input("time", BATCH, 1, OTHER_WIDTH),
                        input("x", BATCH, TOKENS, OTHER_WIDTH)), 1, output(BATCH, MORE_TOKENS, OTHER_WIDTH))),
                check("concat of a long skip", new Op.Concat(List.of(input("x", BATCH, MORE_TOKENS, OTHER_WIDTH),
                        input("skip", BATCH, MORE_TOKENS, OTHER_WIDTH)), 2, output(BATCH, MORE_TOKENS, 2 * OTHER_WIDTH))),
                check("narrow", new Op.Narrow(input("x", BATCH, MORE_TOKENS, OTHER_WIDTH), 1, 1,
                        output(BATCH, TOKENS, OTHER_WIDTH))),
                check("add of positions", new Op.Add(input("x", BATCH, TOKENS, WIDTH), weight("positions", 1, TOKENS, WIDTH),
                        output(BATCH, TOKENS, WIDTH))),
                check("ReLU", new Op.Activate(input("x", BATCH, WIDTH), Activation.RELU, output(BATCH, WIDTH))),
                check("QuickGELU", new Op.Activate(input("x", BATCH, WIDTH), Activation.QUICK_GELU, output(BATCH, WIDTH))),
                check("label embedding", new Op.Embedding(new Tensor("ids", Shape.of(BATCH), DType.I32, Tensor.Role.INPUT),
                        weight("table", CLASSES + 1, WIDTH), output(BATCH, WIDTH))),
                timeFeatures(),
                check("guidance", new Op.Guide(input("predictions", 2 * BATCH, 2 * CHANNELS, LATENT, LATENT),
                        input("scales", 1, BATCH), 3, output(BATCH, 2 * CHANNELS, LATENT, LATENT))));
    }

    private static OperationCheck check(String name, Op op) {
        return OperationCheck.of(name + ", " + op.output().shape(), op);
    }

    private static OperationCheck linear(String name, int tokens, int in, int out, boolean biased, Epilogue epilogue) {
        return check(name, new Op.Linear(input("x", 1, tokens, in), weight("weight", out, in),
                biased ? Optional.of(weight("bias", out)) : Optional.empty(), epilogue, output(1, tokens, out)));
    }

    private static OperationCheck gated(String name, int tokens, int in, int out) {
        return linear(name, tokens, in, out, true, new Epilogue.GatedResidual(
                input("residual", 1, tokens, out), Slice.part(input("modulation", 1, 6 * out), 5, 6)));
    }

    private static OperationCheck residual(String name, int tokens, int in, int out) {
        return linear(name, tokens, in, out, true, new Epilogue.Residual(input("residual", 1, tokens, out)));
    }

    private static OperationCheck norm(String name, int tokens, int width, Normalization normalization, float epsilon) {
        return check(name, new Op.LayerNorm(
                input("x", BATCH, tokens, width), normalization, epsilon, output(BATCH, tokens, width)));
    }

    private static OperationCheck selfAttention(String name, int tokens, int width, int heads) {
        Tensor qkv = input("qkv", 1, tokens, 3 * width);
        return check(name, new Op.Attention(Slice.part(qkv, 0, 3), Slice.part(qkv, 1, 3), Slice.part(qkv, 2, 3), heads,
                output(1, tokens, width)));
    }

    private static OperationCheck causalAttention(String name, int tokens, int width, int heads) {
        Tensor qkv = input("qkv", 1, tokens, 3 * width);
        return check(name, new Op.Attention(Slice.part(qkv, 0, 3), Slice.part(qkv, 1, 3), Slice.part(qkv, 2, 3), heads, true,
                output(1, tokens, width)));
    }

    private static OperationCheck crossAttention(String name, int queries, int keys, int width, int heads) {
        Tensor kv = input("kv", 1, keys, 2 * width);
        return check(name, new Op.Attention(Slice.all(input("q", 1, queries, width)), Slice.part(kv, 0, 2),
                Slice.part(kv, 1, 2), heads, output(1, queries, width)));
    }

    /** At large timesteps, where a fast sine is wrong. */
    private static OperationCheck timeFeatures() {
        Tensor t = input("t", BATCH);
        Tensor frequencies = input("frequencies", FREQUENCIES / 2);
        var published = new float[FREQUENCIES / 2];
        for (int i = 0; i < published.length; i++) {
            published[i] = (float) Math.pow(LONGEST_PERIOD, -(double) i / published.length);
        }
        return check("time features", new Op.SinusoidalEmbedding(t, frequencies, output(BATCH, FREQUENCIES)))
                .with(t, 999, 421).with(frequencies, published);
    }

    private static Tensor latents(String name, int channels) {
        return input(name, BATCH, channels, LATENT, LATENT);
    }

    private static Tensor input(String name, int... dims) {
        return new Tensor(name, Shape.of(dims), DType.F32, Tensor.Role.INPUT);
    }

    private static Tensor weight(String name, int... dims) {
        return new Tensor(name, Shape.of(dims), DType.F32, Tensor.Role.WEIGHT);
    }

    private static Tensor output(int... dims) {
        return new Tensor("output", Shape.of(dims), DType.F32, Tensor.Role.ACTIVATION);
    }
}
