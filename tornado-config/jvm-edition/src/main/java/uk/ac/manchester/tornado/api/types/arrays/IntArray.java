package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.IntBuffer;

/** A fixed-length array of ints outside the Java heap, in native byte order. */
public final class IntArray extends TornadoNativeArray {

    private static final int BYTES = Integer.BYTES;

    /**
     * Allocates an array whose contents are <em>not</em> initialised; see {@link #clear()}.
     *
     * @throws IllegalArgumentException if {@code numberOfElements} is negative
     */
    public IntArray(int numberOfElements) {
        super(numberOfElements, BYTES);
    }

    /** Allocates the concatenation of the given arrays. */
    public IntArray(IntArray... arrays) {
        super(totalSize(arrays), BYTES);
        fillFrom(arrays);
    }

    private IntArray(MemorySegment withHeader) {
        super(withHeader, BYTES);
    }

    /** Returns a new array with a copy of the given values. */
    public static IntArray fromArray(int[] values) {
        IntArray array = new IntArray(values.length);
        MemorySegment.copy(values, 0, array.segment, ValueLayout.JAVA_INT, 0, values.length);
        return array;
    }

    /** Returns a new array with a copy of the given values. */
    public static IntArray fromElements(int... values) {
        return fromArray(values);
    }

    /**
     * Returns a new array with a copy of a segment that has no header.
     *
     * @throws IllegalArgumentException if the segment does not hold a whole number of elements, or more
     *         than an {@code int} can index
     */
    public static IntArray fromSegment(MemorySegment segment) {
        IntArray array = new IntArray(elements(segment.byteSize(), BYTES));
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
    public static IntArray fromSegmentShallow(MemorySegment segment) {
        return new IntArray(segment);
    }

    /** Returns a new array with a copy of what remains in the buffer, whose position stays. */
    public static IntArray fromIntBuffer(IntBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Returns the concatenation of the given arrays. */
    public static IntArray concat(IntArray... arrays) {
        return new IntArray(arrays);
    }

    /** Sets every element of {@code array} to {@code value}. */
    public static void initialize(IntArray array, int value) {
        array.init(value);
    }

    /**
     * Returns the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public int get(int index) {
        return segment.getAtIndex(ValueLayout.JAVA_INT, index);
    }

    /**
     * Sets the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public void set(int index, int value) {
        segment.setAtIndex(ValueLayout.JAVA_INT, index, value);
    }

    /** Sets every element to {@code value}. */
    public void init(int value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /**
     * Returns a copy of {@code length} elements from {@code offset} on.
     *
     * @throws IllegalArgumentException if they are not all within this array
     */
    public IntArray slice(int offset, int length) {
        checkRange(offset, length);
        IntArray slice = new IntArray(length);
        copyRange(offset, slice);
        return slice;
    }

    /** Returns a copy of the elements on the Java heap. */
    public int[] toHeapArray() {
        return segment.toArray(ValueLayout.JAVA_INT);
    }
}
