package io.github.dit4j.layers;

/**
 * The frequencies of a timestep's sinusoidal features, of which there are {@code half} sines and as many cosines. The
 * published code of DiT and the diffusers library disagree; a network samples best with those that it was trained with,
 * but what a pipeline as shipped draws is only repeated with those of its library.
 */
public enum TimeFrequencies implements Choice {
    /** {@code 10000^(−i/half)}, as in the published code of DiT, SiT and U-ViT. */
    PUBLISHED("published", 0),
    /**
     * {@code 10000^(−i/(half − 1))}, as diffusers computes them for a DiT ({@code downscale_freq_shift=1} in its
     * {@code CombinedTimestepLabelEmbeddings}), also with weights that were trained by the published code.
     */
    DIFFUSERS("diffusers", 1);

    private final String word;
    private final int shift;

    TimeFrequencies(String word, int shift) {
        this.word = word;
        this.shift = shift;
    }

    @Override
    public String word() {
        return word;
    }

    /** What is taken from the number of frequencies before the exponent is divided by it. */
    int shift() {
        return shift;
    }
}
