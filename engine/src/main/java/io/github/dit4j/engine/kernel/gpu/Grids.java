package io.github.dit4j.engine.kernel.gpu;

import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;

/** The grids of the kernels of this package: how many work-groups a launch has, and of how many items. */
public final class Grids {

    // CUDA's; the first dimension has 2³¹ − 1. TornadoVM 5.2 leaves the output unwritten where there are more, and says nothing.
    private static final int MAX_GROUPS_Y = 65535;

    private Grids() {}

    /**
     * The grid of {@link TiledLinear}: a work-group for each square of the output.
     *
     * @param span {@link TiledLinear#WIDE} or {@link TiledLinear#NARROW}
     */
    public static WorkerGrid linear(int rows, int out, int span) {
        int side = TiledLinear.SIDE * span;
        return grid(Math.ceilDiv(out, side), Math.ceilDiv(rows, side), TiledLinear.SIDE, TiledLinear.SIDE);
    }

    /** How many work-groups {@link #linear} has. */
    public static long linearGroups(int rows, int out, int span) {
        int side = TiledLinear.SIDE * span;
        return (long) Math.ceilDiv(out, side) * Math.ceilDiv(rows, side);
    }

    /**
     * The grid of {@link MmaLinear}: a work-group for each square of the output, its items all in a line, as whole warps.
     *
     * @param span {@link MmaLinear#WIDE} or {@link MmaLinear#NARROW}
     */
    public static WorkerGrid mmaLinear(int rows, int out, int span) {
        int side = MmaLinear.side(span);
        return grid(Math.ceilDiv(out, side), Math.ceilDiv(rows, side), MmaLinear.items(span), 1);
    }

    /** How many work-groups {@link #mmaLinear} has. */
    public static long mmaLinearGroups(int rows, int out, int span) {
        int side = MmaLinear.side(span);
        return (long) Math.ceilDiv(out, side) * Math.ceilDiv(rows, side);
    }

    /**
     * The grid of {@link FlashAttention}: a work-group for each head of each image and each block of queries.
     *
     * @param d elements of a head
     */
    public static WorkerGrid attention(int batch, int heads, int queries, int d) {
        return grid(Math.multiplyExact(batch, heads), Math.ceilDiv(queries, FlashAttention.blockOfQueries(d)),
                FlashAttention.ITEMS_X, FlashAttention.ITEMS_Y);
    }

    /** The grid of {@link RowNorm}: a work-group for each row. */
    public static WorkerGrid rowNorm(int rows) {
        var grid = new WorkerGrid1D(Math.multiplyExact(rows, RowNorm.ITEMS));
        grid.setLocalWork(RowNorm.ITEMS, 1, 1);
        return grid;
    }

    /** The grid of {@link GroupNorm}: a work-group for each group of channels of each image. */
    public static WorkerGrid groupNorm(int images, int groups) {
        var grid = new WorkerGrid1D(Math.multiplyExact(Math.multiplyExact(images, groups), GroupNorm.ITEMS));
        grid.setLocalWork(GroupNorm.ITEMS, 1, 1);
        return grid;
    }

    /**
     * The grid of {@link TiledConv}: a work-group for each block of pixels and each block of channels of each image.
     *
     * @param out channels of the output
     * @param pixels of a channel of the output
     */
    public static WorkerGrid conv2d(int images, int out, int pixels) {
        int side = TiledConv.SIDE * TiledConv.SPAN;
        return grid(Math.ceilDiv(pixels, side), Math.multiplyExact(images, Math.ceilDiv(out, side)),
                TiledConv.SIDE, TiledConv.SIDE);
    }

    private static WorkerGrid grid(int groupsX, int groupsY, int itemsX, int itemsY) {
        if (groupsY > MAX_GROUPS_Y) {
            throw new IllegalArgumentException(groupsY + " work-groups in the second dimension of a grid, which has at most "
                    + MAX_GROUPS_Y + "; use a smaller batch");
        }
        // A global size that the local size does not divide is no error to TornadoVM 5.2, but leaves the output unwritten.
        var grid = new WorkerGrid2D(Math.multiplyExact(groupsX, itemsX), Math.multiplyExact(groupsY, itemsY));
        grid.setLocalWork(itemsX, itemsY, 1);
        return grid;
    }
}
