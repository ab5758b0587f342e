package io.github.dit4j.engine.checkpoint;

import io.github.dit4j.engine.testing.Fuzzer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No file makes a reader fail in another way than with a CheckpointException, hang, or take memory out of proportion. */
class CheckpointFuzzTest {
    /** An extent in a header, two bytes, becomes a text (48), a number (24) and a place in growing lists: some 80 a byte. */
    private static final long SAFETENSORS_BYTES = 128;
    /** One opcode, a byte, makes an empty map (56), or stack lists around a tuple (150); a two-byte item a name of 512. */
    private static final long PICKLE_BYTES = 512;
    private static final int STORAGE = 128;

    /** Reading elements is bounded by the file itself, so a few tensors tell as much as all. */
    private static final int TENSORS_READ = 8;

    @Test
    void everyFileIsReadOrRefusedAndNothingElse() throws IOException, InterruptedException {
        byte[] legacy = fixture("legacy.pt");
        byte[] zip = fixture("training.pt");
        byte[] pickle = StoredZip.entries(MemorySegment.ofArray(zip), "training.pt").entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("/data.pkl")).findFirst().orElseThrow()
                .getValue().toArray(ValueLayout.JAVA_BYTE);
        byte[] small = "\u0080\u0002}X\1\0\0\0w".concat("ctorch._utils\n_rebuild_tensor_v2\n(")
                .concat("(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0").concat("0X\3\0\0\0cpuK\30tQ")
                .concat("K\0K\2K\3\u0086K\3K\1\u0086\u0089}tRs.")
                .getBytes(StandardCharsets.ISO_8859_1);
        System.out.println(Fuzzer.run(
                new Fuzzer("safetensors", SafetensorsInputs::next, CheckpointFuzzTest::readSafetensors,
                        CheckpointException.class, SAFETENSORS_BYTES),
                new Fuzzer("zip", random -> ZipInputs.next(small, random), CheckpointFuzzTest::readTorch,
                        CheckpointException.class, PICKLE_BYTES),
                new Fuzzer("pickle", random -> pickleFile(pickle, legacy, random), CheckpointFuzzTest::readTorch,
                        CheckpointException.class, PICKLE_BYTES)));
    }

    private static byte[] pickleFile(byte[] pickle, byte[] legacy, Random random) {
        if (random.nextInt(4) != 0) {
            return ZipInputs.whole(PickleInputs.next(pickle, random), STORAGE);
        }
        // The legacy format's first three pickles are its magic number, version and system.
        int header = new String(legacy, StandardCharsets.ISO_8859_1).indexOf("u.") + 2;
        byte[] objects = PickleInputs.next(Arrays.copyOfRange(legacy, header, legacy.length), random);
        // Made-up objects are followed by a made-up list of storages.
        byte[] keys = PickleInputs.next(objects, random);
        byte[] file = Arrays.copyOf(legacy, header + objects.length + keys.length);
        System.arraycopy(objects, 0, file, header, objects.length);
        System.arraycopy(keys, 0, file, header + objects.length, keys.length);
        return file;
    }

    private static void readSafetensors(byte[] file) {
        try (var checkpoint = Safetensors.of("made up", MemorySegment.ofArray(file))) {
            checkpoint.names().stream().limit(TENSORS_READ).forEach(name -> checkpoint.get(name).toFloats());
        }
    }

    private static void readTorch(byte[] file) {
        try (Arena arena = Arena.ofConfined()) {
            var checkpoint = TorchCheckpoint.read(Path.of("made-up.pt"), arena, MemorySegment.ofArray(file));
            checkpoint.names().stream().limit(TENSORS_READ).forEach(name -> checkpoint.get(name).toFloats());
        }
    }

    private static byte[] fixture(String name) throws IOException {
        try (InputStream in = CheckpointFuzzTest.class.getResourceAsStream("/torch/" + name)) {
            return in.readAllBytes();
        }
    }
}
