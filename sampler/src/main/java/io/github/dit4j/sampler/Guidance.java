package io.github.dit4j.sampler;

/**
 * Classifier-free guidance (Ho, Salimans, arXiv 2207.12598): the prediction for a condition, moved further away from the
 * prediction without one.
 *
 * @param scale how far, as the convention counts it
 * @param convention how the scale is counted
 * @param channels which channels of the prediction are moved
 */
public record Guidance(double scale, Convention convention, Channels channels) {

    /** How a scale s combines the conditional prediction c and the unconditional prediction u. */
    public enum Convention {
        /** {@code u + s (c − u)}: 1 is the conditional prediction, 0 the unconditional one. */
        DIT,
        /** {@code c + s (c − u)}: 0 is the conditional prediction, −1 the unconditional one. */
        UVIT
    }

    /** Which channels are guided; the others are those of the conditional prediction. */
    public enum Channels {
        /** The first three, as DiT's published sampling does "for exact reproducibility". */
        FIRST_THREE,
        /** All channels of the image. */
        ALL
    }

    /**
     * @throws IllegalArgumentException if the scale is not finite
     */
    public Guidance {
        if (!Double.isFinite(scale)) {
            throw new IllegalArgumentException("guidance scale " + scale + " is not a finite number");
        }
    }

    /** DiT's: {@code u + s (c − u)} on the first three channels. */
    public static Guidance dit(double scale) {
        return new Guidance(scale, Convention.DIT, Channels.FIRST_THREE);
    }

    /** U-ViT's: {@code c + s (c − u)} on all channels. */
    public static Guidance uvit(double scale) {
        return new Guidance(scale, Convention.UVIT, Channels.ALL);
    }

    /** The same on all channels. */
    public Guidance onAllChannels() {
        return new Guidance(scale, convention, Channels.ALL);
    }

    /** The weight of {@code c − u} added to u: what {@link io.github.dit4j.engine.op.Op.Guide} takes. */
    public double weight() {
        return switch (convention) {
            case DIT -> scale;
            case UVIT -> 1 + scale;
        };
    }

    /** Whether it leaves the conditional prediction as it is, so that the unconditional one need not be computed. */
    public boolean isConditionalOnly() {
        return weight() == 1;
    }

    /**
     * How many channels are guided.
     *
     * @param imageChannels how many channels an image has
     */
    public int channelCount(int imageChannels) {
        return switch (channels) {
            case FIRST_THREE -> Math.min(3, imageChannels);
            case ALL -> imageChannels;
        };
    }
}
