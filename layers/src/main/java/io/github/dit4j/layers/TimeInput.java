package io.github.dit4j.layers;

/** How the timestep enters a {@link UViT}: the two ways of section 3.1 of the U-ViT paper. */
public enum TimeInput implements Choice {
    /** As a token among the others, as published. */
    TOKEN("token"),
    /**
     * After the normalisations of every block, {@code AdaLN(h, y) = y_s · LayerNorm(h) + y_b}: the linear layer
     * {@code adaLN_modulation} {@code [4·D, D]} of the block gives y_s and y_b of {@code norm1}, then those of
     * {@code norm2}, which have no weights of their own.
     */
    ADALN("adaln");

    private final String word;

    TimeInput(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
