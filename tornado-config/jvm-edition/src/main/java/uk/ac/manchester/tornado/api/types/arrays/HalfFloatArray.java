package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/** A fixed-length array of halves (IEEE 754 binary16) outside the Java heap, in native byte order. */
public final class HalfFloatArray extends TornadoNativeArray {

    private static final int BYTES = Short.BYTES;

    /**
     * Allocates an array whose contents are <em>not</em> initialised; see {@link #clear()}.
     *
     * @throws IllegalArgumentException if {@code numberOfElements} is negative
     */
    public HalfFloatArray(int numberOfElements) {
        super(numberOfElements, BYTES);
    }

    /** Allocates the concatenation of the given arrays. */
    public HalfFloatArray(HalfFloatArray... arrays) {
        super(totalSize(arrays), BYTES);
        fillFrom(arrays);
    }

    private HalfFloatArray(MemorySegment withHeader) {
        super(withHeader, BYTES);
    }

    /** Returns a new array with a copy of the given values. */
    public static HalfFloatArray fromArray(HalfFloat[] values) {
        HalfFloatArray array = new HalfFloatArray(values.length);
        for (int i = 0; i < values.length; i++) {
            array.set(i, values[i]);
        }
        return array;
    }

    /** Returns a new array with a copy of the given values. */
    public static HalfFloatArray fromElements(HalfFloat... values) {
        return fromArray(values);
    }

    /**
     * Returns a new array with a copy of a segment that has no header.
     *
     * @throws IllegalArgumentException if the segment does not hold a whole number of elements, or more
     *         than an {@code int} can index
     */
    public static HalfFloatArray fromSegment(MemorySegment segment) {
        HalfFloatArray array = new HalfFloatArray(elements(segment.byteSize(), BYTES));
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
    public static HalfFloatArray fromSegmentShallow(MemorySegment segment) {
        return new HalfFloatArray(segment);
    }

    /** Returns the concatenation of the given arrays. */
    public static HalfFloatArray concat(HalfFloatArray... arrays) {
        return new HalfFloatArray(arrays);
    }

    /** Sets every element of {@code array} to {@code value}. */
    public static void initialize(HalfFloatArray array, HalfFloat value) {
        array.init(value);
    }

    /**
     * Returns the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public HalfFloat get(int index) {
        return new HalfFloat(segment.getAtIndex(ValueLayout.JAVA_SHORT, index));
    }

    /**
     * Sets the element at {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public void set(int index, HalfFloat value) {
        segment.setAtIndex(ValueLayout.JAVA_SHORT, index, value.getHalfFloatValue());
    }

    /** Sets every element to {@code value}. */
    public void init(HalfFloat value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /**
     * Returns a copy of {@code length} elements from {@code offset} on.
     *
     * @throws IllegalArgumentException if they are not all within this array
     */
    public HalfFloatArray slice(int offset, int length) {
        checkRange(offset, length);
        HalfFloatArray slice = new HalfFloatArray(length);
        copyRange(offset, slice);
        return slice;
    }

    /** Returns a copy of the elements on the Java heap. */
    public HalfFloat[] toHeapArray() {
        HalfFloat[] values = new HalfFloat[getSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i);
        }
        return values;
    }

    /** Returns a copy of the elements' bit patterns on the Java heap. */
    public short[] toShortArray() {
        return segment.toArray(ValueLayout.JAVA_SHORT);
    }
}
