package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/** A fixed-length array of bytes outside the Java heap, in native byte order. */
public final class ByteArray extends TornadoNativeArray {

    private static final int BYTES = Byte.BYTES;

    /**
     * Allocates an array whose contents are <em>not</em> initialised; see {@link #clear()}.
     *
     * @throws IllegalArgumentException if {@code numberOfElements} is negative
     */
    public ByteArray(int numberOfElements) {
        super(numberOfElements, BYTES);
    }

    /** Allocates the concatenation of the given arrays. */
    public ByteArray(ByteArray... arrays) {
        super(totalSize(arrays), BYTES);
        fillFrom(arrays);
    }

    private ByteArray(MemorySegment withHeader) {
        super(withHeader, BYTES);
    }

    /** Returns a new array with a copy of the given values. */
    public static ByteArray fromArray(byte[] values) {
        ByteArray array = new ByteArray(values.length);
        MemorySegment.copy(values, 0, array.segment, ValueLayout.JAVA_BYTE, 0, values.length);
        return array;
    }

    /** Returns a new array with a copy of the given values. */
    public static ByteArray fromElements(byte... values) {
        return fromArray(values);
    }

    /**
     * Returns a new array with a copy of a segment that has no header.
     *
     * @throws IllegalArgumentException if the segment does not hold a whole number of elements, or more
     *         than an {@code int} can index
     */
    public static ByteArray fromSegment(MemorySegment segment) {
        ByteArray array = new ByteArray(elements(segment.byteSize(), BYTES));
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
    public static ByteArray fromSegmentShallow(MemorySegment segment) {
        return new ByteArray(segment);
    }

    /** Returns a new array with a copy of what remains in the buffer, whose position stays. */
    public static ByteArray fromByteBuffer(ByteBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Returns the concatenation of the given arrays. */
    public static ByteArray concat(ByteArray... arrays) {
        return new ByteArray(arrays);
    }

    /** Sets every element of {@code array} to {@code value}. */
    public static void initialize(ByteArray array, byte value) {
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
    public ByteArray slice(int offset, int length) {
        checkRange(offset, length);
        ByteArray slice = new ByteArray(length);
        copyRange(offset, slice);
        return slice;
    }

    /** Returns a copy of the elements on the Java heap. */
    public byte[] toHeapArray() {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    /**
     * Returns the half that begins at {@code byteIndex}.
     *
     * @throws IllegalArgumentException if {@code byteIndex} is odd
     * @throws IndexOutOfBoundsException if the half is not within this array
     */
    public HalfFloat getHalfFloat(int byteIndex) {
        return new HalfFloat(segment.get(ValueLayout.JAVA_SHORT, even(byteIndex)));
    }

    /**
     * Writes a half from {@code byteIndex} on.
     *
     * @throws IllegalArgumentException if {@code byteIndex} is odd
     * @throws IndexOutOfBoundsException if the half is not within this array
     */
    public void setHalfFloat(int byteIndex, HalfFloat value) {
        segment.set(ValueLayout.JAVA_SHORT, even(byteIndex), value.getHalfFloatValue());
    }

    private static int even(int byteIndex) {
        if (byteIndex % 2 != 0) {
            throw new IllegalArgumentException("a half begins at an even byte, not at " + byteIndex);
        }
        return byteIndex;
    }
}
