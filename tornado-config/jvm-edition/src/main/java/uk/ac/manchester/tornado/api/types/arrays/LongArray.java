package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.LongBuffer;

/** A fixed-length array of longs outside the Java heap, in native byte order. */
public final class LongArray extends TornadoNativeArray {

    private static final int BYTES = Long.BYTES;

    /**
     * Allocates an array whose contents are <em>not</em> initialised; see {@link #clear()}.
     *
     * @throws IllegalArgumentException if {@code numberOfElements} is negative
     */
    public LongArray(int numberOfElements) {
        super(numberOfElements, BYTES);
    }

    /** Allocates the concatenation of the given arrays. */
    public LongArray(LongArray... arrays) {
        super(totalSize(arrays), BYTES);
        fillFrom(arrays);
    }

    private LongArray(MemorySegment withHeader) {
        super(withHeader, BYTES);
    }

    /** Returns a new array with a copy of the given values. */
    public static LongArray fromArray(long[] values) {
        LongArray array = new LongArray(values.length);
        MemorySegment.copy(values, 0, array.segment, ValueLayout.JAVA_LONG, 0, values.length);
        return array;
    }

    /** Returns a new array with a copy of the given values. */
    public static LongArray fromElements(long... values) {
        return fromArray(values);
    }

    /**
     * Returns a new array with a copy of a segment that has no header.
     *
     * @throws IllegalArgumentException if the segment does not hold a whole number of elements, or more
     *         than an {@code int} can index
     */
    public static LongArray fromSegment(MemorySegment segment) {
        LongArray array = new LongArray(elements(segment.byteSize(), BYTES));
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
    public static LongArray fromSegmentShallow(MemorySegment segment) {
        return new LongArray(segment);
    }

    /** Returns a new array with a copy of what remains in the buffer, whose position stays. */
    public static LongArray fromLongBuffer(LongBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Returns the concatenation of the given arrays. */
    public static LongArray concat(LongArray... arrays) {
        return new LongArray(arrays);
    }

    /** Sets every element of {@code array} to {@code value}. */
    public static void initialize(LongArray array, long value) {
        array.init(value);
    }

    /**
     * Returns the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public long get(int index) {
        return segment.getAtIndex(ValueLayout.JAVA_LONG, index);
    }

    /**
     * Sets the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public void set(int index, long value) {
        segment.setAtIndex(ValueLayout.JAVA_LONG, index, value);
    }

    /** Sets every element to {@code value}. */
    public void init(long value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /**
     * Returns a copy of {@code length} elements from {@code offset} on.
     *
     * @throws IllegalArgumentException if they are not all within this array
     */
    public LongArray slice(int offset, int length) {
        checkRange(offset, length);
        LongArray slice = new LongArray(length);
        copyRange(offset, slice);
        return slice;
    }

    /** Returns a copy of the elements on the Java heap. */
    public long[] toHeapArray() {
        return segment.toArray(ValueLayout.JAVA_LONG);
    }
}
