package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.CheckpointException;
import io.github.dit4j.engine.tensor.TensorData;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What {@code sample} is to draw, and how. */
final class SampleOptions {
    /** A model with so few classes shows one of each when nothing is asked for. */
    private static final int FEW_CLASSES = 10;
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
            description = "A class to draw. Given several times, the images take the classes in turn."
                    + " Default: all of them in turn.")
    private List<String> classes = new ArrayList<>();

    @Option(
            names = {"-n", "--count"},
            paramLabel = "COUNT",
            description = "How many images. Default: one for each --class; without any, one of each class of a model with"
                    + " at most " + FEW_CLASSES + ", else 1; with --noise, as many as the file has.")
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

    @Option(
            names = "--cfg-scale",
            paramLabel = "S",
            description = "How strongly the class is followed, as the model's family counts it. DiT: 1 not at all more than"
                    + " trained, 4 strongly. U-ViT: 0 and 0.4.")
    private Optional<Double> cfgScale = Optional.empty();

    @Option(
            names = "--cfg-all-channels",
            description = "Guide all channels of a DiT; by default the first three, as published.")
    private boolean allChannels;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Decides the noise. Model, seed and settings give the same images on every device."
                    + " Default: ${DEFAULT-VALUE}.")
    private long seed;

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

    @Option(
            names = "--noise",
            paramLabel = "FILE",
            description = "Take the noise from a safetensors file: z [n, channels, height, width] to start from and, for"
                    + " samplers that draw, noise [steps, n, channels, height, width].")
    private Optional<Path> noise = Optional.empty();

    /** Where the noise comes from, for the name of the picture. */
    String noiseName() {
        return noise.isPresent() ? "noise" : "seed" + seed;
    }

    /** The file that the noise is read from; to be closed after sampling. */
    Optional<Checkpoint> openNoise() {
        return noise.map(Checkpoint::open);
    }

    /**
     * What was asked for.
     *
     * @param noiseFile as {@link #openNoise} gave it
     * @throws IllegalArgumentException if the options contradict each other
     */
    SampleRequest request(DiffusionModel model, Optional<Checkpoint> noiseFile) {
        SampleRequest request = SampleRequest.of(classes.stream().map(Label::parse).toList())
                .seed(seed)
                .guideAllChannels(allChannels);
        if (noiseFile.isPresent()) {
            request = request.noise(givenNoise(noiseFile.get()));
        }
        Optional<Sampler> method = method(model.card());
        request = method.isPresent() ? request.sampler(method.get()) : request;
        request = steps.isPresent() ? request.spacing(steps.get()) : request;
        request = cfgScale.isPresent() ? request.cfgScale(cfgScale.get()) : request;
        request = clip.isPresent() ? request.clip(clip.get()) : request;
        request = batch.isPresent() ? request.batch(batch.get()) : request;
        return request.count(images(model, request));
    }

    private int images(DiffusionModel model, SampleRequest request) {
        int images = count.orElseGet(() -> {
            if (request.noise() instanceof GivenNoise given) {
                return given.images();
            }
            boolean showAll = classes.isEmpty()
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

    private static GivenNoise givenNoise(Checkpoint file) {
        if (!file.names().contains("z")) {
            throw new CheckpointException(
                    file.origin(), "has no tensor z [n, channels, height, width] to start from");
        }
        Optional<TensorData> draws =
                file.names().contains("noise") ? Optional.of(file.get("noise")) : Optional.empty();
        return new GivenNoise(file.get("z"), draws);
    }
}
