package io.github.dit4j.sampler;

import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.method.Diffusion;
import io.github.dit4j.sampler.schedule.DiffusionTables;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** From a request, which leaves much open, to a run: what is not asked for is as the model's card says. */
final class SamplingPlan {

    private SamplingPlan() {
    }

    /** @throws IllegalArgumentException if it asks for what this model cannot do; the message says what to change */
    static Sampling of(DiffusionTransformer network, ModelCard card, SampleRequest request) {
        ModelCard.Defaults defaults = card.defaults();
        var diffusion = new Diffusion(
                DiffusionTables.of(card.schedule(), spacing(card, request)),
                card.prediction(),
                request.clip().orElse(defaults.clip()),
                card.firstTimestep());
        return new Sampling(
                network,
                diffusion,
                request.sampler().orElse(defaults.sampler()),
                conditions(network, card, request),
                guidance(card, request),
                request.noise(),
                request.images(),
                request.batchLimit());
    }

    static TimestepSpacing spacing(ModelCard card, SampleRequest request) {
        return request.spacing().orElse(card.defaults().spacing());
    }

    private static Optional<Guidance> guidance(ModelCard card, SampleRequest request) {
        Guidance usual = card.defaults().guidance();
        boolean possible = card.nullClass().isPresent();
        if (request.cfgScale().isEmpty() && !possible) {
            return Optional.empty();
        }
        double scale = request.cfgScale().orElse(usual.scale());
        var guidance = new Guidance(scale, usual.convention(), usual.channels());
        return Optional.of(request.guideAllChannels() ? guidance.onAllChannels() : guidance);
    }

    private static Conditions conditions(DiffusionTransformer network, ModelCard card, SampleRequest request) {
        return switch (network.conditioning()) {
            case Conditioning.None _ -> {
                if (!request.labels().isEmpty()) {
                    throw new IllegalArgumentException("this model is unconditional: it draws no class on request");
                }
                yield new Conditions.None();
            }
            case Conditioning.Classes classes -> new Conditions.Classes(
                    classes(card, request, classes.count()), card.nullClass());
            case Conditioning.Text _ -> throw new IllegalArgumentException(
                    "this model draws from text features, not from classes; give them to Sampling as Conditions.Contexts");
        };
    }

    private static List<Integer> classes(ModelCard card, SampleRequest request, int count) {
        List<String> names = card.labels();
        List<Integer> wanted = request.labels().isEmpty()
                ? IntStream.range(0, count).boxed().toList()
                : request.labels().stream().map(label -> label.resolve(count, names)).toList();
        if (request.images() < request.labels().size()) {
            throw new IllegalArgumentException("count " + request.images() + " is less than the "
                    + request.labels().size() + " classes asked for; ask for at least one image of each");
        }
        return IntStream.range(0, request.images()).mapToObj(i -> wanted.get(i % wanted.size())).toList();
    }
}
