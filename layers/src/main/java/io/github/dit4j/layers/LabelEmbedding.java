package io.github.dit4j.layers;

import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;

/**
 * One learned vector per class, {@code name.weight [rows, width]}.
 *
 * @param name of the layer
 * @param rows classes, the null class included
 * @param width elements of a vector
 */
record LabelEmbedding(String name, int rows, int width) {

    /** The vectors of labels {@code [batch]}, as {@code [batch, width]}. */
    Tensor vector(BlockBuilder block, Tensor labels) {
        return block.embedding(name, labels, table(block));
    }

    /** The vectors of labels {@code [batch]} as one token per image, {@code [batch, 1, width]}. */
    Tensor token(BlockBuilder block, Tensor labels) {
        return block.embedding(name, labels, table(block), Shape.of(labels.shape().size(), 1, width));
    }

    private Tensor table(BlockBuilder block) {
        return block.weight(name + ".weight", rows, width);
    }
}
