package uk.ac.manchester.tornado.api;

import io.github.dit4j.tornado.sim.Fragments;
import io.github.dit4j.tornado.sim.NoWorkItem;
import io.github.dit4j.tornado.sim.WorkItem;
import uk.ac.manchester.tornado.api.enums.MMAShape;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The view that a kernel has of the work item that runs it: its place in the grid, the memory and the
 * barriers that it shares with its work-group.
 *
 * <p>A program makes one with {@link #KernelContext()} and passes it to a task as an argument; each
 * work item then sees a context of its own in that argument's place.
 */
public class KernelContext implements ExecutionContext {

    public final Integer globalIdx;
    public final Integer globalIdy;
    public final Integer globalIdz;
    public final Integer localIdx;
    public final Integer localIdy;
    public final Integer localIdz;
    public final Integer groupIdx;
    public final Integer groupIdy;
    public final Integer groupIdz;
    public final Integer globalGroupSizeX;
    public final Integer globalGroupSizeY;
    public final Integer globalGroupSizeZ;
    public final Integer localGroupSizeX;
    public final Integer localGroupSizeY;
    public final Integer localGroupSizeZ;

    private final WorkItem item;

    /** Makes a placeholder for a task's argument, all of whose indices are 0. */
    public KernelContext() {
        this(NoWorkItem.INSTANCE);
    }

    KernelContext(WorkItem item) {
        this.item = item;
        globalIdx = item.globalId(0);
        globalIdy = item.globalId(1);
        globalIdz = item.globalId(2);
        localIdx = item.localId(0);
        localIdy = item.localId(1);
        localIdz = item.localId(2);
        groupIdx = item.groupId(0);
        groupIdy = item.groupId(1);
        groupIdz = item.groupId(2);
        globalGroupSizeX = item.globalSize(0);
        globalGroupSizeY = item.globalSize(1);
        globalGroupSizeZ = item.globalSize(2);
        localGroupSizeX = item.localSize(0);
        localGroupSizeY = item.localSize(1);
        localGroupSizeZ = item.localSize(2);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if some item of the group ends without coming to the barrier
     */
    @Override
    public void localBarrier() {
        item.barrier();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if some item of the group ends without coming to the barrier
     */
    @Override
    public void globalBarrier() {
        item.barrier();
    }

    @Override
    public int[] allocateIntLocalArray(int size) {
        return item.localArray(int[].class, size);
    }

    @Override
    public long[] allocateLongLocalArray(int size) {
        return item.localArray(long[].class, size);
    }

    @Override
    public float[] allocateFloatLocalArray(int size) {
        return item.localArray(float[].class, size);
    }

    @Override
    public double[] allocateDoubleLocalArray(int size) {
        return item.localArray(double[].class, size);
    }

    @Override
    public byte[] allocateByteLocalArray(int size) {
        return item.localArray(byte[].class, size);
    }

    @Override
    public HalfFloat[] allocateHalfFloatLocalArray(int size) {
        return item.localArray(HalfFloat[].class, size);
    }

    /**
     * Returns an accumulator of this item's warp, all elements {@code value}: the item's part of a matrix
     * {@code [16, 8]}. Fragments are for {@code mma}, {@code mmaStore} and local variables alone: a device's compiler
     * keeps them in registers, and an index into one is not what it seems.
     */
    public float[] mmaFragment(float value) {
        item.lane("mmaFragment");
        return new float[] {value, value, value, value};
    }

    /**
     * Returns this item's part of a tile {@code [16, 16]} of halves, row by row, that lies in local memory, two halves in
     * each int, the first in the lower bits.
     *
     * @param depth columns of the tile: 16
     * @param byteOffset where the tile begins in the array, the same for the whole warp and a multiple of 16
     */
    public HalfFloat[] mmaLoadA(int[] tile, int depth, int byteOffset) {
        requireDepth(depth);
        return Fragments.loadA(tile, byteOffset, item.lane("mmaLoadA", tile, byteOffset));
    }

    /** Returns this item's part of a tile {@code [16, 8]}, as {@link #mmaLoadA} does; {@code depth} is that of its rows. */
    public HalfFloat[] mmaLoadB(int[] tile, int depth, int byteOffset) {
        requireDepth(depth);
        return Fragments.loadB(tile, byteOffset, item.lane("mmaLoadB", tile, byteOffset));
    }

    private static void requireDepth(int depth) {
        if (depth != 16) {
            throw new IllegalArgumentException("tiles of depth " + depth + "; halves are multiplied 16 at a time");
        }
    }

    /**
     * Returns this item's part of {@code A · B + C}, which its warp computes together, in single precision.
     *
     * @param shape {@link MMAShape#M16N8K16}, the one for halves
     * @throws IllegalStateException if some item of the warp ends without coming
     */
    public float[] mma(HalfFloat[] a, HalfFloat[] b, float[] c, MMAShape shape) {
        if (shape != MMAShape.M16N8K16) {
            throw new IllegalArgumentException(shape + " multiplies bytes; for halves there is " + MMAShape.M16N8K16);
        }
        return item.multiply(a, b, c);
    }

    /**
     * Stores this item's part of a matrix {@code [16, 8]} in a larger one, all of it: there is no edge.
     *
     * @param row of its upper left corner, the same for the whole warp
     * @param column of the same
     * @param stride elements from row to row of the larger one
     */
    public void mmaStore(float[] fragment, FloatArray target, int row, int column, int stride) {
        Fragments.store(fragment, target, row, column, stride, item.lane("mmaStore", target, row, column, stride));
    }

    // The simulated device runs one item of a task at a time, so these sums need no lock.

    @Override
    public void atomicAdd(IntArray array, int index, int value) {
        array.set(index, array.get(index) + value);
    }

    @Override
    public void atomicAdd(int[] array, int index, int value) {
        array[index] += value;
    }

    @Override
    public void atomicAdd(FloatArray array, int index, float value) {
        array.set(index, array.get(index) + value);
    }
}
