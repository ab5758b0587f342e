package io.github.dit4j.engine.op;

import io.github.dit4j.engine.tensor.Tensor;

/** What a {@link Op.LayerNorm} does with the normalised row. */
public sealed interface Normalization {

    /**
     * {@code n · weight + bias}, as in U-ViT.
     *
     * @param weight {@code [width]}
     * @param bias {@code [width]}
     */
    record Affine(Tensor weight, Tensor bias) implements Normalization {}

    /**
     * {@code n · (1 + scale) + shift}, as in adaLN.
     *
     * @param shift {@code [batch, width]}, one row for all tokens of an image
     * @param scale {@code [batch, width]}
     */
    record Modulated(Slice shift, Slice scale) implements Normalization {}
}
