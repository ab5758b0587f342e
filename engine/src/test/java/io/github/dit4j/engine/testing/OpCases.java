package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Normalization;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every operation over awkward sizes: one, around the powers of two at which vectors and tiles end, and primes. Every
 * executor has to compute all of them.
 */
public final class OpCases {
    private static final int[] SIZES = {1, 2, 3, 5, 7, 8, 13, 16, 17, 31, 32, 33, 64, 65, 127};

    private static final int LAYER_IMAGES = 2;
    // Neighbours take part in the sums of methods that save multiplications, and theirs where such a method is used twice.
    private static final double LARGE_SUMS = 1e-6;
    private static final double LARGER_SUMS = 1.5e-6;

    private OpCases() {}

    /** All cases. */
    public static Stream<OpCase> all() {
        return Stream.of(linear(), layerNorm(), attention(), groupNorm(), conv2d(), upsample(), patches(), concat(), narrow(),
                add(), activate(), embedding(), sinusoidalEmbedding(), guide()).flatMap(cases -> cases);
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

    /** Sizes in pairs and triples that do not go together: the k-th of one list with the k-th, shifted, of another. */
    private static int size(int k) {
        return SIZES[k % SIZES.length];
    }

    private static IntStream indices() {
        return IntStream.range(0, SIZES.length);
    }

    /** Linear layers with each epilogue, with and without bias, and one with many columns. */
    public static Stream<OpCase> linear() {
        return Stream.concat(indices().boxed().flatMap(k -> linear(size(k + 3), size(k), size(k + 7))), linear(2, 1536, 96));
    }

    /**
     * Linear layers for which the processor takes other ways than for small ones. Not among {@link #all}, as they take long. Those
     * of its own here are large enough for rows to be arranged and too narrow for {@link #strassenLinear}.
     */
    public static Stream<OpCase> largeLinear() {
        return Stream.of(strassenLinear(), strassenLinearForLongVectors(), Stream.of(layer(151, 448, 320, "linear gated"),
                layer(100, 320, 520, "linear without bias IDENTITY"))).flatMap(layers -> layers);
    }

    /**
     * Linear layers large enough for methods that save multiplications: of one block of the depth, of two that are 3·2⁶ deep,
     * of three, of four, and of five, over images whose rows do not divide evenly; the last two large enough to use such a method
     * twice, of one block and of two. Not among {@link #all}, as they take long.
     */
    public static Stream<OpCase> strassenLinear() {
        return Stream.of(layer(128, 512, 512, "linear without bias IDENTITY"), layer(257, 768, 640, "linear SILU"),
                layer(151, 1728, 512, "linear gated"), layer(140, 1792, 640, "linear residual"),
                layer(129, 2880, 512, "linear GELU_ERF"),
                layer(151, 1152, 768, "linear SILU"), layer(130, 1536, 768, "linear gated"));
    }

    /** Those of them that are large enough with vectors of sixteen: of one block, of two, and of four in two halves. */
    public static Stream<OpCase> strassenLinearForLongVectors() {
        return Stream.of(layer(151, 512, 640, "linear gated"), layer(140, 1152, 1280, "linear SILU"),
                layer(129, 2304, 1024, "linear residual"));
    }

    private static OpCase layer(int tokens, int in, int out, String kind) {
        double tolerance = Math.min(in, out) < 768 ? LARGE_SUMS : LARGER_SUMS;
        return OpCase.of(kind + size(tokens, in, out), layers(tokens, in, out).get(kind), tolerance);
    }

    /** Linear layers of one size, over two images. */
    public static Stream<OpCase> linear(int tokens, int in, int out) {
        return layers(tokens, in, out).entrySet().stream()
                .map(layer -> OpCase.of(layer.getKey() + size(tokens, in, out), layer.getValue()));
    }

    private static String size(int tokens, int in, int out) {
        return " %d×%d×%d".formatted(LAYER_IMAGES * tokens, in, out);
    }

    /** Layers by what a test calls them. */
    private static Map<String, Op> layers(int tokens, int in, int out) {
        int batch = LAYER_IMAGES;
        Tensor x = input("x", batch, tokens, in);
        Tensor weight = weight("weight", out, in);
        Tensor bias = weight("bias", out);
        Tensor residual = input("residual", batch, tokens, out);
        Tensor modulation = input("modulation", batch, 3 * out);
        Tensor output = output(batch, tokens, out);
        var layers = new LinkedHashMap<String, Op>();
        for (Activation f : Activation.values()) {
            layers.put("linear " + f, new Op.Linear(x, weight, Optional.of(bias), new Epilogue.Activate(f), output));
            layers.put("linear without bias " + f,
                    new Op.Linear(x, weight, Optional.empty(), new Epilogue.Activate(f), output));
        }
        layers.put("linear residual", new Op.Linear(x, weight, Optional.of(bias), new Epilogue.Residual(residual), output));
        layers.put("linear without bias residual",
                new Op.Linear(x, weight, Optional.empty(), new Epilogue.Residual(residual), output));
        layers.put("linear gated", new Op.Linear(x, weight, Optional.of(bias),
                new Epilogue.GatedResidual(residual, Slice.part(modulation, 1, 3)), output));
        return layers;
    }

    /** Layer normalisation, affine and modulated. */
    public static Stream<OpCase> layerNorm() {
        return indices().boxed().flatMap(k -> layerNorm(size(k + 5), size(k)));
    }

    /** Layer normalisation of one size, over two images. */
    public static Stream<OpCase> layerNorm(int tokens, int width) {
        Tensor x = input("x", 2, tokens, width);
        Tensor output = output(2, tokens, width);
        Tensor modulation = input("modulation", 2, 6 * width);
        String size = " %d×%d".formatted(2 * tokens, width);
        // A row of one or two elements is a difference of equals: what is left of it is rounding.
        double tolerance = width < 3 ? 2e-5 : 1e-6;
        return Stream.of(
                OpCase.of("norm affine" + size, new Op.LayerNorm(x,
                        new Normalization.Affine(weight("weight", width), weight("bias", width)), 1e-5f, output),
                        tolerance),
                OpCase.of("norm modulated" + size, new Op.LayerNorm(x,
                        new Normalization.Modulated(Slice.part(modulation, 3, 6), Slice.part(modulation, 4, 6)), 1e-6f,
                        output), tolerance));
    }

    /** Group normalisation with each function, of groups that end in the midst of vectors, and of a large one. */
    public static Stream<OpCase> groupNorm() {
        return Stream.concat(
                indices().mapToObj(k -> groupNorm(
                        1 + k % 4, 1 + k % 3, size(k), 1 + size(k + 5) % 19, Activation.values()[k % Activation.values().length])),
                Stream.of(groupNorm(2, 2, 65, 127, Activation.SILU)));
    }

    /** Group normalisation of one size, over two images; depth channels in a group. */
    public static OpCase groupNorm(int groups, int depth, int height, int width, Activation function) {
        int channels = groups * depth;
        // A group of a few elements is a difference of equals: what is left of it is rounding.
        double tolerance = depth * height * width < 3 ? 2e-5 : 1e-6;
        return OpCase.of("group norm %s %d·%d×%d×%d".formatted(function, groups, depth, height, width), new ImageOp.GroupNorm(
                input("x", 2, channels, height, width), groups, weight("weight", channels), weight("bias", channels), 1e-6f,
                function, output(2, channels, height, width)), tolerance);
    }

    /** Pixels repeated, exactly. */
    public static Stream<OpCase> upsample() {
        return indices().mapToObj(k -> {
            int factor = 1 + k % 3;
            int width = 1 + size(k + 5) % 19;
            return OpCase.of("upsample %d %d×%d".formatted(factor, size(k), width), new ImageOp.Upsample(
                    input("x", 2, 3, size(k), width), factor, output(2, 3, factor * size(k), factor * width)), 0);
        });
    }

    /** Self-attention from a packed projection, cross-attention from separate ones. */
    public static Stream<OpCase> attention() {
        return indices().boxed().flatMap(k -> attention(size(k), size(k + 4), size(k + 8), 1 + k % 3));
    }

    /** Attention of one size, over two images; d elements in a head. */
    public static Stream<OpCase> attention(int queries, int keys, int d, int heads) {
        int width = heads * d;
        Tensor qkv = input("qkv", 2, queries, 3 * width);
        Tensor q = input("q", 2, queries, width);
        Tensor kv = input("kv", 2, keys, 2 * width);
        Tensor output = output(2, queries, width);
        return Stream.of(
                OpCase.of("attention packed %d·%d×%d".formatted(heads, d, queries), new Op.Attention(
                        Slice.part(qkv, 0, 3), Slice.part(qkv, 1, 3), Slice.part(qkv, 2, 3), heads, output), 1e-6),
                OpCase.of("attention cross %d·%d×%d×%d".formatted(heads, d, queries, keys), new Op.Attention(
                        Slice.all(q), Slice.part(kv, 0, 2), Slice.part(kv, 1, 2), heads, output), 1e-6),
                OpCase.of("attention causal %d·%d×%d".formatted(heads, d, queries), new Op.Attention(
                        Slice.part(qkv, 0, 3), Slice.part(qkv, 1, 3), Slice.part(qkv, 2, 3), heads, true, output), 1e-6));
    }

    /**
     * Convolutions with filters of one, three and five, also larger than the image, with strides and narrow margins; and by
     * 3×3 of images as wide as some vectors, of many channels, and of few.
     */
    public static Stream<OpCase> conv2d() {
        return Stream.concat(IntStream.of(1, 3, 5).boxed().flatMap(filter ->
                indices().filter(k -> size(k) <= 33).boxed().flatMap(k -> Stream.of(
                        conv2d(k, filter, 1, filter / 2), conv2d(k, filter, 2 + k % 2, k % (1 + filter / 2))))),
                Stream.of(conv2d(1, 1, 1, 127, 3, 1, 1), conv2d(8, 17, 2, 32, 3, 1, 1), conv2d(9, 3, 31, 33, 3, 1, 1),
                        conv2d(11, 9, 17, 65, 3, 1, 1), conv2d(13, 2, 64, 16, 3, 1, 1), conv2d(97, 33, 3, 34, 3, 1, 1),
                        conv2d(33, 65, 7, 31, 1, 1, 0)));
    }

    private static OpCase conv2d(int k, int filter, int stride, int margin) {
        return conv2d(1 + 3 * (k % 5), 1 + k % 4, size(k), 1 + size(k + 5) % 19, filter, stride, margin);
    }

    /** A convolution of one size, over two images. */
    public static OpCase conv2d(int in, int out, int height, int width, int filter, int stride, int margin) {
        String name = "conv %d %d→%d %d×%d by %d from −%d".formatted(filter, in, out, height, width, stride, margin);
        return OpCase.of(name, new ImageOp.Conv2d(input("x", 2, in, height, width), weight("weight", out, in, filter, filter),
                weight("bias", out), stride, margin,
                output(2, out, Math.ceilDiv(height, stride), Math.ceilDiv(width, stride))));
    }

    /** Images to patches and back, exactly. */
    public static Stream<OpCase> patches() {
        return Stream.of(1, 2, 3, 4).flatMap(patch -> Stream.of(1, 2, 3, 5).flatMap(channels -> {
            int down = 1 + channels % 3;
            int across = 1 + patch;
            Tensor image = input("image", 2, channels, down * patch, across * patch);
            Tensor patches = output(2, down * across, channels * patch * patch);
            Tensor tokens = input("tokens", 2, 2 + down * across, channels * patch * patch);
            String size = " %d·%d %d×%d".formatted(channels, patch, down, across);
            return Stream.of(
                    OpCase.of("patchify" + size, new ImageOp.Patchify(image, patch, patches), 0),
                    OpCase.of("unpatchify" + size, new ImageOp.Unpatchify(tokens, 2, patch,
                            output(2, channels, down * patch, across * patch)), 0));
        }));
    }

    /** Two or three parts along each axis, exactly. */
    public static Stream<OpCase> concat() {
        return indices().boxed().flatMap(k -> IntStream.range(0, 3).mapToObj(axis -> {
            var shape = Shape.of(2, size(k), size(k + 6));
            Tensor a = input("a", shape.with(axis, 1).dims());
            Tensor b = input("b", shape.with(axis, 2).dims());
            Tensor c = input("c", shape.with(axis, 5).dims());
            var parts = k % 2 == 0 ? List.of(a, b, c) : List.of(b, a);
            int extent = parts.stream().mapToInt(part -> part.shape().dim(axis)).sum();
            return OpCase.of("concat %d along %d of %s".formatted(parts.size(), axis, shape),
                    new Op.Concat(parts, axis, output(shape.with(axis, extent).dims())), 0);
        }));
    }

    /** The first, the last and all entries along each axis, exactly. */
    public static Stream<OpCase> narrow() {
        return indices().boxed().flatMap(k -> IntStream.range(0, 3).boxed().flatMap(axis -> {
            var shape = Shape.of(3, size(k), size(k + 6));
            Tensor x = input("x", shape.dims());
            int extent = shape.dim(axis);
            return IntStream.of(1, Math.ceilDiv(extent, 2), extent).distinct().boxed().flatMap(taken ->
                    IntStream.of(0, extent - taken).distinct().mapToObj(start -> OpCase.of(
                            "narrow %s to %d from %d along %d".formatted(shape, taken, start, axis),
                            new Op.Narrow(x, axis, start, output(shape.with(axis, taken).dims())), 0)));
        }));
    }

    /** Sums of equals, and with a table repeated over the batch. */
    public static Stream<OpCase> add() {
        return indices().boxed().flatMap(k -> Stream.of(
                OpCase.of("add " + size(k), new Op.Add(input("a", 3, size(k)), input("b", 3, size(k)), output(3, size(k)))),
                OpCase.of("add repeated " + size(k), new Op.Add(input("a", 3, 2, size(k)), weight("b", 1, 2, size(k)),
                        output(3, 2, size(k))))));
    }

    /** Each function over awkward sizes, and over its whole range. */
    public static Stream<OpCase> activate() {
        return Stream.of(Activation.values()).flatMap(f -> {
            var range = new float[2001];
            for (int i = 0; i < range.length; i++) {
                range[i] = (i - 1000) / 50f;
            }
            Tensor x = input("x", range.length);
            return Stream.concat(
                    indices().mapToObj(k -> OpCase.of(f + " " + size(k),
                            new Op.Activate(input("x", size(k)), f, output(size(k))))),
                    Stream.of(OpCase.of(f + " from −20 to 20", new Op.Activate(x, f, output(range.length))).with(x, range)));
        });
    }

    /** Look-ups, exactly. */
    public static Stream<OpCase> embedding() {
        return indices().mapToObj(k -> {
            var ids = new Tensor("ids", Shape.of(size(k + 2)), DType.I32, Tensor.Role.INPUT);
            return OpCase.of("embedding %d of %d×%d".formatted(size(k + 2), size(k + 9), size(k)),
                    new Op.Embedding(ids, weight("table", size(k + 9), size(k)), output(size(k + 2), size(k))), 0);
        });
    }

    /** Timesteps up to 1000: the angle, a float, is then known to 3e-5. */
    public static Stream<OpCase> sinusoidalEmbedding() {
        return indices().mapToObj(k -> {
            Tensor t = input("t", size(k));
            Tensor frequencies = input("frequencies", size(k + 3));
            var steps = new float[size(k)];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = 1000 - 7 * i;
            }
            var waves = new float[size(k + 3)];
            for (int i = 0; i < waves.length; i++) {
                waves[i] = (float) Math.exp(-Math.log(10000) * i / waves.length);
            }
            return OpCase.of("sinusoids %d×%d".formatted(steps.length, waves.length),
                    new Op.SinusoidalEmbedding(t, frequencies, output(steps.length, 2 * waves.length)), 3e-5)
                    .with(t, steps).with(frequencies, waves);
        });
    }

    /** Guidance by one to three conditions, in none to all channels. */
    public static Stream<OpCase> guide() {
        return IntStream.rangeClosed(2, 4).boxed().flatMap(conditions -> IntStream.rangeClosed(0, 4).mapToObj(channels -> {
            int images = 1 + channels % 3;
            return OpCase.of("guide %d by %d conditions, %d channels".formatted(images, conditions - 1, channels), new Op.Guide(
                    input("predictions", conditions * images, 4, 3, 5), input("scales", conditions - 1, images), channels,
                    output(images, 4, 3, 5)));
        }));
    }
}
