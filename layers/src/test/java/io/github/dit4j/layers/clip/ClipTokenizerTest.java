package io.github.dit4j.layers.clip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.github.dit4j.layers.ModelException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vocabulary is openai/CLIP's (MIT), and so are the ids: its tokenizer gave them, without ftfy. */
class ClipTokenizerTest {
    private static final ClipTokenizer PUBLISHED = ClipTokenizer.open(resource("bpe_simple_vocab_16e6.txt.gz"));

    @TempDir
    Path folder;

    private static Path resource(String name) {
        try {
            return Path.of(ClipTokenizerTest.class.getResource("/clip/" + name).toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    record Example(String text, List<Integer> ids) {}

    static Stream<Example> examples() throws IOException {
        try (var in = new InputStreamReader(Files.newInputStream(resource("tokenizer-examples.json")), StandardCharsets.UTF_8)) {
            JsonArray all = JsonParser.parseReader(in).getAsJsonArray();
            return StreamSupport.stream(all.spliterator(), false).map(one -> new Gson().fromJson(one, Example.class)).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void givesThePublishedIds(Example example) {
        assertEquals(example.ids, PUBLISHED.encode(example.text));
    }

    @Test
    void everyTextHasIdsWhateverIsInIt() {
        var random = new Random(3);
        for (int round = 0; round < 300; round++) {
            var text = random.ints(random.nextInt(40), 0, Character.MAX_CODE_POINT + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
            List<Integer> ids = PUBLISHED.encode(text);
            assertTrue(ids.stream().allMatch(id -> id != null && id >= 0 && id < 49408), text);
        }
    }

    @Test
    void aTextIsFilledUpOrCutOffAndEndsWithTheEnd() {
        int[] shorter = PUBLISHED.encode("a photo of a cat", 77);
        assertEquals(77, shorter.length);
        assertEquals(2368, shorter[5]);
        assertTrue(Arrays.stream(shorter, 6, 77).allMatch(id -> id == 49407));
        int[] longer = PUBLISHED.encode("cat ".repeat(200), 77);
        assertEquals(49406, longer[0]);
        assertEquals(2368, longer[75]);
        assertEquals(49407, longer[76]);
        assertEquals(List.of(49406, 49407, 49407), Arrays.stream(PUBLISHED.encode("", 3)).boxed().toList());
    }

    @Test
    void aFolderOfTheTransformersLibraryHoldsTheSame() throws IOException {
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\nc a\nca t</w>\n");
        assertEquals(List.of(514, 513, 515), ClipTokenizer.open(folder).encode("cat"));
        var vocabulary = new HashMap<String, Integer>();
        for (int b = 0; b < 256; b++) {
            String symbol = symbol(b);
            vocabulary.put(symbol, 1000 + b);
            vocabulary.put(symbol + "</w>", 2000 + b);
        }
        vocabulary.put("ca", 1);
        vocabulary.put("cat</w>", 2);
        vocabulary.put("<|startoftext|>", 3);
        vocabulary.put("<|endoftext|>", 4);
        Files.writeString(folder.resolve("vocab.json"), new Gson().toJson(vocabulary));
        var listed = ClipTokenizer.open(folder);
        assertEquals(List.of(3, 2, 1, 2000 + 'b', 4), listed.encode("cat CAB"));
        assertEquals(2256, listed.vocabulary());
        vocabulary.remove("z");
        Files.writeString(folder.resolve("vocab.json"), new Gson().toJson(vocabulary));
        var error = assertThrows(ModelException.class, () -> ClipTokenizer.open(folder));
        assertTrue(error.getMessage().contains("vocab.json: has no token z"), error.getMessage());
    }

    private static String symbol(int b) {
        boolean printed = b >= 33 && b <= 126 || b >= 161 && b != 173;
        int others = b < 33 ? b : b < 161 ? 33 + b - 127 : 67;
        return Character.toString(printed ? b : 256 + others);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#v\na b c\n", "#v\nab\n", "#v\n a\n"})
    void whatIsNotAListOfPairsIsRefused(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("merges.txt"), text);
        var error = assertThrows(ModelException.class, () -> ClipTokenizer.open(file));
        assertTrue(error.getMessage().contains("line 2 is not a pair"), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"a\": -1}", "{\"a\": \"x\"}", "{", "{\"a\": 1}"})
    void whatIsNoVocabularyIsRefused(String json) throws IOException {
        Files.writeString(folder.resolve("merges.txt"), "#v\n");
        Files.writeString(folder.resolve("vocab.json"), json);
        var error = assertThrows(ModelException.class, () -> ClipTokenizer.open(folder));
        assertTrue(error.getMessage().contains("vocab.json: "), error.getMessage());
    }

    @Test
    void aCompressedFileCannotGrowWithoutBound() throws IOException {
        Path bomb = folder.resolve("bomb.txt.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 20; i++) {
                out.write(zeros);
            }
        }
        var error = assertThrows(ModelException.class, () -> ClipTokenizer.open(bomb));
        assertTrue(error.getMessage().contains("is longer than"), error.getMessage());
    }
}
