package io.github.dit4j.cli.png;

import io.github.dit4j.sampler.Image;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.Deflater;

/** Encodes images as PNG, with texts beside the pixels (W3C, Portable Network Graphics). */
public final class PngEncoder {
    private static final byte BIT_DEPTH = 8;
    private static final byte GREY = 0;
    private static final byte COLOUR = 2;
    private static final int HEADER_BYTES = 13;
    /** The format's own limit on the names of texts. */
    private static final int KEYWORD_LIMIT = 79;

    private PngEncoder() {}

    /**
     * Encodes an image.
     *
     * @param texts by keyword of 1 to 79 Latin letters
     */
    public static byte[] encode(Image image, Map<String, String> texts) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(PngChunk.signature());
        chunk(out, "IHDR", ByteBuffer.allocate(HEADER_BYTES)
                .putInt(image.width())
                .putInt(image.height())
                .put(BIT_DEPTH)
                .put(image.channels() == 1 ? GREY : COLOUR)
                .array());
        texts.forEach((keyword, text) -> text(out, keyword, text));
        chunk(out, "IDAT", compressed(PngFilter.filtered(image)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    /** tEXt, which every tool reads, where Latin-1 suffices, else iTXt. */
    private static void text(ByteArrayOutputStream out, String keyword, String text) {
        if (keyword.isEmpty() || keyword.length() > KEYWORD_LIMIT || !isLatin1(keyword)) {
            throw new IllegalArgumentException("not a keyword of a PNG text: \"" + keyword + "\"");
        }
        var data = new ByteArrayOutputStream();
        data.writeBytes(keyword.getBytes(StandardCharsets.ISO_8859_1));
        data.write(0);
        if (isLatin1(text)) {
            data.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            chunk(out, "tEXt", data.toByteArray());
        } else {
            // Not compressed, no language, no translated keyword.
            data.writeBytes(new byte[4]);
            data.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            chunk(out, "iTXt", data.toByteArray());
        }
    }

    private static boolean isLatin1(String text) {
        return StandardCharsets.ISO_8859_1.newEncoder().canEncode(text) && text.indexOf('\0') < 0;
    }

    private static byte[] compressed(byte[] rows) {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(rows);
            deflater.finish();
            var out = new ByteArrayOutputStream();
            var buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        out.writeBytes(ByteBuffer.allocate(PngChunk.OVERHEAD + data.length)
                .putInt(data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .putInt(PngChunk.checksum(type, data))
                .array());
    }
}
