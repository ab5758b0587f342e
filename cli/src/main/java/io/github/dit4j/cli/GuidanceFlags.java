package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.sampler.DiffusionModel;
import io.github.dit4j.sampler.GuidanceInterval;
import io.github.dit4j.sampler.GuidanceRequest;
import io.github.dit4j.sampler.Label;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How strongly the class is followed, and what is moved away from. */
final class GuidanceFlags {

    static final class Interval implements ITypeConverter<GuidanceInterval> {
        @Override
        public GuidanceInterval convert(String text) {
            try {
                return GuidanceInterval.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }

    @Option(
            names = "--cfg-scale",
            paramLabel = "S",
            split = ",",
            description = "How strongly the class is followed, as the model's family counts it (classifier-free guidance,"
                    + " arXiv 2207.12598). DiT: 1 not at all more than trained, 4 strongly. U-ViT: 0 and 0.4. The images"
                    + " take several, as in 1,2,4, in turn.")
    private List<Double> scales = new ArrayList<>();

    @Option(
            names = "--cfg-all-channels",
            description = "Guide all channels of a DiT; by default the first three, as published.")
    private boolean allChannels;

    @Option(
            names = "--cfg-interval",
            paramLabel = "FROM..TO",
            converter = Interval.class,
            description = "Guide only on this part of the way from image (0) to noise (1), as in 0.2..0.8; the rest takes"
                    + " half the time (arXiv 2404.07724).")
    private Optional<GuidanceInterval> interval = Optional.empty();

    @Option(
            names = "--negative",
            paramLabel = "ID|NAME",
            description = "Guide away from this class, not from no class.")
    private Optional<String> negative = Optional.empty();

    @Option(
            names = "--guide-model",
            paramLabel = "NAME|FILE",
            description = "Guide away from what this weaker model predicts for the same class: a smaller or less trained"
                    + " one of the same images and schedule (autoguidance, arXiv 2406.02507).")
    private Optional<String> guide = Optional.empty();

    /** What was asked for. */
    GuidanceRequest request() {
        return new GuidanceRequest(scales, allChannels, interval, negative.map(Label::parse));
    }

    /** The weaker model; to be closed by the caller, or with the pipeline. */
    Optional<DiffusionModel> openGuide(ModelCatalogue catalogue) {
        return guide.map(name -> catalogue.open(name, ModelHints.none()));
    }

    /** The files of the weaker model. */
    List<Path> files(ModelCatalogue catalogue) {
        return guide.map(name -> {
            try (Checkpoint opened = catalogue.checkpoint(name)) {
                return opened.files();
            }
        }).orElse(List.of());
    }
}
