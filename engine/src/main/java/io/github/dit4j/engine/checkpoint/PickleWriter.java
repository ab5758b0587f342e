package io.github.dit4j.engine.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes what a state_dict needs of Python's pickle format, protocol 2, one operation per method, in the order in which the
 * reader's stack wants them. Format: {@code pickletools.py} of CPython.
 */
final class PickleWriter {
    private static final int PROTOCOL = 0x80;
    private static final int NO = 0x89;
    private static final int LONG = 0x8a;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleWriter() {
        out.write(PROTOCOL);
        out.write(2);
    }

    /** Where the items of a tuple or a dictionary begin. */
    PickleWriter mark() {
        return operation('(');
    }

    /** A tuple of what was written since the mark. */
    PickleWriter tuple() {
        return operation('t');
    }

    /** Puts names and values, written since the mark by turns, into the dictionary before it. */
    PickleWriter put() {
        return operation('u');
    }

    /** Calls a global with a tuple of arguments. */
    PickleWriter call() {
        return operation('R');
    }

    /** What stands behind the id written last. */
    PickleWriter persistent() {
        return operation('Q');
    }

    /** False. */
    PickleWriter no() {
        return operation(NO);
    }

    PickleWriter global(String module, String name) {
        operation('c').out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    PickleWriter emptyOrderedDict() {
        return global("collections", "OrderedDict").operation(')').call();
    }

    PickleWriter text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        operation('X').out.writeBytes(littleEndian(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
        return this;
    }

    PickleWriter integer(long value) {
        if (value == (int) value) {
            operation('J').out.writeBytes(littleEndian(Integer.BYTES).putInt((int) value).array());
        } else {
            operation(LONG).operation(Long.BYTES).out.writeBytes(littleEndian(Long.BYTES).putLong(value).array());
        }
        return this;
    }

    /** Ends the pickle: all its bytes. */
    byte[] stop() {
        return operation('.').out.toByteArray();
    }

    private PickleWriter operation(int code) {
        out.write(code);
        return this;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
