package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;

/** A fixed-length array of floats outside the Java heap, in native byte order. */
public final class FloatArray extends TornadoNativeArray {

    private static final int BYTES = Float.BYTES;

    /**
     * Allocates an array whose contents are <em>not</em> initialised; see {@link #clear()}.
     *
     * @throws IllegalArgumentException if {@code numberOfElements} is negative
     */
    public FloatArray(int numberOfElements) {
        super(numberOfElements, BYTES);
    }

    /** Allocates the concatenation of the given arrays. */
    public FloatArray(FloatArray... arrays) {
        super(totalSize(arrays), BYTES);
        fillFrom(arrays);
    }

    private FloatArray(MemorySegment withHeader) {
        super(withHeader, BYTES);
    }

    /** Returns a new array with a copy of the given values. */
    public static FloatArray fromArray(float[] values) {
        FloatArray array = new FloatArray(values.length);
        MemorySegment.copy(values, 0, array.segment, ValueLayout.JAVA_FLOAT, 0, values.length);
        return array;
    }

    /** Returns a new array with a copy of the given values. */
    public static FloatArray fromElements(float... values) {
        return fromArray(values);
    }

    /**
     * Returns a new array with a copy of a segment that has no header.
     *
     * @throws IllegalArgumentException if the segment does not hold a whole number of elements, or more
     *         than an {@code int} can index
     */
    public static FloatArray fromSegment(MemorySegment segment) {
        FloatArray array = new FloatArray(elements(segment.byteSize(), BYTES));
        array.segment.copyFrom(segment.asSlice(0, array.getNumBytesOfSegment()));
        return array;
    }

    /**
     * Returns an array that shares the memory of a segment, which begins with
     * {@link #ARRAY_HEADER} bytes of header.
     *
     * @throws IllegalArgumentException if the segment is shorter than the header, or what follows the header
     *         is not a whole number of elements
     */
    public static FloatArray fromSegmentShallow(MemorySegment segment) {
        return new FloatArray(segment);
    }

    /** Returns a new array with a copy of what remains in the buffer, whose position stays. */
    public static FloatArray fromFloatBuffer(FloatBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Returns the concatenation of the given arrays. */
    public static FloatArray concat(FloatArray... arrays) {
        return new FloatArray(arrays);
    }

    /** Sets every element of {@code array} to {@code value}. */
    public static void initialize(FloatArray array, float value) {
        array.init(value);
    }

    /**
     * Returns the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public float get(int index) {
        return segment.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    /**
     * Sets the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public void set(int index, float value) {
        segment.setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
    }

    /** Sets every element to {@code value}. */
    public void init(float value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /**
     * Returns a copy of {@code length} elements from {@code offset} on.
     *
     * @throws IllegalArgumentException if they are not all within this array
     */
    public FloatArray slice(int offset, int length) {
        checkRange(offset, length);
        FloatArray slice = new FloatArray(length);
        copyRange(offset, slice);
        return slice;
    }

    /** Returns a copy of the elements on the Java heap. */
    public float[] toHeapArray() {
        return segment.toArray(ValueLayout.JAVA_FLOAT);
    }
}
