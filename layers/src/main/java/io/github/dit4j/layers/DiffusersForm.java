package io.github.dit4j.layers;

import com.google.gson.JsonObject;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.SlicedWeights.Slice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as diffusers stores it.
 *
 * @param config the {@code config.json} beside the weights
 * @param weights by that library's names
 */
public record DiffusersForm(String config, Weights weights) {
    private static final double MLP_RATIO = 4;
    private static final Map<String, String> TOP = Map.of(
            "x_embedder.proj", "pos_embed.proj",
            "final_layer.adaLN_modulation.1", "proj_out_1",
            "final_layer.linear", "proj_out_2");
    private static final Map<String, String> LAYERS = Map.of(
            "adaLN_modulation.1", "norm1.linear",
            "attn.proj", "attn1.to_out.0",
            "mlp.fc1", "ff.net.0.proj",
            "mlp.fc2", "ff.net.2");
    /** Every block has a copy of them. */
    private static final Map<String, String> EMBEDDERS = Map.of(
            "t_embedder.mlp.0", "norm1.emb.timestep_embedder.linear_1",
            "t_embedder.mlp.2", "norm1.emb.timestep_embedder.linear_2",
            "y_embedder.embedding_table", "norm1.emb.class_embedder.embedding_table");
    private static final List<String> QKV = List.of("attn1.to_q", "attn1.to_k", "attn1.to_v");

    /**
     * The form of a network: what {@code convert_dit_to_diffusers.py} of diffusers does. The position table is left out, as
     * the library computes it.
     *
     * @param weights by the published names
     * @throws ModelException if the library has no such network
     */
    public static DiffusersForm of(NetworkConfig config, Weights weights) {
        if (config instanceof DiTConfig dit && dit.family().equals(DiT.FAMILY) && dit.kind() == DiTBlockKind.ADALN_ZERO
                && dit.mlpRatio() == MLP_RATIO && dit.numClasses() > 0 && dit.classDropoutProb() > 0) {
            var slices = new LinkedHashMap<String, Slice>();
            weights.names().forEach(name -> place(name, weights.shape(name), dit.depth(), slices));
            return new DiffusersForm(json(dit), new SlicedWeights(weights, slices));
        }
        throw new ModelException("diffusers has no form for this " + config.family() + ", only for a DiT with adaLN-Zero, an"
                + " mlp_ratio of 4, classes and a null class; write it as safetensors or torch");
    }

    private static void place(String name, Shape shape, int depth, Map<String, Slice> slices) {
        if (name.equals(DiT.POSITIONS)) {
            return;
        }
        int dot = name.lastIndexOf('.');
        String layer = name.substring(0, dot);
        String kind = name.substring(dot);
        if (TOP.containsKey(layer)) {
            slices.put(TOP.get(layer) + kind, new Slice(name, shape, 0));
            return;
        }
        if (EMBEDDERS.containsKey(layer)) {
            for (int block = 0; block < depth; block++) {
                slices.put("transformer_blocks." + block + "." + EMBEDDERS.get(layer) + kind, new Slice(name, shape, 0));
            }
            return;
        }
        String[] path = layer.split("\\.", 3);      // blocks, the number, the layer
        String block = "transformer_blocks." + path[1] + ".";
        if (path[2].equals("attn.qkv")) {
            Shape third = shape.with(0, shape.dim(0) / QKV.size());
            for (int part = 0; part < QKV.size(); part++) {
                slices.put(block + QKV.get(part) + kind, new Slice(name, third, part * third.elements()));
            }
            return;
        }
        slices.put(block + LAYERS.get(path[2]) + kind, new Slice(name, shape, 0));
    }

    private static String json(DiTConfig dit) {
        var json = new JsonObject();
        json.addProperty("_class_name", "Transformer2DModel");
        json.addProperty("num_attention_heads", dit.numHeads());
        json.addProperty("attention_head_dim", dit.hiddenSize() / dit.numHeads());
        json.addProperty("in_channels", dit.inChannels());
        json.addProperty("out_channels", dit.inChannels() * (dit.learnSigma() ? 2 : 1));
        json.addProperty("num_layers", dit.depth());
        json.addProperty("attention_bias", true);
        json.addProperty("sample_size", dit.inputSize());
        json.addProperty("patch_size", dit.patchSize());
        json.addProperty("activation_fn", "gelu-approximate");
        json.addProperty("num_embeds_ada_norm", dit.numClasses());
        json.addProperty("norm_type", "ada_norm_zero");
        json.addProperty("norm_elementwise_affine", false);
        return json.toString();
    }
}
