package io.github.dit4j.layers;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts the {@code transformer/config.json} of a diffusers pipeline into the published words. */
final class DiffusersConfig {
    private static final String CLASS = "_class_name";
    private static final Set<String> DIT_CLASSES = Set.of("Transformer2DModel", "DiTTransformer2DModel");
    /** Names of another word, but the same meaning. */
    private static final Map<String, String> WORDS = Map.of(
            "num_attention_heads", "num_heads",
            "num_layers", "depth",
            "num_embeds_ada_norm", "num_classes",
            "sample_size", "input_size",
            "patch_size", "patch_size",
            "in_channels", "in_channels");
    /** What a DiT has, and other networks of the same class may not have. */
    private static final Map<String, JsonPrimitive> CHOICES = Map.of(
            "norm_type", new JsonPrimitive("ada_norm_zero"),
            "activation_fn", new JsonPrimitive("gelu-approximate"),
            "norm_elementwise_affine", new JsonPrimitive(false));

    private DiffusersConfig() {}

    /** Whether a configuration was written by diffusers. */
    static boolean isOne(JsonObject config) {
        return config.has(CLASS);
    }

    /**
     * The published words for a configuration.
     *
     * @param source who says it, for errors
     * @throws ModelException if it is that of another network than a DiT
     */
    static JsonObject published(JsonObject config, String source) {
        if (!(config.get(CLASS) instanceof JsonPrimitive name) || !DIT_CLASSES.contains(name.getAsString())) {
            throw new ModelException(CLASS + " is " + config.get(CLASS) + " in " + source
                    + "; of diffusers' networks only DiT is known, " + DIT_CLASSES.stream().sorted().toList());
        }
        CHOICES.forEach((word, wanted) -> {
            if (config.get(word) instanceof JsonPrimitive said && !said.equals(wanted)) {
                throw new ModelException(word + " is " + said + " in " + source + "; a DiT has " + wanted);
            }
        });
        var published = new JsonObject();
        WORDS.forEach((theirs, ours) -> {
            if (config.get(theirs) instanceof JsonPrimitive value) {
                published.add(ours, value);
            }
        });
        isMultiple(config, "out_channels", 2, "in_channels").ifPresent(twice -> published.addProperty("learn_sigma", twice));
        if (isNumber(config.get("num_attention_heads")) && isNumber(config.get("attention_head_dim"))) {
            published.addProperty("hidden_size", number(config, "num_attention_heads", source)
                    .multiply(number(config, "attention_head_dim", source)));
        }
        return published;
    }

    /** Whether one number is so many times another, if both are said. */
    private static Optional<Boolean> isMultiple(JsonObject config, String name, int times, String other) {
        return isNumber(config.get(name)) && isNumber(config.get(other))
                ? Optional.of(config.get(name).getAsDouble() == times * config.get(other).getAsDouble())
                : Optional.empty();
    }

    private static BigDecimal number(JsonObject config, String name, String source) {
        try {
            return config.get(name).getAsBigDecimal();
        } catch (NumberFormatException tooLarge) {
            throw new ModelException(name + " is " + config.get(name) + " in " + source + "; it has to be a smaller number");
        }
    }

    private static boolean isNumber(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isNumber();
    }
}
