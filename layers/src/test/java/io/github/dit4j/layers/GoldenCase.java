package io.github.dit4j.layers;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.testing.Goldens;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the published code gave for a small or named network, and where to look for each tensor in ours. */
record GoldenCase(String name) {
    private static final Set<String> INPUTS = Set.of("x", "t", "y", "context");

    Checkpoint open() {
        return Goldens.open(name + ".io");
    }

    /** The configuration in the published words. */
    String json() {
        try (Checkpoint file = open()) {
            return file.metadata().get("config");
        }
    }

    ModelConfig config() {
        return ModelConfig.fromJson(json());
    }

    DiffusionTransformer model() {
        return config().model();
    }

    int batch() {
        try (Checkpoint file = open()) {
            return file.shape("x").dim(0);
        }
    }

    /** For each tensor of the file that is not an input, the name of ours. */
    Map<String, String> activations() {
        var names = new TreeMap<String, String>();
        ModelConfig config = config();
        try (Checkpoint file = open()) {
            for (String key : file.names()) {
                if (!INPUTS.contains(key) && !key.startsWith("cfg.") && !isUnused(config, key)) {
                    names.put(key, activation(config, key));
                }
            }
        }
        return names;
    }

    /** The dump holds the sum of timestep and label for all blocks; those that keep them as tokens never compute it. */
    private static boolean isUnused(ModelConfig config, String key) {
        return key.equals("c") && config instanceof DiTConfig dit && !dit.kind().isAdaptiveNorm();
    }

    private static String activation(ModelConfig config, String key) {
        String known = switch (config) {
            case DiTConfig _ -> DIT.get(key);
            case UViTConfig uvit -> switch (key) {
                case "time_embed" -> uvit.mlpTimeEmbed() ? "time_embed.2" : "time_embed.features";
                case "unpatchified" -> uvit.conv() == FinalConvolution.AFTER ? "unpatchified" : "output";
                default -> UVIT.get(key);
            };
        };
        return known != null ? known : ofBlock(key);
    }

    private static final Map<String, String> DIT = Map.ofEntries(
            Map.entry("t_freq", "t_embedder.features"),
            Map.entry("x_embedder", "x_embedder.proj"),
            Map.entry("t_emb", "t_embedder.mlp.2"),
            Map.entry("y_emb", "y_embedder.embedding_table"),
            Map.entry("tokens", "tokens"),
            Map.entry("c", "c"),
            Map.entry("final_layer", "final_layer.linear"),
            Map.entry("output", "output"),
            Map.entry("output_f64", "output"));

    private static final Map<String, String> UVIT = Map.ofEntries(
            Map.entry("t_freq", "time_embed.features"),
            Map.entry("patch_embed", "patch_embed.proj"),
            Map.entry("context_embed", "context_embed"),
            Map.entry("tokens", "tokens"),
            Map.entry("norm", "norm"),
            Map.entry("decoder_pred", "decoder_pred"),
            Map.entry("output", "output"),
            Map.entry("output_f64", "output"));

    private static final Map<String, String> LAYERS = Map.of(
            "", "mlp.fc2.stream",
            ".attn", "attn.proj",
            ".cross_attn", "cross_attn.proj",
            ".mlp", "mlp.fc2",
            ".adaLN_modulation", "adaLN_modulation.1",
            ".skip_linear", "skip_linear");

    /** As in {@code block0.attn}, {@code in1}, {@code mid}, {@code out0.skip_linear}. */
    private static String ofBlock(String key) {
        var parts = Pattern.compile("(block|in|out|mid)(\\d*)(.*)").matcher(key);
        if (!parts.matches() || !LAYERS.containsKey(parts.group(3))) {
            throw new AssertionError("no activation is known for the golden tensor " + key);
        }
        String block = switch (parts.group(1)) {
            case "block" -> "blocks." + parts.group(2);
            case "mid" -> "mid_block";
            default -> parts.group(1) + "_blocks." + parts.group(2);
        };
        return block + "." + LAYERS.get(parts.group(3));
    }

    @Override
    public String toString() {
        return name;
    }
}
