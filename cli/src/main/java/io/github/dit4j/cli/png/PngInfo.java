package io.github.dit4j.cli.png;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a PNG file says about itself.
 *
 * @param width in pixels
 * @param height in pixels
 * @param texts by keyword; compressed ones are left out
 */
public record PngInfo(int width, int height, Map<String, String> texts) {
    private static final int TEXT_LIMIT = 1 << 20;

    /** Whether a file begins as PNG files do. */
    public static boolean isPng(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(PngChunk.signature().length), PngChunk.signature());
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read or is damaged; the message names the file
     */
    public static PngInfo read(Path file) throws IOException {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return read(in, Files.size(file));
        } catch (EOFException truncated) {
            throw new IOException(file + ": truncated PNG file", truncated);
        } catch (IOException damaged) {
            throw new IOException(file + ": " + damaged.getMessage(), damaged);
        }
    }

    /** Reads a file of {@code size} bytes, without its name in messages. */
    static PngInfo read(DataInputStream in, long size) throws IOException {
        in.skipNBytes(PngChunk.signature().length);
        var texts = new LinkedHashMap<String, String>();
        int width = 0;
        int height = 0;
        while (true) {
            int length = in.readInt();
            String type = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
            if (length < 0 || length > size) {
                throw new IOException("damaged PNG file: a part " + type + " of " + Integer.toUnsignedLong(length)
                        + " bytes in a file of " + size);
            }
            boolean wanted = type.equals("IHDR") || isText(type) && length <= TEXT_LIMIT;
            byte[] data = wanted ? in.readNBytes(length) : new byte[0];
            if (!wanted) {
                in.skipNBytes(length);
            }
            int checksum = in.readInt();
            if (wanted && (data.length < length || checksum != PngChunk.checksum(type, data))) {
                throw new IOException("damaged PNG file: the checksum of the part " + type + " is wrong");
            }
            switch (type) {
                case "IHDR" -> {
                    width = extent(data, 0);
                    height = extent(data, 4);
                }
                case "tEXt" -> split(data, StandardCharsets.ISO_8859_1, 0, texts);
                case "iTXt" -> split(data, StandardCharsets.UTF_8, 2, texts);
                case "IEND" -> {
                    return new PngInfo(width, height, Collections.unmodifiableMap(texts));
                }
                default -> { }
            }
        }
    }

    private static boolean isText(String type) {
        return type.equals("tEXt") || type.equals("iTXt");
    }

    private static int extent(byte[] header, int at) throws IOException {
        if (header.length < at + Integer.BYTES) {
            throw new IOException("damaged PNG file: a header of " + header.length + " bytes");
        }
        return ByteBuffer.wrap(header).getInt(at);
    }

    /**
     * Takes keyword and text apart.
     *
     * @param fields how many zero-ended fields come between them; with any, two bytes about compression come first
     */
    private static void split(byte[] data, Charset charset, int fields, Map<String, String> texts) {
        int keywordEnd = zero(data, 0);
        int at = keywordEnd + 1;
        if (fields > 0) {
            boolean compressed = at < data.length && data[at] != 0;
            at += 2;
            for (int i = 0; i < fields; i++) {
                at = zero(data, at) + 1;
            }
            if (compressed) {
                return;
            }
        }
        if (at <= data.length) {
            texts.put(
                    new String(data, 0, keywordEnd, StandardCharsets.ISO_8859_1),
                    new String(data, at, data.length - at, charset));
        }
    }

    /** Where the next zero is; the end where there is none. */
    private static int zero(byte[] data, int from) {
        int at = from;
        while (at < data.length && data[at] != 0) {
            at++;
        }
        return at;
    }
}
