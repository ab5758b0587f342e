package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.DoubleBuffer;

/** A fixed-length array of doubles outside the Java heap, in native byte order. */
public final class DoubleArray extends TornadoNativeArray {

    private static final int BYTES = Double.BYTES;

    /**
     * Allocates an array whose contents are <em>not</em> initialised; see {@link #clear()}.
     *
     * @throws IllegalArgumentException if {@code numberOfElements} is negative
     */
    public DoubleArray(int numberOfElements) {
        super(numberOfElements, BYTES);
    }

    /** Allocates the concatenation of the given arrays. */
    public DoubleArray(DoubleArray... arrays) {
        super(totalSize(arrays), BYTES);
        fillFrom(arrays);
    }

    private DoubleArray(MemorySegment withHeader) {
        super(withHeader, BYTES);
    }

    /** Returns a new array with a copy of the given values. */
    public static DoubleArray fromArray(double[] values) {
        DoubleArray array = new DoubleArray(values.length);
        MemorySegment.copy(values, 0, array.segment, ValueLayout.JAVA_DOUBLE, 0, values.length);
        return array;
    }

    /** Returns a new array with a copy of the given values. */
    public static DoubleArray fromElements(double... values) {
        return fromArray(values);
    }

    /**
     * Returns a new array with a copy of a segment that has no header.
     *
     * @throws IllegalArgumentException if the segment does not hold a whole number of elements, or more
     *         than an {@code int} can index
     */
    public static DoubleArray fromSegment(MemorySegment segment) {
        DoubleArray array = new DoubleArray(elements(segment.byteSize(), BYTES));
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
    public static DoubleArray fromSegmentShallow(MemorySegment segment) {
        return new DoubleArray(segment);
    }

    /** Returns a new array with a copy of what remains in the buffer, whose position stays. */
    public static DoubleArray fromDoubleBuffer(DoubleBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Returns the concatenation of the given arrays. */
    public static DoubleArray concat(DoubleArray... arrays) {
        return new DoubleArray(arrays);
    }

    /** Sets every element of {@code array} to {@code value}. */
    public static void initialize(DoubleArray array, double value) {
        array.init(value);
    }

    /**
     * Returns the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public double get(int index) {
        return segment.getAtIndex(ValueLayout.JAVA_DOUBLE, index);
    }

    /**
     * Sets the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public void set(int index, double value) {
        segment.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
    }

    /** Sets every element to {@code value}. */
    public void init(double value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /**
     * Returns a copy of {@code length} elements from {@code offset} on.
     *
     * @throws IllegalArgumentException if they are not all within this array
     */
    public DoubleArray slice(int offset, int length) {
        checkRange(offset, length);
        DoubleArray slice = new DoubleArray(length);
        copyRange(offset, slice);
        return slice;
    }

    /** Returns a copy of the elements on the Java heap. */
    public double[] toHeapArray() {
        return segment.toArray(ValueLayout.JAVA_DOUBLE);
    }
}
