package io.github.dit4j.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.dit4j.engine.op.ProgramBuilder;
import org.junit.jupiter.api.Test;

class TensorTest {

    @Test
    void programsHaveNoTensorsWithoutElements() {
        var program = ProgramBuilder.named("none");
        var images = assertThrows(IllegalArgumentException.class, () -> program.input("x", DType.F32, 0, 16, 64));
        assertEquals("tensor x [0, 16, 64] has no elements; each extent is at least 1", images.getMessage());
        var columns = assertThrows(IllegalArgumentException.class, () -> program.weight("weight", 32, 0));
        assertEquals("tensor weight [32, 0] has no elements; each extent is at least 1", columns.getMessage());
    }

    @Test
    void aProgramComputesInF32OrI32() {
        var half = assertThrows(IllegalArgumentException.class,
                () -> new Tensor("x", Shape.of(2), DType.F16, Tensor.Role.INPUT));
        assertEquals("tensor x: a program computes in F32 or I32, not F16", half.getMessage());
    }
}
