package io.github.dit4j.layers;

/** The sizes and choices that define a network that draws. */
public sealed interface ModelConfig extends NetworkConfig permits DiTConfig, UViTConfig {

    /** Elements of a token. */
    int width();

    /** Transformer blocks, as the publication counts them. */
    int depth();

    /** Attention heads of a block. */
    int numHeads();

    /** Pixels (or latent elements) along the side of a patch. */
    int patchSize();

    @Override
    DiffusionTransformer model();

    /**
     * Reads the configuration of a network that draws, see {@link NetworkConfig#fromJson}.
     *
     * @throws ModelException also if it is that of another network
     */
    static ModelConfig fromJson(String json) {
        return switch (NetworkConfig.fromJson(json)) {
            case ModelConfig model -> model;
            case ViTConfig _ -> throw new ModelException("a " + ViT.FAMILY + " tells classes of images; it cannot draw any");
        };
    }
}
