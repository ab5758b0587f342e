package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged file either opens, and then all its tensors can be read, or is refused with a CheckpointException. */
class SafetensorsFuzzTest {
    private static final int DAMAGED_FILES = 20_000;

    /** Characters that mean something in JSON reach further into the parser than random bits. */
    private static final String TELLING = "{}[]\":,-9e.\\u0 ";

    private static final String HEADER =
            """
            {"__metadata__":{"config":"{\\"depth\\": 2}","n\\u00e4me":"x"},\
            "a.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},\
            "b":{"dtype":"I64","shape":[],"data_offsets":[24,32]},\
            "c":{"dtype":"BF16","shape":[0,7],"data_offsets":[32,32]},\
            "d":{"dtype":"U8","shape":[1,1,5],"data_offsets":[32,37]}}""";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damageIsReadOrRefusedAndNothingElse(long seed) {
        var random = new Random(seed);
        byte[] whole = file();
        int opened = 0;
        for (int i = 0; i < DAMAGED_FILES; i++) {
            byte[] damaged = damage(whole, random);
            try (var checkpoint = Safetensors.of("damaged", MemorySegment.ofArray(damaged))) {
                for (String name : checkpoint.names()) {
                    checkpoint.get(name).toDoubles();
                }
                opened++;
            } catch (CheckpointException refused) {
                assertTrue(refused.getMessage().startsWith("damaged: "), refused::getMessage);
            }
        }
        // Damage to the elements cannot be seen; damage to the header nearly always can.
        assertTrue(opened > 0 && opened < DAMAGED_FILES / 2, "opened " + opened);
    }

    private static byte[] file() {
        byte[] json = HEADER.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length + 37)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private static byte[] damage(byte[] whole, Random random) {
        byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length + 9)) : whole.clone();
        for (int flips = random.nextInt(4); flips >= 0 && bytes.length > 0; flips--) {
            int at = random.nextInt(bytes.length);
            if (random.nextBoolean()) {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
            } else {
                bytes[at] = (byte) TELLING.charAt(random.nextInt(TELLING.length()));
            }
        }
        return bytes;
    }
}
