package io.github.dit4j.layers;

/** Where a {@link UViT} has its 3×3 convolution: the ways of section 3.1 of the U-ViT paper. */
public enum FinalConvolution implements Choice {
    /** After the projection of tokens to patches, on the image, as published: {@code final_layer}. */
    AFTER("after"),
    /** Before that projection, on the tokens laid out as an image of D channels: {@code decoder_conv}. */
    BEFORE("before"),
    /** Nowhere. */
    NONE("none");

    private final String word;

    FinalConvolution(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
