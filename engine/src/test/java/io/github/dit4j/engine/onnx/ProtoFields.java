package io.github.dit4j.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A message of Protocol Buffers, taken apart by its definition: field numbers with integers or bytes. */
record ProtoFields(List<Field> fields) {

    /** A field; {@code bytes} is empty for integers. */
    record Field(int number, long integer, byte[] bytes) {}

    static ProtoFields of(byte[] message) {
        var in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        var fields = new ArrayList<Field>();
        while (in.hasRemaining()) {
            long key = varint(in);
            int number = (int) (key >>> 3);
            fields.add(switch ((int) key & 7) {
                case 0 -> new Field(number, varint(in), new byte[0]);
                case 2 -> {
                    var bytes = new byte[Math.toIntExact(varint(in))];
                    in.get(bytes);
                    yield new Field(number, 0, bytes);
                }
                case 5 -> new Field(number, in.getInt(), new byte[0]);
                default -> throw new AssertionError("no wire type " + (key & 7) + " in ONNX");
            });
        }
        return new ProtoFields(fields);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    List<ProtoFields> messages(int number) {
        return fields.stream().filter(field -> field.number == number).map(field -> of(field.bytes)).toList();
    }

    List<String> texts(int number) {
        return fields.stream().filter(field -> field.number == number)
                .map(field -> new String(field.bytes, StandardCharsets.UTF_8)).toList();
    }

    String text(int number) {
        return texts(number).getFirst();
    }

    List<Long> integers(int number) {
        return fields.stream().filter(field -> field.number == number).map(Field::integer).toList();
    }

    byte[] bytes(int number) {
        return fields.stream().filter(field -> field.number == number).findFirst().orElseThrow().bytes;
    }
}
