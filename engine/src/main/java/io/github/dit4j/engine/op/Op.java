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
 * An operation over named tensors; those over images are {@link ImageOp}s. The set is closed: executors switch over it, so
 * that a new operation is a compile error until each of them knows it. Constructors check shapes; a program that could be
 * built can be run.
 */
public sealed interface Op
        permits ImageOp, Op.Linear, Op.LayerNorm, Op.Attention, Op.Concat, Op.Narrow, Op.Add, Op.Activate,
                Op.Embedding, Op.SinusoidalEmbedding, Op.Guide {

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
            return q.tensor().shape().dim(0);
        }

        /** Query tokens of an image. */
        public int queries() {
            return q.tensor().shape().dim(1);
        }

        /** Key and value tokens of an image. */
        public int keys() {
            return k.tensor().shape().dim(1);
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
