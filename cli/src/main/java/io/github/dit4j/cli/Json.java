package io.github.dit4j.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Collection;

/** JSON for other programs: keys in the order in which they were added, no HTML escapes. */
final class Json {
    private static final Gson PRETTY = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final Gson COMPACT = new GsonBuilder().disableHtmlEscaping().create();

    private Json() {}

    /** For the terminal. */
    static String pretty(JsonElement element) {
        return PRETTY.toJson(element);
    }

    /** For a single line. */
    static String compact(JsonElement element) {
        return COMPACT.toJson(element);
    }

    static JsonArray strings(Collection<String> values) {
        var array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    static JsonArray numbers(int... values) {
        var array = new JsonArray();
        for (int value : values) {
            array.add(value);
        }
        return array;
    }

    static JsonArray objects(Collection<JsonObject> values) {
        var array = new JsonArray();
        values.forEach(array::add);
        return array;
    }
}
