package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {
        "S'w'\n", "Pid\n", "(itorch\nSize\n", "(ctorch\nSize\no", "\u008f", "\u008f(\u0090", "(\u0091",
        "ctorch\nSize\n)}\u0092", "\u0082\1", "\u0096\0\0\0\0\0\0\0\0", "\u0097"
    })
    void refusesWhatCheckpointsDoNotUse(String pickle) {
        var refused = assertThrows(CheckpointException.class, () -> read(pickle + "."));
        assertTrue(refused.getMessage().contains("is not one that checkpoints use"), refused::getMessage);
    }

    /** TEXT stands for a name as a text, NAME for one in a line. Remembered, each could be compared again for two bytes. */
    @ParameterizedTest
    @ValueSource(strings = {
        "}TEXTNs", "(TEXTNd", "ccollections\nOrderedDict\n(TEXTN\u0086l\u0085R", "}cmodule\nNAME\nNs",
        "(X\7\0\0\0storagectorch\nFloatStorage\nTEXTNK\6tQ"
    })
    void refusesAKeyThatIsLongerThanAnyName(String pickle) {
        read(withNames(pickle, 4000));
        var refused = assertThrows(CheckpointException.class, () -> read(withNames(pickle, 5000)));
        assertTrue(refused.getMessage().endsWith("characters as a key; the limit is 4096"), refused::getMessage);
    }

    private static String withNames(String pickle, int length) {
        String name = "k".repeat(length);
        String text = "X" + (char) (length & 0xff) + (char) (length >> 8) + "\0\0" + name;
        return pickle.replace("TEXT", text).replace("NAME", name) + ".";
    }
}
