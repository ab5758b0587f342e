package uk.ac.manchester.tornado.api;

import io.github.dit4j.tornado.sim.NoWorkItem;
import io.github.dit4j.tornado.sim.WorkItem;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

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
    public void atomicAdd(LongArray array, int index, long value) {
        array.set(index, array.get(index) + value);
    }

    @Override
    public void atomicAdd(FloatArray array, int index, float value) {
        array.set(index, array.get(index) + value);
    }

    @Override
    public void atomicAdd(DoubleArray array, int index, double value) {
        array.set(index, array.get(index) + value);
    }
}
