package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.sampler.DiffusionModel;
import io.github.dit4j.sampler.Label;
import io.github.dit4j.sampler.Picture;
import io.github.dit4j.sampler.SampleRequest;
import io.github.dit4j.sampler.TextFeatures;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.noise.GivenNoise;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What {@code sample} is to draw, and how. */
final class SampleOptions {
    /** A model with so few classes shows one of each when nothing is asked for. */
    private static final int FEW_CLASSES = 10;
    private static final int IMAGES_ON_A_PATH = 8;
    private static final int MOST_IMAGES = 10_000;

    static final class Spacing implements ITypeConverter<TimestepSpacing> {
        @Override
        public TimestepSpacing convert(String text) {
            try {
                return TimestepSpacing.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }

    @Option(
            names = {"-c", "--class"},
            paramLabel = "ID|NAME",
            description = "A class to draw, or a mixture, as in 207:0.7+281:0.3 (the conjunction of arXiv 2206.01714). Given"
                    + " several times, the images take the classes in turn. Default: all of them in turn.")
    private List<String> classes = new ArrayList<>();

    @Option(
            names = "--to-class",
            paramLabel = "ID|NAME",
            description = "Draw images on the way from --class to this class: mixtures at even steps, from the same noise."
                    + " -n says how many.")
    private Optional<String> toClass = Optional.empty();

    @Option(
            names = {"-n", "--count"},
            paramLabel = "COUNT",
            description = "How many images. Default: one for each --class or --cfg-scale; without any, one of each class of"
                    + " a model with at most " + FEW_CLASSES + ", else 1; with --noise, as many as the file has; "
                    + IMAGES_ON_A_PATH + " on the way to another class or seed.")
    private Optional<Integer> count = Optional.empty();

    @Option(
            names = {"-s", "--steps"},
            paramLabel = "N",
            converter = Spacing.class,
            description = "How many steps: more take longer and may look better. Also ddim50, or sections as in 10,15,20."
                    + " Default: what the model's makers use, as with the next options.")
    private Optional<TimestepSpacing> steps = Optional.empty();

    @Mixin
    private final SamplerFlags sampler = new SamplerFlags();

    @Mixin
    private final GuidanceFlags guidance = new GuidanceFlags();

    @Mixin
    private final NoiseFlags noise = new NoiseFlags();

    @Mixin
    private final PictureFlags picture = new PictureFlags();

    @Option(names = "--clip", negatable = true, description = "Hold predicted images in [-1, 1] at every step.")
    private Optional<Boolean> clip = Optional.empty();

    @Option(
            names = "--dynamic-threshold",
            paramLabel = "P",
            arity = "0..1",
            fallbackValue = "0.995",
            description = "Hold each predicted image to this percentile of its own values instead, as a fraction; without a"
                    + " number, 0.995 (Imagen, arXiv 2205.11487).")
    private Optional<Double> dynamicThreshold = Optional.empty();

    @Option(
            names = {"-b", "--batch"},
            paramLabel = "N",
            description = "How many images are computed at once at most. Does not change them.")
    private Optional<Integer> batch = Optional.empty();

    /** Where the noise comes from, for the name of the picture. */
    String noiseName() {
        return noise.name();
    }

    /** The file that the noise is read from; to be closed after sampling. */
    Optional<Checkpoint> openNoise() {
        return noise.open();
    }

    /** The weaker model of autoguidance; to be closed by the caller, or with the pipeline. */
    Optional<DiffusionModel> openGuide(ModelCatalogue catalogue) {
        return guidance.openGuide(catalogue);
    }

    /** The files that these options name. */
    List<Path> files(ModelCatalogue catalogue) {
        return Stream.of(noise.files(), picture.files(), guidance.files(catalogue)).flatMap(List::stream).toList();
    }

    /**
     * The picture to begin with.
     *
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if the options contradict each other or the model
     */
    Optional<Picture> readPicture(DiffusionModel model) throws IOException {
        return picture.read(model.network());
    }

    /**
     * What was asked for.
     *
     * @param noiseFile as {@link #openNoise} gave it
     * @param begin as {@link #readPicture} gave it
     * @param text what a text-to-image model is told
     * @throws IllegalArgumentException if the options contradict each other
     */
    SampleRequest request(DiffusionModel model, Optional<Checkpoint> noiseFile, Optional<Picture> begin,
            Optional<TextFeatures> text) {
        if (clip.isPresent() && dynamicThreshold.isPresent()) {
            throw new IllegalArgumentException("--clip and --dynamic-threshold both decide what predicted images are held"
                    + " to; give one of them");
        }
        SampleRequest request = SampleRequest.of(labels())
                .noise(noise.source(noiseFile, toClass.isPresent()))
                .guidance(guidance.request());
        Optional<Sampler> method = sampler.sampler(model.card().defaults().sampler());
        request = method.isPresent() ? request.sampler(method.get()) : request;
        request = steps.isPresent() ? request.spacing(steps.get()) : request;
        request = clip.isPresent() ? request.clip(clip.get()) : request;
        request = dynamicThreshold.isPresent() ? request.dynamicThreshold(dynamicThreshold.get()) : request;
        request = text.isPresent() ? request.text(text.get()) : request;
        request = begin.isPresent() ? request.picture(begin.get()) : request;
        request = batch.isPresent() ? request.batch(batch.get()) : request;
        return request.count(images(model, request));
    }

    private List<Label> labels() {
        List<Label> labels = classes.stream().map(Label::parse).toList();
        if (toClass.isEmpty()) {
            return labels;
        }
        if (labels.size() != 1) {
            throw new IllegalArgumentException("--to-class " + toClass.get() + " wants one --class to begin with, not "
                    + labels.size());
        }
        return Label.between(labels.getFirst(), Label.parse(toClass.get()), Math.max(1, count.orElse(IMAGES_ON_A_PATH)));
    }

    private int images(DiffusionModel model, SampleRequest request) {
        int images = count.orElseGet(() -> {
            if (request.noise() instanceof GivenNoise given) {
                return given.images();
            }
            if (noise.isPath()) {
                return IMAGES_ON_A_PATH;
            }
            int pictures = request.picture().map(Picture::count).orElse(1);
            if (pictures > 1) {
                return pictures;
            }
            boolean showAll = request.labels().isEmpty() && request.guidance().scales().size() < 2
                    && model.network().conditioning() instanceof Conditioning.Classes known
                    && known.count() <= FEW_CLASSES;
            return showAll ? ((Conditioning.Classes) model.network().conditioning()).count() : request.images();
        });
        if (images < 1 || images > MOST_IMAGES) {
            throw new IllegalArgumentException("-n " + images + ": ask for 1 to " + MOST_IMAGES + " images");
        }
        return images;
    }
}
