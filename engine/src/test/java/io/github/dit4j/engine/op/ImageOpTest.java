package io.github.dit4j.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.dit4j.engine.tensor.Shape;
import org.junit.jupiter.api.Test;

class ImageOpTest {

    @Test
    void patchesThatCannotBeCountedAreNoShape() {
        assertEquals(Shape.of(2, 12, 8), ImageOp.Patchify.outputShape(Shape.of(2, 2, 6, 8), 2));
        assertThrows(ArithmeticException.class, () -> ImageOp.Patchify.outputShape(Shape.of(1, 1, 2_000_000, 2_000_000), 1));
        assertThrows(ArithmeticException.class,
                () -> ImageOp.Patchify.outputShape(Shape.of(1, 1, 2_000_000, 2_000_000), 2_000_000));
    }
}
