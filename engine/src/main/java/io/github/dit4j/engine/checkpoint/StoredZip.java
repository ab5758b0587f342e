package io.github.dit4j.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The entries of a zip file whose bytes are stored, not compressed, as slices of the mapped file. {@code java.util.zip}
 * does not tell where an entry lies, and {@code torch.save} stores entries so that they can be mapped. Format: APPNOTE.TXT
 * of PKWARE, with Zip64.
 */
final class StoredZip {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_LENGTH = 20;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_LENGTH = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int ZIP64_EXTRA = 1;
    /** Nothing is unpacked, so that it would do no harm here; but then no one means well who writes it. */
    private static final Pattern LEAVES_FOLDER = Pattern.compile("^[/\\\\]|(?:^|[/\\\\])\\.\\.(?:[/\\\\]|$)");
    private static final long IN_ZIP64 = 0xffff_ffffL;

    private final MemorySegment bytes;
    private final String origin;

    private StoredZip(MemorySegment bytes, String origin) {
        this.bytes = bytes;
        this.origin = origin;
    }

    /**
     * The entries by name, in the order of the directory.
     *
     * @param origin what error messages call the file
     * @throws CheckpointException if it is not a well-formed zip file, or an entry is compressed or encrypted
     */
    static Map<String, MemorySegment> entries(MemorySegment bytes, String origin) {
        try {
            return new StoredZip(bytes, origin).read();
        } catch (IndexOutOfBoundsException outside) {
            throw new CheckpointException(origin, "damaged zip file: its directory points outside of it");
        }
    }

    private Map<String, MemorySegment> read() {
        long end = endRecord();
        long count = u16(end + 10);
        long directory = u32(end + 16);
        long locator = end - LOCATOR_LENGTH;
        if (locator >= 0 && bytes.get(U32, locator) == LOCATOR_SIGNATURE) {
            long end64 = bytes.get(U64, locator + 8);
            if (bytes.get(U32, end64) != END64_SIGNATURE) {
                throw new CheckpointException(origin, "damaged zip file: no Zip64 record at byte " + end64);
            }
            count = bytes.get(U64, end64 + 32);
            directory = bytes.get(U64, end64 + 48);
        }
        var entries = new LinkedHashMap<String, MemorySegment>();
        long at = directory;
        for (long i = 0; i < count; i++) {
            if (bytes.get(U32, at) != ENTRY_SIGNATURE) {
                throw new CheckpointException(origin, "damaged zip file: no entry at byte " + at);
            }
            int nameLength = u16(at + 28);
            String name = new String(
                    bytes.asSlice(at + ENTRY_LENGTH, nameLength).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
            if (LEAVES_FOLDER.matcher(name).find()) {
                throw new CheckpointException(origin, "damaged zip file: entry " + name + " leads out of the file's folder");
            }
            if (entries.put(name, entry(at, name, nameLength)) != null) {
                throw new CheckpointException(origin, "damaged zip file: two entries are named " + name);
            }
            at += ENTRY_LENGTH + nameLength + u16(at + 30) + u16(at + 32);
        }
        return entries;
    }

    private MemorySegment entry(long at, String name, int nameLength) {
        if (u16(at + 10) != 0 || (u16(at + 8) & 1) != 0) {
            throw new CheckpointException(origin,
                    "entry " + name + " is compressed or encrypted, which torch.save never does; save the model again");
        }
        long size = u32(at + 24);
        long local = u32(at + 42);
        if (size == IN_ZIP64 || local == IN_ZIP64) {
            long extra = at + ENTRY_LENGTH + nameLength;
            long extraEnd = extra + u16(at + 30);
            while (extra + 4 <= extraEnd && u16(extra) != ZIP64_EXTRA) {
                extra += 4 + u16(extra + 2);
            }
            if (extra + 4 > extraEnd) {
                throw new CheckpointException(origin, "damaged zip file: entry " + name + " has no Zip64 sizes");
            }
            long field = extra + 4;
            if (size == IN_ZIP64) {
                size = bytes.get(U64, field);
                field += 8;
            }
            if (u32(at + 20) == IN_ZIP64) {
                field += 8;
            }
            if (local == IN_ZIP64) {
                local = bytes.get(U64, field);
            }
        }
        if (bytes.get(U32, local) != LOCAL_SIGNATURE) {
            throw new CheckpointException(origin, "damaged zip file: entry " + name + " does not begin at byte " + local);
        }
        return bytes.asSlice(local + LOCAL_LENGTH + u16(local + 26) + u16(local + 28), size);
    }

    /** The end record stands last, but for a comment of at most 65,535 bytes. */
    private long endRecord() {
        long first = Math.max(0, bytes.byteSize() - END_LENGTH - 0xffff);
        for (long at = bytes.byteSize() - END_LENGTH; at >= first; at--) {
            if (bytes.get(U32, at) == END_SIGNATURE && at + END_LENGTH + u16(at + 20) == bytes.byteSize()) {
                return at;
            }
        }
        throw new CheckpointException(origin, "the zip file has no directory: it is cut off, or not a zip file");
    }

    private int u16(long at) {
        return Short.toUnsignedInt(bytes.get(U16, at));
    }

    private long u32(long at) {
        return Integer.toUnsignedLong(bytes.get(U32, at));
    }
}
