package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A fixed-length array of bytes outside the Java heap, in native byte order. */
public final class Int8Array extends TornadoNativeArray {

    private static final int BYTES = Byte.BYTES;

    /**
     * Allocates an array whose contents are <em>not</em> initialised; see {@link #clear()}.
     *
     * @throws IllegalArgumentException if {@code numberOfElements} is negative
     */
    public Int8Array(int numberOfElements) {
        super(numberOfElements, BYTES);
    }

    /** Allocates the concatenation of the given arrays. */
    public Int8Array(Int8Array... arrays) {
        super(totalSize(arrays), BYTES);
        fillFrom(arrays);
    }

    private Int8Array(MemorySegment withHeader) {
        super(withHeader, BYTES);
    }

    /** Returns a new array with a copy of the given values. */
    public static Int8Array fromArray(byte[] values) {
        Int8Array array = new Int8Array(values.length);
        MemorySegment.copy(values, 0, array.segment, ValueLayout.JAVA_BYTE, 0, values.length);
        return array;
    }

    /** Returns a new array with a copy of the given values. */
    public static Int8Array fromElements(byte... values) {
        return fromArray(values);
    }

    /**
     * Returns a new array with a copy of a segment that has no header.
     *
     * @throws IllegalArgumentException if the segment does not hold a whole number of elements, or more
     *         than an {@code int} can index
     */
    public static Int8Array fromSegment(MemorySegment segment) {
        Int8Array array = new Int8Array(elements(segment.byteSize(), BYTES));
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
    public static Int8Array fromSegmentShallow(MemorySegment segment) {
        return new Int8Array(segment);
    }

    /** Returns the concatenation of the given arrays. */
    public static Int8Array concat(Int8Array... arrays) {
        return new Int8Array(arrays);
    }

    /** Sets every element of {@code array} to {@code value}. */
    public static void initialize(Int8Array array, byte value) {
        array.init(value);
    }

    /**
     * Returns the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public byte get(int index) {
        return segment.getAtIndex(ValueLayout.JAVA_BYTE, index);
    }

    /**
     * Sets the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public void set(int index, byte value) {
        segment.setAtIndex(ValueLayout.JAVA_BYTE, index, value);
    }

    /** Sets every element to {@code value}. */
    public void init(byte value) {
        segment.fill(value);
    }

    /**
     * Returns a copy of {@code length} elements from {@code offset} on.
     *
     * @throws IllegalArgumentException if they are not all within this array
     */
    public Int8Array slice(int offset, int length) {
        checkRange(offset, length);
        Int8Array slice = new Int8Array(length);
        copyRange(offset, slice);
        return slice;
    }

    /** Returns a copy of the elements on the Java heap. */
    public byte[] toHeapArray() {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }
}
