package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The weights of a DiT as diffusers stores them, under the published names. Diffusers keeps queries, keys and values
 * apart, and gives every block a copy of the timestep's and the label's embedder, of which it uses the first block's
 * (and each its own for its modulation, so that they have to be equal). A tensor is joined, and its copies are compared,
 * when it is asked for.
 */
final class DiffusersDiT implements Weights {
    private static final Pattern OF_BLOCK = Pattern.compile("transformer_blocks\\.(\\d{1,9})\\.(.+)\\.(weight|bias)");
    private static final Map<String, String> TOP = Map.of(
            "pos_embed.proj.weight", "x_embedder.proj.weight",
            "pos_embed.proj.bias", "x_embedder.proj.bias",
            "pos_embed.pos_embed", DiT.POSITIONS,
            "proj_out_1.weight", "final_layer.adaLN_modulation.1.weight",
            "proj_out_1.bias", "final_layer.adaLN_modulation.1.bias",
            "proj_out_2.weight", "final_layer.linear.weight",
            "proj_out_2.bias", "final_layer.linear.bias");
    private static final Map<String, String> LAYERS = Map.of(
            "norm1.linear", "adaLN_modulation.1",
            "attn1.to_qkv", "attn.qkv",
            "attn1.to_out.0", "attn.proj",
            "attn1.to_out", "attn.proj",
            "ff.net.0.proj", "mlp.fc1",
            "ff.net.2", "mlp.fc2");
    private static final Map<String, String> EMBEDDERS = Map.of(
            "norm1.emb.timestep_embedder.linear_1", "t_embedder.mlp.0",
            "norm1.emb.timestep_embedder.linear_2", "t_embedder.mlp.2",
            "norm1.emb.class_embedder.embedding_table", "y_embedder.embedding_table");
    /** Before queries, keys and values had these names, they had the second ones. */
    private static final List<List<String>> QKV = List.of(
            List.of("attn1.to_q", "attn1.to_k", "attn1.to_v"), List.of("attn1.query", "attn1.key", "attn1.value"));

    private final Weights stored;
    private final JoinedWeights joined;
    /** By published name those that have to be equal to the first of them. */
    private final Map<String, List<String>> copies = new HashMap<>();

    private DiffusersDiT(Weights stored) {
        this.stored = stored;
        var parts = new LinkedHashMap<String, List<String>>();
        stored.names().forEach(name -> place(name, parts));
        joined = new JoinedWeights(stored, parts);
    }

    /** Whether these are the names of a DiT of diffusers. */
    static boolean recognises(Weights stored) {
        return stored.names().contains("pos_embed.proj.weight")
                && stored.names().contains("transformer_blocks.0.norm1.linear.weight");
    }

    /** The same weights by other names; what has no published name keeps its own. */
    static DiffusersDiT of(Weights stored) {
        return new DiffusersDiT(stored);
    }

    private void place(String name, Map<String, List<String>> parts) {
        Matcher block = OF_BLOCK.matcher(name);
        if (!block.matches()) {
            parts.put(TOP.getOrDefault(name, name), List.of(name));
            return;
        }
        String number = block.group(1);
        String layer = block.group(2);
        String kind = "." + block.group(3);
        if (EMBEDDERS.containsKey(layer)) {
            String published = EMBEDDERS.get(layer) + kind;
            copies.computeIfAbsent(published, _ -> new ArrayList<>()).add(name);
            if (number.equals("0")) {
                parts.put(published, List.of(name));
            }
            return;
        }
        for (List<String> qkv : QKV) {
            if (qkv.contains(layer)) {
                parts.put("blocks." + number + ".attn.qkv" + kind, qkv.stream()
                        .map(part -> "transformer_blocks." + number + "." + part + kind)
                        .filter(stored.names()::contains).toList());
                return;
            }
        }
        parts.put(LAYERS.containsKey(layer) ? "blocks." + number + "." + LAYERS.get(layer) + kind : name, List.of(name));
    }

    @Override
    public Set<String> names() {
        return joined.names();
    }

    @Override
    public Shape shape(String name) {
        return joined.shape(name);
    }

    @Override
    public TensorData get(String name) {
        TensorData found = joined.get(name);
        for (String copy : copies.getOrDefault(name, List.of())) {
            if (stored.get(copy).bytes().mismatch(found.bytes()) >= 0) {
                throw new ModelException(copy + " differs from that of block 0; dit4j runs a DiT with one embedder for all"
                        + " blocks, as published, not one that was trained further with an embedder in each");
            }
        }
        return found;
    }
}
