package io.github.dit4j.layers;

/**
 * How a DiT block is told about timestep and label: the four designs of section 3.2 and figure 3 of the DiT paper. The
 * published code has the last; the others have names of weights in its style.
 */
public enum DiTBlockKind implements Choice {
    /** Timestep and label are two more tokens behind the patches, which the standard ViT block sees like any other. */
    IN_CONTEXT("incontext"),
    /** After self-attention the tokens attend to a sequence of two, timestep and label: {@code cross_attn.*}. */
    CROSS_ATTENTION("crossattn"),
    /** Scale and shift of each normalisation come from timestep plus label: {@code adaLN_modulation} of width 4·D. */
    ADALN("adaln"),
    /** As adaLN, and a gate on each branch: {@code adaLN_modulation} of width 6·D. */
    ADALN_ZERO("adaln_zero");

    private final String word;

    DiTBlockKind(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }

    /** Whether timestep and label are summed, not kept as tokens. */
    boolean isAdaptiveNorm() {
        return this == ADALN || this == ADALN_ZERO;
    }
}
