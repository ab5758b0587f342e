package io.github.dit4j.engine.op;

import static io.github.dit4j.engine.op.ShapeChecks.check;
import static io.github.dit4j.engine.op.ShapeChecks.rowPerElement;
import static io.github.dit4j.engine.op.ShapeChecks.same;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An operation over named tensors. The set is closed: executors switch over it, so that a new operation is a compile
 * error until each of them knows it. Constructors check shapes; a program that could be built can be run.
 */
public sealed interface Op {

    /** The tensors it reads, weights and constants included. */
    List<Tensor> inputs();

    /** The tensor it writes; never one of its inputs. */
    Tensor output();

    /**
     * {@code output = epilogue(x · weightᵀ + bias)}.
     *
     * @param x {@code [..., in]}
     * @param weight {@code [out, in]}, as PyTorch stores it
     * @param bias {@code [out]}
     * @param output {@code [..., out]}
     */
    record Linear(Tensor x, Tensor weight, Optional<Tensor> bias, Epilogue epilogue, Tensor output) implements Op {
        public Linear {
            // The patch projection is stored as a convolution, [out, channels, patch, patch]: its rows are the same.
            int in = Math.toIntExact(weight.shape().elements() / weight.shape().dim(0));
            check(x.shape().width() == in, "%s does not fit %s", x, weight);
            same(output, x.shape().with(-1, weight.shape().dim(0)));
            bias.ifPresent(b -> same(b, Shape.of(weight.shape().dim(0))));
            switch (epilogue) {
                case Epilogue.Activate _ -> { }
                case Epilogue.Residual(Tensor residual) -> same(residual, output.shape());
                case Epilogue.GatedResidual(Tensor residual, Slice gate) -> {
                    same(residual, output.shape());
                    check(gate.width() == output.shape().width(), "gate %s does not fit %s", gate, output);
                    check(output.shape().rows() % gate.tensor().shape().rows() == 0,
                            "gate %s does not fit %s", gate, output);
                }
            }
        }

        @Override
        public List<Tensor> inputs() {
            var inputs = new ArrayList<>(List.of(x, weight));
            bias.ifPresent(inputs::add);
            switch (epilogue) {
                case Epilogue.Activate _ -> { }
                case Epilogue.Residual(Tensor residual) -> inputs.add(residual);
                case Epilogue.GatedResidual(Tensor residual, Slice gate) -> {
                    inputs.add(residual);
                    inputs.add(gate.tensor());
                }
            }
            return List.copyOf(inputs);
        }
    }

    /**
     * Normalises each row to mean 0 and variance 1 (biased), then scales and shifts it.
     *
     * @param x {@code [..., width]}
     * @param epsilon added to the variance
     * @param output same shape as x
     */
    record LayerNorm(Tensor x, Normalization normalization, float epsilon, Tensor output) implements Op {
        public LayerNorm {
            same(output, x.shape());
            switch (normalization) {
                case Normalization.Affine(Tensor weight, Tensor bias) -> {
                    same(weight, Shape.of(x.shape().width()));
                    same(bias, Shape.of(x.shape().width()));
                }
                case Normalization.Modulated(Slice shift, Slice scale) -> {
                    check(shift.width() == x.shape().width() && scale.width() == x.shape().width(),
                            "modulation %s, %s does not fit %s", shift, scale, x);
                    check(shift.tensor().equals(scale.tensor()), "shift and scale come from one modulation, not %s, %s",
                            shift, scale);
                    check(x.shape().rows() % shift.tensor().shape().rows() == 0,
                            "modulation %s does not fit %s", shift, x);
                }
            }
        }

        @Override
        public List<Tensor> inputs() {
            return switch (normalization) {
                case Normalization.Affine(Tensor weight, Tensor bias) -> List.of(x, weight, bias);
                case Normalization.Modulated(Slice shift, Slice _) -> List.of(x, shift.tensor());
            };
        }
    }

    /**
     * Group normalisation (Wu and He 2018): the channels of an image in equal groups, each group of all its pixels
     * normalised to mean 0 and variance 1 (biased), then {@code function(n · weight + bias)} by channel.
     *
     * @param x {@code [batch, channels, height, width]}
     * @param groups divides the channels
     * @param weight {@code [channels]}
     * @param bias {@code [channels]}
     * @param epsilon added to the variance
     * @param function applied before the result is stored, SiLU in convolutional networks
     * @param output same shape as x
     */
    record GroupNorm(Tensor x, int groups, Tensor weight, Tensor bias, float epsilon, Activation function, Tensor output)
            implements Op {
        public GroupNorm {
            check(x.shape().rank() == 4, "groups of channels are of [batch, channels, height, width], not %s", x);
            int channels = x.shape().dim(1);
            check(groups > 0 && channels % groups == 0, "%s does not divide into %s groups of channels", x, groups);
            same(weight, Shape.of(channels));
            same(bias, Shape.of(channels));
            same(output, x.shape());
        }

        /** Elements of an image that are normalised together. */
        public int groupSize() {
            return x.shape().size() / (x.shape().dim(0) * groups);
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x, weight, bias);
        }
    }

    /**
     * Multi-head scaled dot-product attention: for each head {@code softmax(q · kᵀ / √d) · v}. A row of q, k, v and
     * output holds the heads one after another, each of {@code d = width / heads} elements.
     *
     * @param q {@code [batch, queries, width]}
     * @param k {@code [batch, keys, width]}
     * @param v {@code [batch, keys, width]}
     * @param causal whether a query sees only the keys up to its own place, as in text read from the left
     * @param output {@code [batch, queries, width]}
     */
    record Attention(Slice q, Slice k, Slice v, int heads, boolean causal, Tensor output) implements Op {
        public Attention {
            same(output, q.shape());
            check(q.shape().rank() == 3 && k.shape().rank() == 3, "attention wants [batch, tokens, width], not %s, %s", q, k);
            check(k.shape().equals(v.shape()), "keys %s and values %s differ", k, v);
            check(q.shape().dim(0) == k.shape().dim(0) && q.width() == k.width(), "queries %s do not fit keys %s", q, k);
            check(!causal || q.shape().equals(k.shape()), "causal attention wants as many queries %s as keys %s", q, k);
            check(heads > 0 && q.width() % heads == 0, "width %s does not divide into %s heads", q.width(), heads);
        }

        /** Attention of every query to every key. */
        public Attention(Slice q, Slice k, Slice v, int heads, Tensor output) {
            this(q, k, v, heads, false, output);
        }

        /** Images. */
        public int batch() {
            return q.shape().dim(0);
        }

        /** Query tokens of an image. */
        public int queries() {
            return q.shape().dim(1);
        }

        /** Key and value tokens of an image. */
        public int keys() {
            return k.shape().dim(1);
        }

        /** Elements of a head. */
        public int headWidth() {
            return q.width() / heads;
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(q.tensor(), k.tensor(), v.tensor());
        }
    }

    /**
     * Two-dimensional convolution (cross-correlation, as PyTorch) of an image with zeros around it, which keeps its
     * size where the stride is 1.
     *
     * @param x {@code [batch, in, height, width]}
     * @param weight {@code [out, in, k, k]}, k odd
     * @param bias {@code [out]}
     * @param stride pixels from one place of the filter to the next
     * @param margin rows of zeros above and columns of zeros to the left, usually {@code k/2}; below and to the right there
     *     are as many as the last place of the filter needs
     * @param output {@code [batch, out, ⌈height/stride⌉, ⌈width/stride⌉]}
     */
    record Conv2d(Tensor x, Tensor weight, Tensor bias, int stride, int margin, Tensor output) implements Op {
        public Conv2d {
            check(x.shape().rank() == 4 && weight.shape().rank() == 4
                    && x.shape().dim(1) == weight.shape().dim(1)
                    && weight.shape().dim(2) == weight.shape().dim(3)
                    && weight.shape().dim(2) % 2 == 1, "%s does not fit %s", x, weight);
            same(bias, Shape.of(weight.shape().dim(0)));
            check(stride > 0, "a filter cannot take steps of %s over %s", stride, x);
            check(margin >= 0 && margin < weight.shape().dim(2), "%s does not reach over a margin of %s", weight, margin);
            same(output, outputShape(x.shape(), weight.shape().dim(0), stride));
        }

        /** The shape of what so many filters give for an image. */
        public static Shape outputShape(Shape x, int out, int stride) {
            return Shape.of(x.dim(0), out, Math.ceilDiv(x.dim(2), stride), Math.ceilDiv(x.dim(3), stride));
        }

        /** Height and width of the filter. */
        public int kernelSize() {
            return weight.shape().dim(2);
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x, weight, bias);
        }
    }

    /**
     * Enlarges an image by repeating each pixel ({@code nearest}).
     *
     * @param x {@code [batch, channels, height, width]}
     * @param factor how often a pixel is repeated, down and across
     * @param output {@code [batch, channels, factor · height, factor · width]}
     */
    record Upsample(Tensor x, int factor, Tensor output) implements Op {
        public Upsample {
            check(x.shape().rank() == 4, "%s is not [batch, channels, height, width]", x);
            check(factor > 0, "%s cannot be enlarged by a factor of %s", x, factor);
            same(output, outputShape(x.shape(), factor));
        }

        /** The shape of an enlarged image. */
        public static Shape outputShape(Shape x, int factor) {
            return x.with(2, Math.multiplyExact(factor, x.dim(2))).with(3, Math.multiplyExact(factor, x.dim(3)));
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }

    /**
     * Cuts an image into square patches, row by row of patches; a patch is flattened in the order (channel, row, column),
     * that of a convolution's weight.
     *
     * @param x {@code [batch, channels, height, width]}
     * @param output {@code [batch, (height/patch) · (width/patch), channels · patch · patch]}
     */
    record Patchify(Tensor x, int patch, Tensor output) implements Op {
        public Patchify {
            check(x.shape().rank() == 4, "patches are cut from [batch, channels, height, width], not %s", x);
            check(patch > 0 && x.shape().dim(2) % patch == 0 && x.shape().dim(3) % patch == 0,
                    "%s does not divide into patches of %s", x, patch);
            same(output, outputShape(x.shape(), patch));
        }

        /** The shape of the patches of an image. */
        public static Shape outputShape(Shape x, int patch) {
            return Shape.of(x.dim(0), (x.dim(2) / patch) * (x.dim(3) / patch), x.dim(1) * patch * patch);
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }

    /**
     * Puts patches together to an image. A patch is flattened in the order (row, column, channel): both DiT's
     * {@code nhwpqc} and U-ViT's {@code (p1 p2 C)}.
     *
     * @param x {@code [batch, skip + (height/patch) · (width/patch), patch · patch · channels]}
     * @param skip tokens before the first patch, left out
     * @param output {@code [batch, channels, height, width]}
     */
    record Unpatchify(Tensor x, int skip, int patch, Tensor output) implements Op {
        public Unpatchify {
            Shape image = output.shape();
            check(image.rank() == 4 && patch > 0 && image.dim(2) % patch == 0 && image.dim(3) % patch == 0,
                    "%s does not divide into patches of %s", output, patch);
            same(x, Shape.of(image.dim(0), skip + (image.dim(2) / patch) * (image.dim(3) / patch),
                    image.dim(1) * patch * patch));
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }

    /**
     * Joins tensors along an axis.
     *
     * @param parts equal in every extent but {@code axis}
     * @param axis counted from the outermost, 0
     */
    record Concat(List<Tensor> parts, int axis, Tensor output) implements Op {
        public Concat {
            parts = List.copyOf(parts);
            check(!parts.isEmpty(), "nothing to join in %s", output);
            int extent = 0;
            for (Tensor part : parts) {
                extent += part.shape().dim(axis);
                check(part.shape().with(axis, 0).equals(output.shape().with(axis, 0)), "%s does not fit %s", part, output);
            }
            check(extent == output.shape().dim(axis), "the parts of %s have %s along axis " + axis, output, extent);
        }

        @Override
        public List<Tensor> inputs() {
            return parts;
        }
    }

    /**
     * Takes consecutive entries along an axis, the reverse of {@link Concat}: {@code torch.narrow}.
     *
     * @param x {@code [...]}
     * @param axis counted from the outermost, 0
     * @param start the first entry that is taken
     * @param output equal to x in every extent but {@code axis}
     */
    record Narrow(Tensor x, int axis, int start, Tensor output) implements Op {
        public Narrow {
            check(x.shape().with(axis, 0).equals(output.shape().with(axis, 0)), "%s does not fit %s", output, x);
            check(start >= 0 && start + output.shape().dim(axis) <= x.shape().dim(axis),
                    "%s does not lie in %s from " + start + " on", output, x);
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }

    /**
     * Element-wise sum; {@code b} is repeated over the outer axes of {@code a} (a position table over the batch).
     *
     * @param a {@code [...]}
     * @param b the innermost axes of a; its size divides that of a
     */
    record Add(Tensor a, Tensor b, Tensor output) implements Op {
        public Add {
            same(output, a.shape());
            check(a.shape().elements() % b.shape().elements() == 0, "%s cannot be repeated over %s", b, a);
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(a, b);
        }
    }

    /**
     * Applies a function to each element.
     *
     * @param output same shape as x
     */
    record Activate(Tensor x, Activation function, Tensor output) implements Op {
        public Activate {
            same(output, x.shape());
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }

    /**
     * Looks rows up in a table. The caller has checked that every id is a row of it.
     *
     * @param ids {@code [batch]}, I32
     * @param table {@code [rows, width]}
     * @param output {@code [batch, width]}, or {@code [batch, 1, width]}: one token per image
     */
    record Embedding(Tensor ids, Tensor table, Tensor output) implements Op {
        public Embedding {
            check(ids.dtype() == DType.I32, "ids are I32, not %s", ids.dtype());
            rowPerElement(output, ids, table.shape().width());
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(ids, table);
        }
    }

    /**
     * Sinusoidal features of timesteps: {@code cos(t·f) ‖ sin(t·f)}, where the angle {@code t·f} is rounded to float.
     *
     * @param t {@code [batch]}
     * @param frequencies {@code [width/2]}
     * @param output {@code [batch, width]}, or {@code [batch, 1, width]}: one token per image
     */
    record SinusoidalEmbedding(Tensor t, Tensor frequencies, Tensor output) implements Op {
        public SinusoidalEmbedding {
            rowPerElement(output, t, 2 * frequencies.shape().size());
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(t, frequencies);
        }
    }

    /**
     * Classifier-free guidance over predictions for several conditions, the last of which is the one to move away from
     * (none, or a negative label): {@code last + Σₖ scaleₖ · (predictionₖ − last)}. Channels from {@code channels} on are
     * those of the first prediction. DiT's scale s is s here; U-ViT's {@code c + s(c − u)} is {@code 1 + s}.
     *
     * @param predictions {@code [conditions · images, depth, height, width]}, condition by condition
     * @param scales {@code [conditions − 1, images]}
     * @param channels how many channels are guided
     * @param output {@code [images, depth, height, width]}
     */
    record Guide(Tensor predictions, Tensor scales, int channels, Tensor output) implements Op {
        public Guide {
            int images = output.shape().dim(0);
            check(predictions.shape().rank() == 4 && predictions.shape().dim(0) % images == 0,
                    "%s does not hold several predictions for %s", predictions, output);
            int conditions = predictions.shape().dim(0) / images;
            same(scales, Shape.of(conditions - 1, images));
            same(output, predictions.shape().with(0, images));
            check(channels >= 0 && channels <= output.shape().dim(1), "%s has no %s channels", output, channels);
        }

        /** How many predictions there are for an image. */
        public int conditions() {
            return predictions.shape().dim(0) / output.shape().dim(0);
        }

        @Override
        public List<Tensor> inputs() {
            return List.of(predictions, scales);
        }
    }
}
