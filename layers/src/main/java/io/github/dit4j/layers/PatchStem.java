package io.github.dit4j.layers;

/** How a {@link UViT} makes tokens of an image: the ways of section 3.1 of the U-ViT paper. */
public enum PatchStem implements Choice {
    /** One linear projection of each patch, as published. */
    PROJECTION("proj"),
    /** A stack of 3×3 convolutions and a 1×1, see {@link ConvolutionalStem}. */
    CONVOLUTIONS("conv");

    private final String word;

    PatchStem(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
