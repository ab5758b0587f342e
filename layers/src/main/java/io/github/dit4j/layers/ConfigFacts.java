package io.github.dit4j.layers;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is known about a model, by its published name, and who said so. The first to say something is remembered; another
 * who says something else is contradicted.
 */
final class ConfigFacts {
    /** Names that configurations may have and that change the network. Others are none of its business. */
    private static final Set<String> NAMES = Set.of(
            "family", "patch_size", "depth", "num_heads", "mlp_ratio", "num_classes",
            "input_size", "in_channels", "hidden_size", "class_dropout_prob", "learn_sigma", "kind", "time_frequencies",
            "img_size", "in_chans", "embed_dim", "qkv_bias", "mlp_time_embed", "null_class", "conv", "skip",
            "time_embed", "patch_embed", "pos_embed", "clip_dim", "num_clip_token");
    /** Flags of the published constructors that have become choices, and what they mean. */
    private static final Map<String, Map<Boolean, Choice>> FLAGS = Map.of(
            "conv", Map.of(true, FinalConvolution.AFTER, false, FinalConvolution.NONE),
            "skip", Map.of(true, LongSkip.CONCAT, false, LongSkip.NONE));

    /** How a network is run and not what it is: the last to say it decides. */
    private static final String REPLACED = "time_frequencies";

    private record Fact(JsonPrimitive value, String source) {}

    private final Map<String, Fact> facts = new LinkedHashMap<>();

    /**
     * Adds what a configuration says.
     *
     * @throws ModelException if it is not a JSON object, asks for what the networks cannot do, or contradicts
     */
    void state(ModelHints.Source source) {
        JsonObject said = source.object();
        JsonObject published = DiffusersConfig.isOne(said) ? DiffusersConfig.published(said, source.name()) : said;
        for (var entry : published.entrySet()) {
            String name = entry.getKey();
            JsonElement value = entry.getValue();
            if (name.equals("qk_scale") && !value.isJsonNull()) {
                throw new ModelException("qk_scale is " + value + " in " + source.name()
                        + "; only the usual 1/√(head width) is supported");
            }
            if (name.equals("name") && isText(value, "uvit", "uvit_t2i")) {
                state("name", value.getAsJsonPrimitive(), source.name());
            } else if (NAMES.contains(name) && value instanceof JsonPrimitive primitive) {
                state(name, primitive, source.name());
            } else if (NAMES.contains(name) && !value.isJsonNull()) {
                throw new ModelException(name + " is " + value + " in " + source.name() + "; it has to be one value");
            }
        }
    }

    private static boolean isText(JsonElement value, String... texts) {
        return value instanceof JsonPrimitive primitive && Set.of(texts).contains(primitive.getAsString());
    }

    /** Adds a number, see {@link #state(ModelHints.Source)}. */
    void state(String name, Number value, String source) {
        state(name, new JsonPrimitive(value), source);
    }

    /** Adds a flag, see {@link #state(ModelHints.Source)}. */
    void state(String name, boolean value, String source) {
        state(name, new JsonPrimitive(value), source);
    }

    /** Adds a word, see {@link #state(ModelHints.Source)}. */
    void state(String name, String value, String source) {
        state(name, new JsonPrimitive(value), source);
    }

    private void state(String name, JsonPrimitive value, String source) {
        if (name.equals(REPLACED)) {
            facts.put(name, new Fact(value, source));
            return;
        }
        Fact known = facts.putIfAbsent(name, new Fact(value, source));
        if (known != null && !same(word(name, known.value), word(name, value))) {
            throw new ModelException(name + " is " + known.value + " in " + known.source + " but " + value + " in " + source
                    + "; correct one of them");
        }
    }

    /** A flag that has become a choice, as the word of that choice; all else as it is. */
    private static JsonPrimitive word(String name, JsonPrimitive value) {
        return value.isBoolean() && FLAGS.containsKey(name)
                ? new JsonPrimitive(FLAGS.get(name).get(value.getAsBoolean()).word())
                : value;
    }

    private static boolean same(JsonPrimitive a, JsonPrimitive b) {
        return a.isNumber() && b.isNumber() ? a.getAsDouble() == b.getAsDouble() : a.equals(b);
    }

    boolean has(String name) {
        return facts.containsKey(name);
    }

    boolean says(String name, String text) {
        return text(name, "").equals(text);
    }

    String text(String name, String otherwise) {
        return has(name) ? facts.get(name).value.getAsString() : otherwise;
    }

    /** A whole number that has to be known. */
    int integer(String name) {
        return find(name).orElseThrow(() -> new ModelException("nothing tells " + name
                + "; say it in a configuration (--config FILE, or config.json beside the checkpoint)"));
    }

    int integer(String name, int otherwise) {
        return find(name).orElse(otherwise);
    }

    private Optional<Integer> find(String name) {
        return Optional.ofNullable(facts.get(name)).map(fact -> {
            double value = number(name, fact);
            if (value != (int) value) {
                throw wrongType(name, fact, "a whole number");
            }
            return (int) value;
        });
    }

    double number(String name, double otherwise) {
        return has(name) ? number(name, facts.get(name)) : otherwise;
    }

    private static double number(String name, Fact fact) {
        if (!fact.value.isNumber()) {
            throw wrongType(name, fact, "a number");
        }
        return fact.value.getAsDouble();
    }

    boolean flag(String name, boolean otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        Fact fact = facts.get(name);
        if (!fact.value.isBoolean()) {
            throw wrongType(name, fact, "true or false");
        }
        return fact.value.getAsBoolean();
    }

    /** What was said of a choice, or what is published. */
    <C extends Choice> C choice(String name, C published, C[] choices) {
        if (!has(name)) {
            return published;
        }
        Fact fact = facts.get(name);
        String word = word(name, fact.value).getAsString();
        return Arrays.stream(choices).filter(choice -> choice.word().equals(word)).findFirst()
                .orElseThrow(() -> wrongType(name, fact,
                        "one of " + Arrays.stream(choices).map(Choice::word).collect(Collectors.joining(", "))));
    }

    private static ModelException wrongType(String name, Fact fact, String wanted) {
        return new ModelException(name + " is " + fact.value + " in " + fact.source + "; it has to be " + wanted);
    }
}
