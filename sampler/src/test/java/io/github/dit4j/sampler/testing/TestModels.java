package io.github.dit4j.sampler.testing;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.layers.ModelConfig;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.ModelLoader;
import io.github.dit4j.layers.vae.AutoencoderConfig;
import io.github.dit4j.layers.vae.AutoencoderLoader;
import io.github.dit4j.layers.vae.LoadedAutoencoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** Small networks with the deterministic weights of the golden cases. */
public final class TestModels {

    /** DiT: 4×8×8, 10 classes and one null, learned variance. */
    public static final String DIT_TINY = "dit_tiny.io";
    /** DiT: 4×16×16, 10 classes without a null, no learned variance. */
    public static final String DIT_P4 = "dit_p4_nosigma.io";
    /** U-ViT: 4×8×8, 10 classes and one null. */
    public static final String UVIT_TINY = "uvit_tiny_cond.io";
    /** U-ViT: 3×16×16, unconditional. */
    public static final String UVIT_PIXEL = "uvit_tiny_pixel.io";
    /** U-ViT: 4×8×8, seven text tokens of width 32. */
    public static final String UVIT_TEXT = "uvit_t2i_tiny.io";

    /** U-ViT: 1×8×8, three classes and one null. */
    public static final String SHAPES_CONFIG = """
            {"name": "uvit", "img_size": 8, "patch_size": 2, "in_chans": 1, "embed_dim": 32, "depth": 2, "num_heads": 4,
             "num_classes": 4, "null_class": true, "conv": true, "mlp_time_embed": false, "qkv_bias": false}""";
    /** What the metadata of that U-ViT says about sampling. */
    public static final String SHAPES_METADATA = """
            {"schedule": "linear", "labels": ["circle", "square", "cross"], "null_label": 3,
             "defaults": {"sampler": "ddim", "steps": 4, "cfg_scale": 0.5, "clip": true}}""";

    private TestModels() {
    }

    /** The network of a golden case. */
    public static LoadedModel golden(String name) {
        try (Checkpoint io = Goldens.open(name)) {
            return of(io.metadata().get("config"));
        }
    }

    /** An autoencoder of 32 and 64 channels, a latent of which has 2×2 pixels. */
    public static LoadedAutoencoder autoencoder() {
        var config = new AutoencoderConfig(3, 3, List.of(32, 64), 1, 4, 4, AutoencoderConfig.GROUPS, Set.of(),
                AutoencoderConfig.STABLE_DIFFUSION_SCALE);
        return AutoencoderLoader.load(SyntheticWeights.of(config.model().weightShapes()), ModelHints.none());
    }

    /** The network of a configuration. */
    public static LoadedModel of(String config) {
        ModelConfig parsed = ModelConfig.fromJson(config);
        var shapes = new LinkedHashMap<>(parsed.model().weightShapes());
        if (parsed.family().equals("dit")) {
            shapes.remove("pos_embed"); // a table, not a weight; the loader adds it
        }
        return ModelLoader.load(SyntheticWeights.of(shapes), ModelHints.none().with("the test", config));
    }
}
