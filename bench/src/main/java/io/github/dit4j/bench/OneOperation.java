package io.github.dit4j.bench;

import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Arrays;

/** Programs of a single operation. */
final class OneOperation {

    private OneOperation() {}

    /** Writes the operation. */
    interface Body {
        /**
         * Adds the operation to a block.
         *
         * @param x the input
         * @return what it gives
         */
        Tensor write(BlockBuilder block, Tensor x);
    }

    /**
     * The program.
     *
     * @param dims of the input
     */
    static Program of(Body body, int... dims) {
        var program = ProgramBuilder.named("operation");
        Tensor x = program.input("x", DType.F32, dims);
        var block = program.block("block");
        program.output(body.write(block, x));
        block.end();
        return program.build();
    }

    /** The numbers of a size such as {@code 256x384x1536}. */
    static int[] numbers(String size) {
        return Arrays.stream(size.split("x")).mapToInt(Integer::parseInt).toArray();
    }
}
