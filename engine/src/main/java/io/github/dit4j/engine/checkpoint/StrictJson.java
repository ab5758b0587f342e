package io.github.dit4j.engine.checkpoint;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON from a foreign file: by the letter of RFC 8259, in valid UTF-8, one value and nothing after it, types as
 * they are written. Gson alone would take {@code "7"} and {@code 7e0} for a number and the last of two equal keys.
 */
final class StrictJson {
    private StrictJson() {}

    /** What to do with a reader that stands before the value. */
    interface Body {
        void accept(JsonReader reader) throws IOException;
    }

    /**
     * Reads one value.
     *
     * @param what names the text in messages
     * @throws CheckpointException if the text is not JSON, or not of the types that {@code body} asks for
     */
    static void read(String origin, String what, byte[] utf8, Body body) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (var reader = new JsonReader(new InputStreamReader(new ByteArrayInputStream(utf8), decoder))) {
            reader.setStrictness(Strictness.STRICT);
            body.accept(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IOException("something follows the value");
            }
        } catch (IOException | IllegalStateException | NumberFormatException malformed) {
            throw new CheckpointException(
                    origin, "the " + what + " is malformed: " + JsonError.reason(malformed), malformed);
        }
    }

    static String string(JsonReader reader) throws IOException {
        if (reader.peek() != JsonToken.STRING) {
            throw new IOException("expected a string at " + reader.getPath() + ", found " + reader.peek());
        }
        return reader.nextString();
    }

    /** A list of whole numbers, each at least 0. */
    static List<Long> naturals(JsonReader reader) throws IOException {
        var numbers = new ArrayList<Long>();
        reader.beginArray();
        while (reader.hasNext()) {
            String digits = reader.peek() == JsonToken.NUMBER ? reader.nextString() : "";
            if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                // Only now: a path is as long as the names in it, and a list may have many numbers.
                throw new IOException("expected a whole number at " + reader.getPreviousPath());
            }
            numbers.add(Long.parseLong(digits));
        }
        reader.endArray();
        return List.copyOf(numbers);
    }

    /** An object of strings, each key once. */
    static void readStrings(String origin, String what, JsonReader reader, Map<String, String> into)
            throws IOException {
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            if (into.put(key, string(reader)) != null) {
                throw new CheckpointException(origin, what + " has two entries " + key);
            }
        }
        reader.endObject();
    }
}
