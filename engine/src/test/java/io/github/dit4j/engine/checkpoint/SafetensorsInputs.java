package io.github.dit4j.engine.checkpoint;

import io.github.dit4j.engine.testing.Damage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes up safetensors files: whole, with lying numbers, with fields repeated many times, and damaged. */
final class SafetensorsInputs {
    private static final String TELLING = "{}[]\":,-9e.\\u0 ";
    private static final String[] DTYPES = {"F32", "F16", "BF16", "I64", "U8", "F64", "F8_E4M3", "f32", ""};
    private static final String[] NAMES = {
        "a", "b.weight", "__metadata__", "", "\\u0000", "\\ud800", "../../etc/passwd", "n\u00e4me", "dtype"
    };

    private SafetensorsInputs() {}

    static byte[] next(Random random) {
        var header = new StringBuilder("{");
        if (random.nextInt(3) == 0) {
            header.append("\"__metadata__\":{\"format\":\"pt\",\"config\":\"{\\\"depth\\\": 2}\"},");
        }
        // A few large files show what grows faster than the file.
        boolean large = random.nextInt(200) == 0;
        int tensors = random.nextInt(large ? 2000 : 6);
        long at = 0;
        for (int i = 0; i < tensors; i++) {
            int rank = random.nextInt(4);
            var shape = new StringBuilder();
            long bytes = 4;
            for (int axis = 0; axis < rank; axis++) {
                int extent = random.nextInt(1, 4);
                bytes *= extent;
                shape.append(axis == 0 ? "" : ",").append(lie(extent, random));
            }
            header.append(i == 0 ? "" : ",").append('"').append(name(i, random)).append("\":{\"dtype\":\"")
                    .append(random.nextInt(60) == 0 ? DTYPES[random.nextInt(DTYPES.length)] : "F32")
                    .append("\",\"shape\":[").append(shape).append("],\"data_offsets\":[")
                    .append(lie(at, random)).append(',').append(lie(at + bytes, random)).append("]}");
            at += bytes;
        }
        if (large) {
            header.append(tensors == 0 ? "" : ",").append(repeated(random));
        }
        byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        long length = random.nextInt(30) == 0 ? Damage.extreme(json.length, random) : json.length;
        var file = new ByteArrayOutputStream();
        file.writeBytes(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
        file.writeBytes(json);
        file.writeBytes(new byte[(int) at]);
        return random.nextInt(3) == 0 ? Damage.of(file.toByteArray(), TELLING, random) : file.toByteArray();
    }

    private static String name(int i, Random random) {
        return random.nextInt(40) == 0 ? NAMES[random.nextInt(NAMES.length)] : "block." + i;
    }

    private static String lie(long truth, Random random) {
        return Long.toString(random.nextInt(120) == 0 ? Damage.extreme(truth, random) : truth);
    }

    /** One tensor with a long name, many extents, many fields, or nested deeply. */
    private static String repeated(Random random) {
        int many = random.nextInt(1, 40_000);
        return switch (random.nextInt(4)) {
            case 0 -> "\"" + "n".repeat(many) + "\":{\"dtype\":\"F32\",\"shape\":[" + "1,".repeat(many) + "1],\"data_offsets\":[0,4]}";
            case 1 -> {
                var fields = new StringBuilder("\"fields\":{");
                for (int i = 0; i < many; i++) {
                    fields.append("\"f").append(i).append("\":0,");
                }
                yield fields.append("\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}").toString();
            }
            case 2 -> "\"deep\":{\"x\":" + "[".repeat(many) + "]".repeat(many) + "}";
            default -> "\"digits\":{\"dtype\":\"F32\",\"shape\":[" + "9".repeat(many) + "],\"data_offsets\":[0,0]}";
        };
    }
}
