package io.github.dit4j.sampler;

import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.noise.NoiseSource;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What to draw. Whatever is left out is as the model's publishers have it; each method gives a changed copy:
 *
 * <pre>{@code SampleRequest.of(7).count(4).seed(42).steps(25)}</pre>
 *
 * @param labels the classes, taken in turn for one image after the other; with none, a class-conditional model draws its
 *     classes in turn from the first
 * @param text what a text-to-image model is to draw; other models take none
 * @param count how many images; otherwise one for each label or text, or each guidance scale if there are more of these
 * @param spacing which timesteps are visited
 * @param sampler how
 * @param guidance how strongly labels are followed
 * @param clip whether predicted images are held in [−1, 1]
 * @param dynamicThreshold the percentile to which each predicted image is held instead, as a fraction, see
 *     {@link io.github.dit4j.sampler.method.Thresholding.Dynamic}
 * @param noise where noise comes from
 * @param picture what to begin with; empty for noise alone
 * @param batchLimit how many images are computed at once at most; does not change the images
 */
public record SampleRequest(
        List<Label> labels,
        Optional<TextFeatures> text,
        OptionalInt count,
        Optional<TimestepSpacing> spacing,
        Optional<Sampler> sampler,
        GuidanceRequest guidance,
        Optional<Boolean> clip,
        OptionalDouble dynamicThreshold,
        NoiseSource noise,
        Optional<Picture> picture,
        int batchLimit) {
    private static final int DEFAULT_BATCH_LIMIT = 8;

    /**
     * @throws IllegalArgumentException if no image is asked for, or none at once
     */
    public SampleRequest {
        labels = List.copyOf(labels);
        if (count.isPresent() && count.getAsInt() < 1) {
            throw new IllegalArgumentException("count " + count.getAsInt() + ": ask for at least 1 image");
        }
        if (batchLimit < 1) {
            throw new IllegalArgumentException("batch " + batchLimit + ": compute at least 1 image at once");
        }
    }

    /** Images of these labels, one each. */
    public static SampleRequest of(List<Label> labels) {
        return new SampleRequest(labels, Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(), GuidanceRequest.USUAL,
                Optional.empty(), OptionalDouble.empty(), NoiseSource.seeded(0), Optional.empty(), DEFAULT_BATCH_LIMIT);
    }

    /** Images of the classes of these numbers, one each; none for a model that knows no classes. */
    public static SampleRequest of(int... ids) {
        return of(Arrays.stream(ids).<Label>mapToObj(Label.Id::new).toList());
    }

    /** Images of the classes of these names, one each. */
    public static SampleRequest of(String firstName, String... moreNames) {
        var names = new ArrayList<Label>(List.of(new Label.Name(firstName)));
        Arrays.stream(moreNames).map(Label.Name::new).forEach(names::add);
        return of(names);
    }

    /** Images of these texts, one each. */
    public SampleRequest text(TextFeatures features) {
        return new SampleRequest(labels, Optional.of(features), count, spacing, sampler, guidance, clip, dynamicThreshold,
                noise, picture, batchLimit);
    }

    /**
     * This many images.
     *
     * @throws IllegalArgumentException if there are none
     */
    public SampleRequest count(int images) {
        return new SampleRequest(labels, text, OptionalInt.of(images), spacing, sampler, guidance, clip, dynamicThreshold,
                noise, picture, batchLimit);
    }

    /**
     * This many steps, evenly spaced.
     *
     * @throws IllegalArgumentException if there are none
     */
    public SampleRequest steps(int steps) {
        return spacing(TimestepSpacing.evenly(steps));
    }

    /** Steps at these timesteps. */
    public SampleRequest spacing(TimestepSpacing timesteps) {
        return new SampleRequest(labels, text, count, Optional.of(timesteps), sampler, guidance, clip, dynamicThreshold,
                noise, picture, batchLimit);
    }

    /** With this sampler. */
    public SampleRequest sampler(Sampler chosen) {
        return new SampleRequest(labels, text, count, spacing, Optional.of(chosen), guidance, clip, dynamicThreshold,
                noise, picture, batchLimit);
    }

    /** With these guidance scales, counted as the model's family does; the images take them in turn. */
    public SampleRequest cfgScale(double... scales) {
        return guidance(guidance.withScales(Arrays.stream(scales).boxed().toList()));
    }

    /** With guidance on all channels, or as the model's family does it. */
    public SampleRequest guideAllChannels(boolean all) {
        return guidance(guidance.onAllChannels(all));
    }

    /** With guidance on a part of the way. */
    public SampleRequest guideDuring(GuidanceInterval interval) {
        return guidance(guidance.during(interval));
    }

    /** With guidance away from this class. */
    public SampleRequest negative(Label label) {
        return guidance(guidance.awayFrom(label));
    }

    /** With this guidance. */
    public SampleRequest guidance(GuidanceRequest wished) {
        return new SampleRequest(labels, text, count, spacing, sampler, wished, clip, dynamicThreshold, noise, picture,
                batchLimit);
    }

    /** With predicted images held in [−1, 1], or not. */
    public SampleRequest clip(boolean clipped) {
        return new SampleRequest(labels, text, count, spacing, sampler, guidance, Optional.of(clipped),
                dynamicThreshold, noise, picture, batchLimit);
    }

    /** With each predicted image held to this percentile of its own values, as a fraction; 0.995 is usual. */
    public SampleRequest dynamicThreshold(double percentile) {
        return new SampleRequest(labels, text, count, spacing, sampler, guidance, clip, OptionalDouble.of(percentile), noise, picture,
                batchLimit);
    }

    /** With the noise of this seed. The same seed gives the same images on every device. */
    public SampleRequest seed(long seed) {
        return noise(NoiseSource.seeded(seed));
    }

    /** With this noise. */
    public SampleRequest noise(NoiseSource source) {
        return new SampleRequest(labels, text, count, spacing, sampler, guidance, clip, dynamicThreshold, source, picture,
                batchLimit);
    }

    /** Beginning with this picture. */
    public SampleRequest picture(Picture given) {
        return new SampleRequest(labels, text, count, spacing, sampler, guidance, clip, dynamicThreshold, noise,
                Optional.of(given), batchLimit);
    }

    /** With at most this many images computed at once. */
    public SampleRequest batch(int images) {
        return new SampleRequest(labels, text, count, spacing, sampler, guidance, clip, dynamicThreshold, noise, picture,
                images);
    }

    /** How many images are asked for. */
    public int images() {
        return count.orElse(Math.max(
                Math.max(1, text.map(given -> given.texts().size()).orElse(0)),
                Math.max(labels.size(), guidance.scales().size())));
    }
}
