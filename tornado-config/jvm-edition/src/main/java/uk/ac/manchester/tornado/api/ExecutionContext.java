package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What a kernel may ask of the device that runs it. */
public interface ExecutionContext {

    /** Waits until every item of the work-group has come here; its writes to local memory are then seen. */
    void localBarrier();

    /** Waits like {@link #localBarrier}; writes of the work-group to global memory are then seen. */
    void globalBarrier();

    /** Allocates local memory that the items of a work-group share. The size must be a constant. */
    int[] allocateIntLocalArray(int size);

    /** Allocates local memory that the items of a work-group share. The size must be a constant. */
    long[] allocateLongLocalArray(int size);

    /** Allocates local memory that the items of a work-group share. The size must be a constant. */
    float[] allocateFloatLocalArray(int size);

    /** Allocates local memory that the items of a work-group share. The size must be a constant. */
    double[] allocateDoubleLocalArray(int size);

    /** Allocates local memory that the items of a work-group share. The size must be a constant. */
    byte[] allocateByteLocalArray(int size);

    /** Allocates local memory that the items of a work-group share. The size must be a constant. */
    HalfFloat[] allocateHalfFloatLocalArray(int size);

    /** Adds {@code value} to an element, in one indivisible step. */
    void atomicAdd(IntArray array, int index, int value);

    /** Adds {@code value} to an element, in one indivisible step. */
    void atomicAdd(int[] array, int index, int value);

    /** Adds {@code value} to an element, in one indivisible step. */
    void atomicAdd(FloatArray array, int index, float value);
}
