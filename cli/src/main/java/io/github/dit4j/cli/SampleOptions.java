package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.sampler.DiffusionModel;
import io.github.dit4j.sampler.Label;
import io.github.dit4j.sampler.ModelCard;
import io.github.dit4j.sampler.SampleRequest;
import io.github.dit4j.sampler.method.Ddim;
import io.github.dit4j.sampler.method.Ddpm;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.Variance;
import io.github.dit4j.sampler.noise.GivenNoise;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    private enum Method {
        DDPM,
        DDIM
    }

    private enum VarianceOption {
        LEARNED_RANGE(Variance.LEARNED_RANGE),
        FIXED_SMALL(Variance.FIXED_SMALL),
        FIXED_LARGE(Variance.FIXED_LARGE);

        private final Variance variance;

        VarianceOption(Variance variance) {
            this.variance = variance;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

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
                    + " a model with at most " + FEW_CLASSES + ", else 1; with --noise, as many as the file has; " + IMAGES_ON_A_PATH
                    + " on the way to another class or seed.")
    private Optional<Integer> count = Optional.empty();

    @Option(
            names = {"-s", "--steps"},
            paramLabel = "N",
            converter = Spacing.class,
            description = "How many steps: more take longer and may look better. Also ddim50, or sections as in 10,15,20."
                    + " Default: what the model's makers use, as with the next options.")
    private Optional<TimestepSpacing> steps = Optional.empty();

    @Option(names = "--sampler", paramLabel = "NAME", description = "ddpm or ddim.")
    private Optional<Method> sampler = Optional.empty();

    @Mixin
    private final GuidanceFlags guidance = new GuidanceFlags();

    @Mixin
    private final NoiseFlags noise = new NoiseFlags();

    @Option(names = "--eta", paramLabel = "E", description = "Noise that ddim adds: 0 none, 1 as much as ddpm.")
    private Optional<Double> eta = Optional.empty();

    @Option(
            names = "--variance",
            paramLabel = "KIND",
            description = "Noise that ddpm adds: ${COMPLETION-CANDIDATES}. Default: as the model was trained.")
    private Optional<VarianceOption> variance = Optional.empty();

    @Option(names = "--clip", negatable = true, description = "Hold predicted images in [-1, 1] at every step.")
    private Optional<Boolean> clip = Optional.empty();

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

    /**
     * What was asked for.
     *
     * @param noiseFile as {@link #openNoise} gave it
     * @throws IllegalArgumentException if the options contradict each other
     */
    SampleRequest request(DiffusionModel model, Optional<Checkpoint> noiseFile) {
        SampleRequest request = SampleRequest.of(labels())
                .noise(noise.source(noiseFile, toClass.isPresent()))
                .guidance(guidance.request());
        Optional<Sampler> method = method(model.card());
        request = method.isPresent() ? request.sampler(method.get()) : request;
        request = steps.isPresent() ? request.spacing(steps.get()) : request;
        request = clip.isPresent() ? request.clip(clip.get()) : request;
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

    /** The sampler with its settings; empty if nothing is said about it. */
    private Optional<Sampler> method(ModelCard card) {
        if (sampler.isEmpty() && eta.isEmpty() && variance.isEmpty()) {
            return Optional.empty();
        }
        Method chosen = sampler.orElse(card.defaults().sampler() instanceof Ddim ? Method.DDIM : Method.DDPM);
        return Optional.of(switch (chosen) {
            case DDIM -> {
                requireAbsent(variance, "--variance", "ddim takes --eta");
                yield new Ddim(eta.orElse(0.0));
            }
            case DDPM -> {
                requireAbsent(eta, "--eta", "ddpm takes --variance");
                yield new Ddpm(variance.map(option -> option.variance).orElse(Variance.AS_TRAINED));
            }
        });
    }

    private static void requireAbsent(Optional<?> option, String name, String instead) {
        if (option.isPresent()) {
            throw new IllegalArgumentException(name + " does not go with this sampler; " + instead);
        }
    }
}
