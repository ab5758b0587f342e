package io.github.dit4j.engine.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.testing.OpCase;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a caller may write and read, and what it is told otherwise. */
class HostArraysTest {
    private static final Program PROGRAM = program();

    private static Program program() {
        var program = ProgramBuilder.named("labels");
        Tensor ids = program.input("ids", DType.I32, 2);
        Tensor offset = program.input("offset", DType.F32, 2, 3);
        var block = program.block("block");
        program.output(block.add("sum", block.embedding("rows", ids, block.weight("table", 4, 3)), offset));
        block.end();
        return program.build();
    }

    private static Map<Tensor, float[]> table(int rows) {
        var values = new float[rows * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Map.of(new Tensor("block.table", Shape.of(rows, 3), DType.F32, Tensor.Role.WEIGHT), values);
    }

    private static Executor executor() {
        return new ReferenceDevice().open(OpCase.weights(table(4))).prepare(PROGRAM);
    }

    private static String message(Executable refused) {
        return assertThrows(IllegalArgumentException.class, refused).getMessage();
    }

    @Test
    void inputsAreZeroUntilTheyAreWrittenAndThenStay() {
        try (var executor = executor()) {
            executor.write(PROGRAM.input("ids"), new int[] {3, 1});
            executor.run();
            assertArrayEquals(new float[] {9, 10, 11, 3, 4, 5}, executor.read(PROGRAM.outputs().getFirst()));
            executor.write(PROGRAM.input("offset"), new float[] {1, 1, 1, 2, 2, 2});
            executor.run();
            assertArrayEquals(new float[] {10, 11, 12, 5, 6, 7}, executor.read(PROGRAM.outputs().getFirst()));
        }
    }

    @Test
    void whatIsNotAnInputCannotBeWritten() {
        try (var executor = executor()) {
            Tensor output = PROGRAM.outputs().getFirst();
            assertEquals("labels has no input block.sum [2, 3], only [ids [2], offset [2, 3]]",
                    message(() -> executor.write(output, new float[6])));
            assertEquals("labels has no output ids [2], only [block.sum [2, 3]]",
                    message(() -> executor.read(PROGRAM.input("ids"))));
        }
    }

    @Test
    void valuesHaveTheTypeAndNumberOfTheInput() {
        try (var executor = executor()) {
            assertEquals("input ids [2] is I32, not F32", message(() -> executor.write(PROGRAM.input("ids"), new float[2])));
            assertEquals("input offset [2, 3] is F32, not I32", message(() -> executor.write(PROGRAM.input("offset"), new int[6])));
            assertEquals("input offset [2, 3] has 6 elements, not 5",
                    message(() -> executor.write(PROGRAM.input("offset"), new float[5])));
        }
    }

    @Test
    void aMissingWeightIsNamed() {
        var engine = new ReferenceDevice().open(OpCase.weights(Map.of()));
        assertEquals("the checkpoint has no tensor block.table, which the model wants as [4, 3]; "
                + "is it a checkpoint of another model?", message(() -> engine.prepare(PROGRAM)));
    }

    @Test
    void aWeightOfAnotherShapeIsNamedWithBothShapes() {
        var engine = new ReferenceDevice().open(OpCase.weights(table(5)));
        assertEquals("the checkpoint's block.table is [5, 3], but the model wants [4, 3]; "
                + "does its configuration fit the checkpoint?", message(() -> engine.prepare(PROGRAM)));
    }
}
