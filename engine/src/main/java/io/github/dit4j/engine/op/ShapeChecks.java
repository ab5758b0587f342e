package io.github.dit4j.engine.op;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;

/** Checks that the operations' constructors share. */
final class ShapeChecks {

    private ShapeChecks() {}

    static void check(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(values));
        }
    }

    static void same(Tensor tensor, Shape expected) {
        check(tensor.shape().equals(expected), "%s has to be %s", tensor, expected);
    }

    static void rowPerElement(Tensor output, Tensor elements, int width) {
        check(output.shape().width() == width && output.shape().rows() == elements.shape().size(),
                "%s has to have a row of %s for each element of %s", output, width, elements);
    }
}
