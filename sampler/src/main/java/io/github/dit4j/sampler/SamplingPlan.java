package io.github.dit4j.sampler;

import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.method.Diffusion;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.Thresholding;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** From a request, which leaves much open, to a run: what is not asked for is as the model's card says. */
final class SamplingPlan {

    private SamplingPlan() {
    }

    /** @throws IllegalArgumentException if it asks for what this model cannot do; the message says what to change */
    static Sampling of(
            DiffusionTransformer network, ModelCard card, Optional<DiffusionModel> guide, SampleRequest request) {
        guide.ifPresent(weaker -> requireSameProcess(card, weaker.card()));
        var diffusion = new Diffusion(
                card.schedule().timeline(spacing(card, request)),
                card.prediction(),
                thresholding(network, card, request),
                card.firstTimestep());
        return new Sampling(
                network,
                diffusion,
                sampler(card, request),
                conditions(network, card, request),
                guidance(card, guide.isPresent(), request),
                guide.map(DiffusionModel::network),
                request.noise(),
                request.picture(),
                request.images(),
                request.batchLimit());
    }

    private static Sampler sampler(ModelCard card, SampleRequest request) {
        return request.sampler().orElse(card.defaults().sampler());
    }

    /** The steps; of another sampler than the usual one not as many as usual, but as many as it usually takes. */
    static TimestepSpacing spacing(ModelCard card, SampleRequest request) {
        Sampler sampler = sampler(card, request);
        if (request.spacing().isPresent() && sampler.isAdaptive()) {
            throw new IllegalArgumentException(sampler.name()
                    + " chooses its steps itself; leave the number of steps out, and set its tolerances");
        }
        ModelCard.Defaults defaults = card.defaults();
        OptionalInt own = sampler.name().equals(defaults.sampler().name()) ? OptionalInt.empty() : sampler.usualSteps();
        return request.spacing()
                .orElseGet(() -> own.isPresent() ? TimestepSpacing.evenly(own.getAsInt()) : defaults.spacing());
    }

    private static Thresholding thresholding(DiffusionTransformer network, ModelCard card, SampleRequest request) {
        if (request.dynamicThreshold().isPresent()) {
            int elements = network.channels() * network.imageSize() * network.imageSize();
            return new Thresholding.Dynamic(request.dynamicThreshold().getAsDouble(), elements);
        }
        return request.clip().orElse(card.defaults().clip()) ? new Thresholding.Clip() : new Thresholding.None();
    }

    private static Optional<Guidance> guidance(ModelCard card, boolean guide, SampleRequest request) {
        GuidanceRequest wished = request.guidance();
        if (guide && wished.negative().isPresent()) {
            throw new IllegalArgumentException("guidance moves away from a negative class or from a weaker model; "
                    + "take one of them");
        }
        boolean possible = card.nullClass().isPresent() || wished.negative().isPresent() || guide
                || request.text().isPresent();
        Optional<Guidance> guidance = Optional.of(wished.of(card.defaults().guidance()))
                .filter(_ -> possible || !wished.scales().isEmpty());
        if (guidance.filter(given -> !given.isConditionalOnly()).isEmpty()
                && (wished.negative().isPresent() || wished.interval().isPresent() || guide)) {
            throw new IllegalArgumentException("without guidance there is nothing for "
                    + (wished.negative().isPresent() ? "a negative class" : guide ? "a weaker model" : "an interval")
                    + " to do; give a guidance scale other than "
                    + (card.defaults().guidance().convention() == Guidance.Convention.DIT ? 1 : 0));
        }
        return guidance;
    }

    private static Conditions conditions(DiffusionTransformer network, ModelCard card, SampleRequest request) {
        if (request.text().isPresent() && !(network.conditioning() instanceof Conditioning.Text)) {
            throw new IllegalArgumentException("this model does not draw from text");
        }
        return switch (network.conditioning()) {
            case Conditioning.None _ -> {
                if (!request.labels().isEmpty() || request.guidance().negative().isPresent()) {
                    throw new IllegalArgumentException("this model is unconditional: it draws no class on request");
                }
                yield new Conditions.None();
            }
            case Conditioning.Classes classes -> {
                List<ClassMixture> mixtures = mixtures(card, request, classes.count());
                OptionalInt away = request.guidance().negative()
                        .map(label -> OptionalInt.of(label.resolve(classes.count(), card.labels())))
                        .orElse(card.nullClass());
                yield mixtures.stream().allMatch(mixture -> mixture.size() == 1)
                        ? new Conditions.Classes(
                                mixtures.stream().map(mixture -> mixture.classes().getFirst()).toList(), away)
                        : new Conditions.Mixtures(mixtures, away);
            }
            case Conditioning.Text _ -> contexts(request);
        };
    }

    private static Conditions contexts(SampleRequest request) {
        if (!request.labels().isEmpty() || request.guidance().negative().isPresent()) {
            throw new IllegalArgumentException("this model draws from text, not from classes");
        }
        TextFeatures text = request.text().orElseThrow(() -> new IllegalArgumentException(
                "this model draws from text; give it the features of one, see TextEncoder"));
        if (request.images() < text.texts().size()) {
            throw new IllegalArgumentException("count " + request.images() + " is less than the " + text.texts().size()
                    + " texts given; ask for at least one image of each");
        }
        return new Conditions.Contexts(
                IntStream.range(0, request.images()).mapToObj(text::of).toList(), Optional.of(text.empty()));
    }

    private static List<ClassMixture> mixtures(ModelCard card, SampleRequest request, int count) {
        List<String> names = card.labels();
        List<ClassMixture> wanted = request.labels().isEmpty()
                ? IntStream.range(0, count).mapToObj(ClassMixture::of).toList()
                : request.labels().stream().map(label -> label.mixture(count, names)).toList();
        if (request.images() < request.labels().size()) {
            throw new IllegalArgumentException("count " + request.images() + " is less than the "
                    + request.labels().size() + " classes asked for; ask for at least one image of each");
        }
        return IntStream.range(0, request.images()).mapToObj(i -> wanted.get(i % wanted.size())).toList();
    }

    static void requireSameProcess(ModelCard model, ModelCard guide) {
        boolean same = model.schedule().equals(guide.schedule()) && model.prediction() == guide.prediction()
                && model.firstTimestep() == guide.firstTimestep();
        if (!same) {
            throw new IllegalArgumentException(guide.name() + " cannot guide " + model.name() + ": it was trained on "
                    + guide.schedule() + " to predict " + guide.prediction() + ", not as the other; take a weaker model of the same training");
        }
    }
}
