package io.github.dit4j.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip file of stored entries from front to back. The bytes of an entry start at a multiple of 64, as PyTorch has
 * it, so that they can be mapped; their checksum follows them, in a data descriptor. Sizes and offsets are always those of
 * Zip64: one way for files of any size. Format: APPNOTE.TXT of PKWARE, 4.3 to 4.5.
 */
final class StoredZipWriter {
    private static final int ALIGNMENT = 64;
    private static final short VERSION = 45;
    /** The sizes and the checksum stand behind the bytes. */
    private static final short DESCRIPTOR = 1 << 3;
    /** 1 January 1980, the first day a zip file knows: equal weights make equal files. */
    private static final short FIRST_DAY = 1 << 5 | 1;
    private static final int IN_ZIP64 = -1;
    private static final short IN_ZIP64_SHORT = -1;
    private static final short ZIP64_EXTRA = 1;
    /** PyTorch's field for what fills up to the alignment. */
    private static final short PADDING_EXTRA = 'F' | 'B' << 8;
    private static final int LOCAL_LENGTH = 30;
    private static final int EXTRA_HEADER = 4;
    private static final int SIZES = 2 * Long.BYTES;
    private static final int RECORD_LENGTH = 256;

    /** Writes the bytes of an entry. */
    interface Content {
        void writeTo(WrittenTensor.Sink sink) throws IOException;
    }

    private record Entry(byte[] name, long offset, long size, int crc) {}

    private final WritableByteChannel channel;
    private final List<Entry> entries = new ArrayList<>();
    private long at;

    StoredZipWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Writes an entry. */
    void add(String name, Content content) throws IOException {
        byte[] path = name.getBytes(StandardCharsets.US_ASCII);
        long offset = at;
        write(localHeader(path));
        long start = at;
        var crc = new CRC32();
        content.writeTo(bytes -> {
            crc.update(bytes.duplicate());
            write(bytes);
        });
        var entry = new Entry(path, offset, at - start, (int) crc.getValue());
        entries.add(entry);
        write(record().putInt(0x08074b50).putInt(entry.crc).putLong(entry.size).putLong(entry.size).flip());
    }

    private ByteBuffer localHeader(byte[] name) {
        long length = LOCAL_LENGTH + name.length + EXTRA_HEADER + SIZES + EXTRA_HEADER;
        int padding = (int) (-(at + length) & ALIGNMENT - 1);
        ByteBuffer header = record().putInt(0x04034b50);
        common(header, 0, name.length, EXTRA_HEADER + SIZES + EXTRA_HEADER + padding);
        header.put(name).putShort(ZIP64_EXTRA).putShort((short) SIZES).putLong(0).putLong(0);
        header.putShort(PADDING_EXTRA).putShort((short) padding).put(new byte[padding]);
        return header.flip();
    }

    /** What the header before an entry and the one in the directory have in common. */
    private static void common(ByteBuffer header, int crc, int nameLength, int extraLength) {
        header.putShort(VERSION).putShort(DESCRIPTOR).putShort((short) 0).putShort((short) 0).putShort(FIRST_DAY);
        header.putInt(crc).putInt(IN_ZIP64).putInt(IN_ZIP64);
        header.putShort((short) nameLength).putShort((short) extraLength);
    }

    /** Writes the directory; there can be no entries after it. */
    void finish() throws IOException {
        long directory = at;
        for (Entry entry : entries) {
            ByteBuffer header = record().putInt(0x02014b50).putShort(VERSION);
            common(header, entry.crc, entry.name.length, EXTRA_HEADER + SIZES + Long.BYTES);
            header.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0).putInt(IN_ZIP64).put(entry.name);
            header.putShort(ZIP64_EXTRA).putShort((short) (SIZES + Long.BYTES));
            header.putLong(entry.size).putLong(entry.size).putLong(entry.offset);
            write(header.flip());
        }
        long end = at;
        ByteBuffer records = record();
        // The Zip64 end record, after its signature and its own length; then where it is; then the end record.
        records.putInt(0x06064b50).putLong(44).putShort(VERSION).putShort(VERSION).putInt(0).putInt(0);
        records.putLong(entries.size()).putLong(entries.size()).putLong(end - directory).putLong(directory);
        records.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        records.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
        records.putShort(IN_ZIP64_SHORT).putShort(IN_ZIP64_SHORT).putInt(IN_ZIP64).putInt(IN_ZIP64).putShort((short) 0);
        write(records.flip());
    }

    /** Names in these files are short: any record fits. */
    private static ByteBuffer record() {
        return ByteBuffer.allocate(RECORD_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer bytes) throws IOException {
        at += bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
