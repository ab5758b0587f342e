package io.github.dit4j.layers.clip;

import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.JoinedWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A checkpoint's tensors under the names of openai/CLIP's text encoder. The transformers library has other names, and
 * keeps queries, keys and values apart; checkpoints of whole pipelines put a prefix before either. What is not the text
 * encoder's is left out: the image encoder, the projections, lists of positions.
 */
final class ClipNames {
    private static final String TABLE = "token_embedding.weight";
    private static final String TRANSFORMERS = "text_model.embeddings.token_embedding.weight";
    private static final Pattern OPENAI_NAME =
            Pattern.compile("token_embedding\\.weight|positional_embedding|ln_final\\..*|transformer\\.resblocks\\..*");
    private static final Pattern LAYER = Pattern.compile("encoder\\.layers\\.(\\d{1,4})\\.(.+)\\.(weight|bias)");
    private static final Map<String, String> TOP = Map.of(
            "embeddings.token_embedding.weight", TABLE,
            "embeddings.position_embedding.weight", "positional_embedding",
            "final_layer_norm.weight", "ln_final.weight",
            "final_layer_norm.bias", "ln_final.bias");
    private static final Map<String, String> LAYERS = Map.of(
            "layer_norm1", "ln_1.",
            "layer_norm2", "ln_2.",
            "self_attn.out_proj", "attn.out_proj.",
            "mlp.fc1", "mlp.c_fc.",
            "mlp.fc2", "mlp.c_proj.",
            "self_attn.q_proj", "attn.in_proj_");

    private ClipNames() {}

    /** The text encoder's tensors of a checkpoint; empty if it holds none. */
    static Optional<Weights> of(Weights checkpoint) {
        var transformers = prefix(checkpoint, TRANSFORMERS).map(prefix -> transformers(checkpoint, prefix + "text_model."));
        return transformers.or(() -> prefix(checkpoint, TABLE).map(prefix -> openai(checkpoint, prefix)))
                .map(parts -> new JoinedWeights(checkpoint, parts));
    }

    /** What stands before a name that has to be there; the shortest, if several do. */
    private static Optional<String> prefix(Weights checkpoint, String name) {
        return checkpoint.names().stream()
                .filter(stored -> stored.equals(name) || stored.endsWith("." + name))
                .map(stored -> stored.substring(0, stored.length() - name.length()))
                .min((a, b) -> a.length() - b.length());
    }

    private static Map<String, List<String>> openai(Weights checkpoint, String prefix) {
        var parts = new LinkedHashMap<String, List<String>>();
        for (String stored : checkpoint.names()) {
            if (stored.startsWith(prefix) && OPENAI_NAME.matcher(stored.substring(prefix.length())).matches()) {
                parts.put(stored.substring(prefix.length()), List.of(stored));
            }
        }
        return parts;
    }

    private static Map<String, List<String>> transformers(Weights checkpoint, String prefix) {
        var parts = new LinkedHashMap<String, List<String>>();
        for (String stored : checkpoint.names()) {
            String name = stored.startsWith(prefix) ? stored.substring(prefix.length()) : "";
            Matcher layer = LAYER.matcher(name);
            if (TOP.containsKey(name)) {
                parts.put(TOP.get(name), List.of(stored));
            } else if (layer.matches() && LAYERS.containsKey(layer.group(2))) {
                String kind = layer.group(3);
                parts.put("transformer.resblocks." + layer.group(1) + "." + LAYERS.get(layer.group(2)) + kind,
                        name.contains("self_attn.q_proj")
                                ? Stream.of("q", "k", "v").map(part -> stored.replace("self_attn.q_proj", "self_attn." + part + "_proj"))
                                        .filter(checkpoint.names()::contains).toList()
                                : List.of(stored));
            }
        }
        return parts;
    }
}
