package io.github.dit4j.layers;

/**
 * How a U-ViT block after the middle one sees what its mirror image before it gave: the designs of section 3.1 of the U-ViT
 * paper. h is the main branch, s the long skip.
 */
public enum LongSkip implements Choice {
    /** {@code Linear(Concat(h, s))}, as published: {@code skip_linear} of {@code [D, 2·D]}. */
    CONCAT("concat"),
    /** {@code h + s}, without weights. */
    ADD("add"),
    /** {@code h + Linear(s)}: {@code skip_linear} of {@code [D, D]}. */
    PROJECT_ADD("proj_add"),
    /** {@code Linear(h + s)}: {@code skip_linear} of {@code [D, D]}. */
    ADD_PROJECT("add_proj"),
    /** Not at all. */
    NONE("none");

    private final String word;

    LongSkip(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
