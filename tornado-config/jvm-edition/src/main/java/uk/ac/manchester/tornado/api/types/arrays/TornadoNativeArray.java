package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A fixed-length array of primitives outside the Java heap.
 *
 * <p>In memory it is a header of {@link #ARRAY_HEADER} bytes, which TornadoVM's device code expects,
 * followed by the elements. This JVM edition keeps the header only so that layouts agree.
 */
public abstract class TornadoNativeArray {

    /** Bytes in front of the first element. */
    public static final long ARRAY_HEADER = Long.getLong("tornado.panama.objectHeader", 16);

    // No element wants more, and the header is a multiple of it.
    private static final long ALIGNMENT = 8;

    // A fresh array's contents are unspecified. With assertions on, as in tests, they are NaN (or -1),
    // so that a result which depends on them is seen to be wrong.
    private static final boolean POISON = TornadoNativeArray.class.desiredAssertionStatus();

    /** The elements, without the header. */
    final MemorySegment segment;
    private final MemorySegment withHeader;
    private final int elementSize;

    TornadoNativeArray(int size, int elementSize) {
        this(allocate(size, elementSize), elementSize);
        if (POISON) {
            segment.fill((byte) 0xFF);
        }
    }

    TornadoNativeArray(MemorySegment withHeader, int elementSize) {
        if (withHeader.byteSize() < ARRAY_HEADER) {
            throw new IllegalArgumentException("segment of " + withHeader.byteSize()
                    + " bytes is shorter than the array header of " + ARRAY_HEADER + " bytes");
        }
        elements(withHeader.byteSize() - ARRAY_HEADER, elementSize);
        this.withHeader = withHeader;
        this.segment = withHeader.asSlice(ARRAY_HEADER);
        this.elementSize = elementSize;
    }

    private static MemorySegment allocate(int size, int elementSize) {
        if (size < 0) {
            throw new IllegalArgumentException("array of " + size + " elements; the size must not be negative");
        }
        return Arena.ofAuto().allocate(ARRAY_HEADER + (long) size * elementSize, ALIGNMENT);
    }

    /** Returns how many elements so many bytes hold. */
    static int elements(long bytes, int elementSize) {
        if (bytes % elementSize != 0) {
            throw new IllegalArgumentException(
                    bytes + " bytes are not a whole number of elements of " + elementSize + " bytes");
        }
        long elements = bytes / elementSize;
        if (elements > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    elements + " elements are more than an array can index; split the segment");
        }
        return (int) elements;
    }

    static int totalSize(TornadoNativeArray... arrays) {
        int total = 0;
        for (TornadoNativeArray array : arrays) {
            total = Math.addExact(total, array.getSize());
        }
        return total;
    }

    final void fillFrom(TornadoNativeArray... arrays) {
        long offset = 0;
        for (TornadoNativeArray array : arrays) {
            long bytes = array.getNumBytesOfSegment();
            MemorySegment.copy(array.segment, 0, segment, offset, bytes);
            offset += bytes;
        }
    }

    final void checkRange(int offset, int length) {
        if (offset < 0 || length < 0 || length > getSize() - offset) {
            throw new IllegalArgumentException("slice of " + length + " elements from " + offset
                    + " on is not within an array of " + getSize());
        }
    }

    final void copyRange(int offset, TornadoNativeArray target) {
        MemorySegment.copy(segment, (long) offset * elementSize, target.segment, 0, target.getNumBytesOfSegment());
    }

    /** Returns the number of elements. */
    public int getSize() {
        return (int) (segment.byteSize() / elementSize);
    }

    /** Returns the bytes of one element. */
    public int getElementSize() {
        return elementSize;
    }

    /** Returns the memory of the elements, without the header. */
    public MemorySegment getSegment() {
        return segment;
    }

    /** Returns the memory of the array, header first. */
    public MemorySegment getSegmentWithHeader() {
        return withHeader;
    }

    /** Returns the bytes of the elements. */
    public long getNumBytesOfSegment() {
        return segment.byteSize();
    }

    /** Returns the bytes of header and elements. */
    public long getNumBytesOfSegmentWithHeader() {
        return withHeader.byteSize();
    }

    /** Sets every element to zero. */
    public void clear() {
        segment.fill((byte) 0);
    }
}
