package io.github.dit4j.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a pickle from some place on, as the numbers and texts that opcodes are followed by. Every length is checked against
 * what is left before anything is made: beyond it each method throws {@link IndexOutOfBoundsException}, and of a length that no
 * checkpoint has {@link CheckpointException}.
 */
final class PickleInput {
    /** Of a text or a number of bytes; far more than any name, setting or comment has. */
    private static final int LONGEST_VALUE = 64 << 20;
    /** Bytes of an integer: writing out longer ones takes time in more than proportion. */
    private static final int LONGEST_INTEGER = 1024;
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble F64_BIG = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment bytes;
    private final String origin;
    private long at;

    /**
     * @param origin what error messages call the file
     * @param at where the pickle starts
     */
    PickleInput(MemorySegment bytes, long at, String origin) {
        this.bytes = bytes;
        this.at = at;
        this.origin = origin;
    }

    /** Of the next byte. */
    long position() {
        return at;
    }

    /** The bytes of the file. */
    long size() {
        return bytes.byteSize();
    }

    /** Moves on and returns the position before. */
    private long skip(long count) {
        if (count < 0 || count > bytes.byteSize() - at) {
            throw new IndexOutOfBoundsException();
        }
        at += count;
        return at - count;
    }

    /** Unsigned, as u16 and u32 are; all but f64 begin with the least byte. */
    int u8() {
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, skip(1)));
    }

    int u16() {
        return Short.toUnsignedInt(bytes.get(I16, skip(2)));
    }

    int i32() {
        return bytes.get(I32, skip(4));
    }

    long u32() {
        return Integer.toUnsignedLong(i32());
    }

    long i64() {
        return bytes.get(I64, skip(8));
    }

    double f64() {
        return bytes.get(F64_BIG, skip(8));
    }

    byte[] raw(long length) {
        if (length > LONGEST_VALUE) {
            throw new CheckpointException(origin, "the pickle holds a value of " + length + " bytes at byte " + at
                    + "; the limit is " + LONGEST_VALUE);
        }
        long start = skip(length);
        return bytes.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** UTF-8. */
    String text(long length) {
        return new String(raw(length), StandardCharsets.UTF_8);
    }

    /** Up to the next line feed, which it leaves behind. */
    String line() {
        long start = at;
        while (u8() != '\n') {
            // The position moves on.
        }
        long length = at - 1 - start;
        at = start;
        String line = text(length);
        at++;
        return line;
    }

    /** An integer of so many bytes: a Long, or its digits if it is longer. */
    Object integer(int length) {
        if (length > LONGEST_INTEGER) {
            throw new CheckpointException(origin, "the pickle holds an integer of " + length + " bytes at byte " + at
                    + "; the limit is " + LONGEST_INTEGER);
        }
        byte[] littleEndian = raw(length);
        for (int i = 0, j = length - 1; i < j; i++, j--) {
            byte swapped = littleEndian[i];
            littleEndian[i] = littleEndian[j];
            littleEndian[j] = swapped;
        }
        var value = length == 0 ? BigInteger.ZERO : new BigInteger(littleEndian);
        // Training states hold large seeds; as text they do no harm.
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value.toString();
    }

    /** A line of digits. */
    long integerLine() {
        return parse(line());
    }

    /** The same as Python 2 wrote long ones, with an L behind. */
    long longLine() {
        return parse(line().replaceAll("L$", ""));
    }

    private long parse(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException damaged) {
            throw new CheckpointException(origin, "damaged pickle: '" + digits + "' is not an integer");
        }
    }
}
