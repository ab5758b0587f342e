package io.github.dit4j.sampler;

import java.util.List;
import java.util.Optional;

/**
 * What is wished of guidance; the rest is as the model's family has it.
 *
 * @param scales how strongly conditions are followed, counted as the family does, see {@link Guidance.Convention}; images
 *     take them in turn; empty for the model's own scale
 * @param allChannels whether DiT guides all channels, not the first three only
 * @param interval where on the way it acts; empty for everywhere
 * @param negative the class to move away from; empty for the model's null class
 */
public record GuidanceRequest(
        List<Double> scales, boolean allChannels, Optional<GuidanceInterval> interval, Optional<Label> negative) {

    /** Nothing wished. */
    public static final GuidanceRequest USUAL =
            new GuidanceRequest(List.of(), false, Optional.empty(), Optional.empty());

    public GuidanceRequest {
        scales = List.copyOf(scales);
    }

    /** With these scales. */
    public GuidanceRequest withScales(List<Double> wanted) {
        return new GuidanceRequest(wanted, allChannels, interval, negative);
    }

    /** On all channels, or as the family does it. */
    public GuidanceRequest onAllChannels(boolean all) {
        return new GuidanceRequest(scales, all, interval, negative);
    }

    /** On a part of the way. */
    public GuidanceRequest during(GuidanceInterval part) {
        return new GuidanceRequest(scales, allChannels, Optional.of(part), negative);
    }

    /** Away from a class. */
    public GuidanceRequest awayFrom(Label label) {
        return new GuidanceRequest(scales, allChannels, interval, Optional.of(label));
    }

    /** The guidance of a model whose own is {@code usual}. */
    Guidance of(Guidance usual) {
        Guidance guidance = scales.isEmpty() ? usual : usual.withScales(scales);
        guidance = allChannels ? guidance.onAllChannels() : guidance;
        return interval.isPresent() ? guidance.during(interval.get()) : guidance;
    }
}
