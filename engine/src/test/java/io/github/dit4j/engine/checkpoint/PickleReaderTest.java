package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pickles are written as their opcodes, each character a byte. */
class PickleReaderTest {
    private static Object read(String latin1) {
        return new PickleReader(MemorySegment.ofArray(latin1.getBytes(StandardCharsets.ISO_8859_1)), 0, "made up",
                new TorchObjects("made up")).read();
    }

    /** A map orders equal hash codes of one type only: of two types it would search them one by one. */
    @Test
    void everyKeyBecomesText() {
        String numbers = "K\1N" + "G\77\370\0\0\0\0\0\0N" + "\u0088N";
        String names = "NN" + "X\1\0\0\0wN" + "ctorch\nfloat32\nN";
        assertEquals(List.of("1", "1.5", "true", "None", "w", "torch.float32"),
                List.copyOf(((Map<?, ?>) read("}(" + numbers + names + "u.")).keySet()));
    }
}
