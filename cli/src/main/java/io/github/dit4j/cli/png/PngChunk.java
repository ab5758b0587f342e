package io.github.dit4j.cli.png;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/** What the parts of a PNG file have in common (W3C, Portable Network Graphics, section 5). */
final class PngChunk {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    /** Bytes of a chunk beside its data: length, type, checksum. */
    static final int OVERHEAD = 12;

    private PngChunk() {}

    /** The first eight bytes of every PNG file. */
    static byte[] signature() {
        return SIGNATURE.clone();
    }

    /** The checksum over type and data. */
    static int checksum(String type, byte[] data) {
        var crc = new CRC32();
        for (byte[] part : List.of(type.getBytes(StandardCharsets.US_ASCII), data)) {
            crc.update(part);
        }
        return (int) crc.getValue();
    }
}
