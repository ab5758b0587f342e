package io.github.dit4j.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.testing.Goldens;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private static final String ENTRY = "{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

    @Test
    void readsEveryElementTypeAsItIsStored() {
        try (var checkpoint = Goldens.open("dit_tiny.io")) {
            assertEquals(Shape.of(3, 4, 8, 8), checkpoint.shape("x"));
            assertEquals(DType.F64, checkpoint.dtype("output_f64"));
            assertEquals(DType.I64, checkpoint.dtype("y"));
            assertEquals(3, checkpoint.get("y").toInts().length);
            assertTrue(checkpoint.metadata().get("config").contains("\"hidden_size\": 64"));
        }
        byte[] elements = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0x3E00) // 1.5 in half precision
                .putShort((short) 0xBFC0) // −1.5 in bfloat16
                .putInt(-7)
                .putShort((short) -300)
                .put((byte) -1)
                .put((byte) -1)
                .put((byte) 1)
                .array();
        var checkpoint = file(
                """
                {'h':{'dtype':'F16','shape':[1],'data_offsets':[0,2]},'b':{'dtype':'BF16','shape':[1],'data_offsets':[2,4]},
                 'i':{'dtype':'I32','shape':[1],'data_offsets':[4,8]},'s':{'dtype':'I16','shape':[],'data_offsets':[8,10]},
                 'm':{'dtype':'I8','shape':[1],'data_offsets':[10,11]},'u':{'dtype':'U8','shape':[1],'data_offsets':[11,12]},
                 't':{'dtype':'BOOL','shape':[4],'data_offsets':[12,16]}}""",
                elements);
        assertEquals(1.5, checkpoint.get("h").toDoubles()[0]);
        assertEquals(-1.5, checkpoint.get("b").toDoubles()[0]);
        assertEquals(-7, checkpoint.get("i").toInts()[0]);
        assertEquals(-300, checkpoint.get("s").toInts()[0]);
        assertEquals(-1, checkpoint.get("m").toInts()[0]);
        assertEquals(255, checkpoint.get("u").toInts()[0]);
        assertArrayEquals(new float[] {1, 0, 0, 0}, checkpoint.get("t").toFloats());
    }

    @Test
    void takesEmptyTensorsScalarsAndAFileWithoutTensors() {
        assertTrue(file("{}  ", new byte[0]).names().isEmpty());
        var checkpoint = file(
                "{'none':{'dtype':'F32','shape':[3,0],'data_offsets':[4,4]},'one':{'dtype':'F32','shape':[],'data_offsets':[0,4]}}",
                new byte[4]);
        assertEquals(0, checkpoint.get("none").toFloats().length);
        assertArrayEquals(new float[1], checkpoint.get("one").toFloats());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 7 | truncated: tensor a at bytes 0 to 8",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 9 | 1 bytes at the end of the file belong to no tensor",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[1,9]}} | 9 | leaves a gap after byte 0",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[9,13]}} | 13 | tensor b at bytes 9 to 13 leaves a gap after byte 8",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | 12 | tensor b at bytes 4 to 12 overlaps",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 8 | overlaps",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | 8 | ends before it begins",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 8 | has 8 bytes, which [3] of F32 has not",
                "{'a':{'dtype':'F64','shape':[1],'data_offsets':[0,9]}} | 9 | has 9 bytes, which [1] of F64 has not",
                "{'a':{'dtype':'F32','shape':[2147483647,2147483647,2],'data_offsets':[0,8]}} | 8 | has 8 bytes, which [2147483647, 2147483647, 2] of F32 has not",
                "{'a':{'dtype':'F32','shape':[2147483647,2147483647,2147483647],'data_offsets':[0,8]}} | 8 | impossible shape",
                "{'a':{'dtype':'F32','shape':[4294967298],'data_offsets':[0,8]}} | 8 | impossible shape [4294967298]",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,9223372036854775807]}} | 8 | truncated",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,9223372036854775808]}} | 8 | header is malformed",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | 8 | expected a whole number at $.a.shape[0]",
                "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | 8 | expected a whole number",
                "{'a':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | 8 | expected a whole number",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | 8 | with 1 offsets",
                "{'a':{'dtype':'F32','shape':[2]}} | 8 | needs a dtype, a shape and two data_offsets, and has [dtype, shape]",
                "{'a':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[0,8]}} | 8 | tensor a has element type F8_E4M3, which is none of F64, F32",
                "{'a':{'dtype':null,'shape':[8],'data_offsets':[0,8]}} | 8 | expected a string at $.a.dtype",
                "{'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 8 | tensor a has two fields dtype",
                "{'__metadata__':{'k':1}} | 0 | expected a string at $.__metadata__.k",
                "{'__metadata__':{'k':'1','k':'2'}} | 0 | __metadata__ has two entries k",
                "{'__metadata__':{},'__metadata__':{}} | 0 | __metadata__ appears twice",
                "[1] | 0 | header is malformed",
                "{} {} | 0 | header is malformed",
                "{'a': | 0 | header is malformed",
                "{a:1} | 0 | header is malformed",
                "`` | 0 | header is malformed"
            })
    void refusesAFileThatContradictsItself(String header, int elements, String reason) {
        var refused = assertThrows(CheckpointException.class, () -> file(header, new byte[elements]));
        assertTrue(refused.getMessage().startsWith("test: "), refused::getMessage);
        assertTrue(refused.getMessage().contains(reason), refused::getMessage);
        assertTrue(refused.getMessage().lines().count() == 1, refused::getMessage);
    }

    @Test
    void refusesTwoTensorsOfOneName() {
        var refused = assertThrows(
                CheckpointException.class, () -> file("{'a':" + ENTRY + ",'a':" + ENTRY + "}", new byte[8]));
        assertEquals("test: tensor a appears twice in the header", refused.getMessage());
    }

    @Test
    void refusesAHeaderNestedDeepEnoughToOverflowAStack() {
        String deep = "{'a':{'x':" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}}";
        var refused = assertThrows(CheckpointException.class, () -> file(deep, new byte[0]));
        assertTrue(refused.getMessage().startsWith("test: the header is malformed"), refused::getMessage);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] bytes = bytes("{'a?':" + ENTRY + "}", new byte[8]);
        bytes[Long.BYTES + 3] = (byte) 0xFF;
        assertThrows(CheckpointException.class, () -> Safetensors.of("test", MemorySegment.ofArray(bytes)));
    }

    /** Nothing is allocated for a length that the file cannot have: the test would run out of memory. */
    @ParameterizedTest
    @ValueSource(longs = {1, 100_000_000, 100_000_001, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void refusesAHeaderLengthThatTheFileDoesNotHave(long length) {
        byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
        var refused = assertThrows(
                CheckpointException.class, () -> Safetensors.of("test", MemorySegment.ofArray(bytes)));
        assertTrue(refused.getMessage().contains(Long.toUnsignedString(length)), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void refusesAFileTooShortForALength(int size) {
        assertThrows(
                CheckpointException.class, () -> Safetensors.of("test", MemorySegment.ofArray(new byte[size])));
    }

    @Test
    void namesATensorThatIsNotThere() {
        var missing = assertThrows(
                IllegalArgumentException.class, () -> file("{}", new byte[0]).get("blocks.0.attn.qkv.weight"));
        assertEquals("test: has no tensor blocks.0.attn.qkv.weight", missing.getMessage());
    }

    @Test
    void namesAFileThatIsNotThere() {
        var missing = assertThrows(
                CheckpointException.class, () -> Checkpoint.open(Path.of("no", "such.safetensors")));
        assertEquals(Path.of("no", "such.safetensors") + ": no such file", missing.getMessage());
    }

    private static Safetensors file(String header, byte[] elements) {
        return Safetensors.of("test", MemorySegment.ofArray(bytes(header, elements)));
    }

    private static byte[] bytes(String header, byte[] elements) {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length + elements.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(elements)
                .array();
    }
}
