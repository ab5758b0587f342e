package io.github.dit4j.engine.testing;

import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of a DiT put into diffusers' names, as its script {@code convert_dit_to_diffusers.py} does. */
public final class DiffusersDiTFiles {
    /** The {@code transformer/config.json} of the tiny golden DiT. */
    public static final String CONFIG = """
            {"_class_name": "Transformer2DModel", "_diffusers_version": "0.18.2", "num_attention_heads": 4,
             "attention_head_dim": 16, "in_channels": 4, "out_channels": 8, "num_layers": 2, "sample_size": 8,
             "patch_size": 2, "activation_fn": "gelu-approximate", "num_embeds_ada_norm": 10,
             "norm_type": "ada_norm_zero", "norm_elementwise_affine": false, "cross_attention_dim": null}""";

    private DiffusersDiTFiles() {}

    /**
     * Writes the folder {@code transformer} of a pipeline, and its table of contents.
     *
     * @param weights by diffusers' names
     */
    public static void write(Path pipeline, Map<String, TensorData> weights) throws IOException {
        Path transformer = Files.createDirectories(pipeline.resolve("transformer"));
        Files.writeString(pipeline.resolve("model_index.json"), "{\"_class_name\": \"DiTPipeline\"}");
        Files.writeString(transformer.resolve("config.json"), CONFIG);
        SafetensorsWriter.write(transformer.resolve("diffusion_pytorch_model.safetensors"), Map.of("format", "pt"), weights);
    }

    /** The weights of a network of so many blocks, by diffusers' names. */
    public static Map<String, TensorData> weights(Weights published, int depth) {
        var stored = new LinkedHashMap<String, TensorData>();
        for (String kind : new String[] {".weight", ".bias"}) {
            stored.put("pos_embed.proj" + kind, published.get("x_embedder.proj" + kind));
            stored.put("proj_out_1" + kind, published.get("final_layer.adaLN_modulation.1" + kind));
            stored.put("proj_out_2" + kind, published.get("final_layer.linear" + kind));
            for (int i = 0; i < depth; i++) {
                String from = "blocks." + i + ".";
                String to = "transformer_blocks." + i + ".";
                stored.put(to + "norm1.emb.timestep_embedder.linear_1" + kind, published.get("t_embedder.mlp.0" + kind));
                stored.put(to + "norm1.emb.timestep_embedder.linear_2" + kind, published.get("t_embedder.mlp.2" + kind));
                stored.put(to + "norm1.emb.class_embedder.embedding_table.weight",
                        published.get("y_embedder.embedding_table.weight"));
                stored.put(to + "norm1.linear" + kind, published.get(from + "adaLN_modulation.1" + kind));
                stored.put(to + "attn1.to_out.0" + kind, published.get(from + "attn.proj" + kind));
                stored.put(to + "ff.net.0.proj" + kind, published.get(from + "mlp.fc1" + kind));
                stored.put(to + "ff.net.2" + kind, published.get(from + "mlp.fc2" + kind));
                TensorData qkv = published.get(from + "attn.qkv" + kind);
                for (int part = 0; part < 3; part++) {
                    stored.put(to + "attn1.to_" + "qkv".charAt(part) + kind, third(qkv, part));
                }
            }
        }
        return stored;
    }

    private static TensorData third(TensorData all, int part) {
        Shape shape = all.shape().with(0, all.shape().dim(0) / 3);
        float[] values = all.toFloats();
        return TensorData.of(shape, Arrays.copyOfRange(values, part * shape.size(), (part + 1) * shape.size()));
    }
}
