package io.github.dit4j.layers;

/** The sizes and choices that define any network, also one that draws nothing. */
public sealed interface NetworkConfig permits ModelConfig, ViTConfig {

    /** {@code dit}, {@code sit}, {@code uvit} or {@code vit}. */
    String family();

    /** The configuration as a JSON object with the published names, as stored in a checkpoint's metadata. */
    String toJson();

    /** The network of this configuration. */
    Network model();

    /**
     * Reads a configuration; what it leaves out has the published default.
     *
     * @param json as {@link #toJson} writes it
     * @throws ModelException if it is not an object, its family is not known, or a size is missing, has the
     *     wrong type or makes no sense
     */
    static NetworkConfig fromJson(String json) {
        return of(new ModelHints.Source("the configuration", json));
    }

    /** As {@link #fromJson}, with messages that name where the configuration comes from. */
    static NetworkConfig of(ModelHints.Source source) {
        var facts = new ConfigFacts();
        facts.state(source);
        String family = facts.text("family", facts.has("embed_dim") ? UViT.FAMILY : DiT.FAMILY);
        return switch (family) {
            case DiT.FAMILY, DiT.FLOW_FAMILY -> DiTConfig.of(facts);
            case UViT.FAMILY -> UViTConfig.of(facts);
            case ViT.FAMILY -> ViTConfig.of(facts);
            default -> throw new ModelException("the family " + family + " is not known; there are "
                    + String.join(", ", DiT.FAMILY, DiT.FLOW_FAMILY, UViT.FAMILY, ViT.FAMILY));
        };
    }
}
