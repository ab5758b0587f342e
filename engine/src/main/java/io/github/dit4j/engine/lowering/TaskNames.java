package io.github.dit4j.engine.lowering;

import io.github.dit4j.engine.op.Block;
import io.github.dit4j.engine.op.Op;

/**
 * The names of task graphs and of their tasks. A dot separates graph and task in TornadoVM ({@code graph.task}: grids,
 * profiles, error messages), so that neither name has one; numbers keep them unique and in order.
 */
public final class TaskNames {

    private TaskNames() {}

    /**
     * The graph of a block, as in {@code g3_blocks_2}.
     *
     * @param index of the block in its program
     */
    public static String graph(int index, Block block) {
        return "g" + index + "_" + plain(block.name());
    }

    /**
     * The task of an operation, as in {@code t2_blocks_2_attn_qkv}.
     *
     * @param index of the operation in its block
     */
    public static String task(int index, Op op) {
        return "t" + index + "_" + plain(op.output().name());
    }

    /** One of several tasks of an operation. */
    static String part(String task, int index) {
        return task + "_part" + index;
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_");
    }
}
