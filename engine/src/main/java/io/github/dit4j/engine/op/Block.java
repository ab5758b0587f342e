package io.github.dit4j.engine.op;

import io.github.dit4j.engine.tensor.Tensor;
import java.util.List;

/**
 * A list of operations that run together: a transformer block, or what stands before and after the blocks. The
 * TornadoVM executor makes one task graph of it.
 *
 * @param name unique in its program, as in {@code blocks.0}
 * @param ops in order
 */
public record Block(String name, List<Op> ops) {

    public Block {
        ops = List.copyOf(ops);
    }

    /** The tensors that its operations write. */
    public List<Tensor> written() {
        return ops.stream().map(Op::output).toList();
    }
}
