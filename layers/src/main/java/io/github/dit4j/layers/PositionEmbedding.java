package io.github.dit4j.layers;

/** How a {@link UViT} knows where a patch lies: the ways of section 3.1 of the U-ViT paper. */
public enum PositionEmbedding implements Choice {
    /** A learned vector for each token, in one dimension, as published: {@code pos_embed}. */
    LEARNED("learned"),
    /** Sinusoids of the row and of the column, one after the other; nothing for the tokens before the patches. */
    SINCOS("sincos"),
    /** Not at all. */
    NONE("none");

    private final String word;

    PositionEmbedding(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
