package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ShortBuffer;

/** A fixed-length array of shorts outside the Java heap, in native byte order. */
public final class ShortArray extends TornadoNativeArray {

    private static final int BYTES = Short.BYTES;

    /**
     * Allocates an array whose contents are <em>not</em> initialised; see {@link #clear()}.
     *
     * @throws IllegalArgumentException if {@code numberOfElements} is negative
     */
    public ShortArray(int numberOfElements) {
        super(numberOfElements, BYTES);
    }

    /** Allocates the concatenation of the given arrays. */
    public ShortArray(ShortArray... arrays) {
        super(totalSize(arrays), BYTES);
        fillFrom(arrays);
    }

    private ShortArray(MemorySegment withHeader) {
        super(withHeader, BYTES);
    }

    /** Returns a new array with a copy of the given values. */
    public static ShortArray fromArray(short[] values) {
        ShortArray array = new ShortArray(values.length);
        MemorySegment.copy(values, 0, array.segment, ValueLayout.JAVA_SHORT, 0, values.length);
        return array;
    }

    /** Returns a new array with a copy of the given values. */
    public static ShortArray fromElements(short... values) {
        return fromArray(values);
    }

    /**
     * Returns a new array with a copy of a segment that has no header.
     *
     * @throws IllegalArgumentException if the segment does not hold a whole number of elements, or more
     *         than an {@code int} can index
     */
    public static ShortArray fromSegment(MemorySegment segment) {
        ShortArray array = new ShortArray(elements(segment.byteSize(), BYTES));
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
    public static ShortArray fromSegmentShallow(MemorySegment segment) {
        return new ShortArray(segment);
    }

    /** Returns a new array with a copy of what remains in the buffer, whose position stays. */
    public static ShortArray fromShortBuffer(ShortBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Returns the concatenation of the given arrays. */
    public static ShortArray concat(ShortArray... arrays) {
        return new ShortArray(arrays);
    }

    /** Sets every element of {@code array} to {@code value}. */
    public static void initialize(ShortArray array, short value) {
        array.init(value);
    }

    /**
     * Returns the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public short get(int index) {
        return segment.getAtIndex(ValueLayout.JAVA_SHORT, index);
    }

    /**
     * Sets the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public void set(int index, short value) {
        segment.setAtIndex(ValueLayout.JAVA_SHORT, index, value);
    }

    /** Sets every element to {@code value}. */
    public void init(short value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /**
     * Returns a copy of {@code length} elements from {@code offset} on.
     *
     * @throws IllegalArgumentException if they are not all within this array
     */
    public ShortArray slice(int offset, int length) {
        checkRange(offset, length);
        ShortArray slice = new ShortArray(length);
        copyRange(offset, slice);
        return slice;
    }

    /** Returns a copy of the elements on the Java heap. */
    public short[] toHeapArray() {
        return segment.toArray(ValueLayout.JAVA_SHORT);
    }
}
