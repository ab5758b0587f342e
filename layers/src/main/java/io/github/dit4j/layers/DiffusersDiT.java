package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
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
    /** By published name the stored ones, to be joined along the first axis. */
    private final Map<String, List<String>> parts = new LinkedHashMap<>();
    /** By published name those that have to be equal to the first of them. */
    private final Map<String, List<String>> copies = new HashMap<>();

    private DiffusersDiT(Weights stored) {
        this.stored = stored;
        stored.names().forEach(this::place);
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

    private void place(String name) {
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
        return Collections.unmodifiableSet(parts.keySet());
    }

    @Override
    public Shape shape(String name) {
        List<Shape> shapes = stored(name).stream().map(stored::shape).toList();
        Shape first = shapes.getFirst();
        if (shapes.size() == 1) {
            return first;
        }
        if (first.rank() == 0 || shapes.stream().anyMatch(
                shape -> shape.rank() != first.rank() || !shape.with(0, 1).equals(first.with(0, 1)))) {
            throw new ModelException(stored(name) + " are " + shapes + " in the checkpoint, which cannot be joined to " + name);
        }
        return first.with(0, Math.toIntExact(shapes.stream().mapToLong(shape -> shape.dim(0)).sum()));
    }

    @Override
    public TensorData get(String name) {
        List<TensorData> found = stored(name).stream().map(stored::get).toList();
        requireEqual(copies.getOrDefault(name, List.of()), found.getFirst());
        return found.size() == 1 ? found.getFirst() : joined(shape(name), found);
    }

    private List<String> stored(String name) {
        List<String> found = parts.get(name);
        if (found == null) {
            throw new IllegalArgumentException(stored + ": has no tensor " + name);
        }
        return found;
    }

    private void requireEqual(List<String> names, TensorData first) {
        for (String name : names) {
            if (stored.get(name).bytes().mismatch(first.bytes()) >= 0) {
                throw new ModelException(name + " differs from that of block 0; dit4j runs a DiT with one embedder for all"
                        + " blocks, as published, not one that was trained further with an embedder in each");
            }
        }
    }

    private static TensorData joined(Shape shape, List<TensorData> parts) {
        DType dtype = parts.getFirst().dtype();
        if (parts.stream().anyMatch(part -> part.dtype() != dtype)) {
            throw new ModelException("queries, keys and values have different types: "
                    + parts.stream().map(TensorData::dtype).toList());
        }
        var bytes = MemorySegment.ofArray(new byte[Math.toIntExact(Math.multiplyExact(shape.elements(), (long) dtype.bytes()))]);
        long at = 0;
        for (TensorData part : parts) {
            MemorySegment.copy(part.bytes(), 0, bytes, at, part.bytes().byteSize());
            at += part.bytes().byteSize();
        }
        return TensorData.of(shape, dtype, bytes);
    }
}
