package io.github.dit4j.engine.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of Protocol Buffers that is put together field by field and written in one go. Large fields are only produced
 * while they are written; their length is all that has to be known before.
 */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    /** Bytes that are produced when they are written. */
    interface Content {
        /** Writes exactly as many bytes as were announced. */
        void writeTo(OutputStream out) throws IOException;
    }

    private final List<Content> pieces = new ArrayList<>();
    private long length;

    /** The bytes of the message. */
    long length() {
        return length;
    }

    /** An integer, a boolean or an enum. */
    Protobuf number(int field, long value) {
        var bytes = new ByteArrayOutputStream();
        varint(bytes, (long) field << 3 | VARINT);
        varint(bytes, value);
        return add(bytes.toByteArray());
    }

    /** A float. */
    Protobuf real(int field, float value) {
        var bytes = new ByteArrayOutputStream();
        varint(bytes, (long) field << 3 | FIXED_32);
        bytes.writeBytes(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
        return add(bytes.toByteArray());
    }

    /** A string. */
    Protobuf text(int field, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return bytes(field, bytes.length, out -> out.write(bytes));
    }

    /** A message, which must not change any more. */
    Protobuf message(int field, Protobuf message) {
        return bytes(field, message.length, message::writeTo);
    }

    /** Bytes. */
    Protobuf bytes(int field, long count, Content content) {
        var head = new ByteArrayOutputStream();
        varint(head, (long) field << 3 | LENGTH_DELIMITED);
        varint(head, count);
        add(head.toByteArray());
        pieces.add(content);
        length += count;
        return this;
    }

    private Protobuf add(byte[] bytes) {
        pieces.add(out -> out.write(bytes));
        length += bytes.length;
        return this;
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Writes the message. */
    void writeTo(OutputStream out) throws IOException {
        for (Content piece : pieces) {
            piece.writeTo(out);
        }
    }
}
