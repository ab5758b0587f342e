package io.github.dit4j.layers;

/** The sizes and choices that define a network. */
public sealed interface ModelConfig permits DiTConfig, UViTConfig {

    /** {@code dit}, {@code sit} or {@code uvit}. */
    String family();

    /** Elements of a token. */
    int width();

    /** Transformer blocks, as the publication counts them. */
    int depth();

    /** Attention heads of a block. */
    int numHeads();

    /** Pixels (or latent elements) along the side of a patch. */
    int patchSize();

    /** The configuration as a JSON object with the published names, as stored in a checkpoint's metadata. */
    String toJson();

    /** The network of this configuration. */
    DiffusionTransformer model();

    /**
     * Reads a configuration; what it leaves out has the published default.
     *
     * @param json as {@link #toJson} writes it
     * @throws ModelException if it is not an object, its family is not known, or a size is missing, has the
     *     wrong type or makes no sense
     */
    static ModelConfig fromJson(String json) {
        var facts = new ConfigFacts();
        facts.state(new ModelHints.Source("the configuration", json));
        String family = facts.text("family", facts.has("embed_dim") ? UViT.FAMILY : DiT.FAMILY);
        return switch (family) {
            case DiT.FAMILY, DiT.FLOW_FAMILY -> DiTConfig.of(facts);
            case UViT.FAMILY -> UViTConfig.of(facts);
            default -> throw new ModelException("the family " + family + " is not known; there are "
                    + DiT.FAMILY + ", " + DiT.FLOW_FAMILY + " and " + UViT.FAMILY);
        };
    }
}
