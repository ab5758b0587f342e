package io.github.dit4j.sampler;

import java.util.List;
import java.util.Optional;

/**
 * Guidance: the prediction for a condition, moved further away from a prediction that is worse: the same network's without
 * a condition (classifier-free guidance: Ho, Salimans, arXiv 2207.12598) or for another one, or that of a weaker network
 * (autoguidance: Karras et al., arXiv 2406.02507).
 *
 * @param scales how far, as the convention counts it; images take them in turn
 * @param convention how the scales are counted
 * @param channels which channels of the prediction are moved
 * @param interval where on the way it acts; empty for everywhere
 */
public record Guidance(
        List<Double> scales, Convention convention, Channels channels, Optional<GuidanceInterval> interval) {

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
     * @throws IllegalArgumentException if there is no scale, or one is not finite
     */
    public Guidance {
        scales = List.copyOf(scales);
        if (scales.isEmpty()) {
            throw new IllegalArgumentException("guidance without a scale; give at least one");
        }
        for (double scale : scales) {
            if (!Double.isFinite(scale)) {
                throw new IllegalArgumentException("guidance scale " + scale + " is not a finite number");
            }
        }
    }

    /**
     * The same for all images, all the way.
     *
     * @throws IllegalArgumentException if the scale is not finite
     */
    public Guidance(double scale, Convention convention, Channels channels) {
        this(List.of(scale), convention, channels, Optional.empty());
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
        return new Guidance(scales, convention, Channels.ALL, interval);
    }

    /** The same with other scales, which images take in turn. */
    public Guidance withScales(List<Double> others) {
        return new Guidance(others, convention, channels, interval);
    }

    /** The same on a part of the way. */
    public Guidance during(GuidanceInterval part) {
        return new Guidance(scales, convention, channels, Optional.of(part));
    }

    /**
     * The weight of {@code c − u} added to u: what {@link io.github.dit4j.engine.op.Op.Guide} takes.
     *
     * @param image its index in the run
     */
    public double weight(int image) {
        return weight(scales.get(image % scales.size()));
    }

    private double weight(double scale) {
        return switch (convention) {
            case DIT -> scale;
            case UVIT -> 1 + scale;
        };
    }

    /** Whether it leaves the conditional prediction as it is, so that the other one need not be computed. */
    public boolean isConditionalOnly() {
        return scales.stream().allMatch(scale -> weight(scale) == 1);
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
