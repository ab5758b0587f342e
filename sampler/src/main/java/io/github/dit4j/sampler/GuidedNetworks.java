package io.github.dit4j.sampler;

import io.github.dit4j.sampler.method.Network;
import io.github.dit4j.sampler.method.NetworkOutput;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The networks of a run with its guidance. Where guidance does not act, the plain program runs: one evaluation for each
 * image instead of two.
 */
final class GuidedNetworks {
    private final Sampling sampling;
    private final PreparedNetworks networks;
    private final Optional<PreparedNetworks> guides;
    private final List<Double> times;

    /** @param guides the weaker model, if that is what guidance moves away from */
    GuidedNetworks(Sampling sampling, PreparedNetworks networks, Optional<PreparedNetworks> guides) {
        this.sampling = sampling;
        this.networks = networks;
        this.guides = guides;
        times = sampling.networkTimes();
        networks.keep(sampling.kinds(1).size());
    }

    /** Prepares what batches of a size need. */
    void prepare(int size) {
        sampling.kinds(size).forEach(networks::get);
        guides.ifPresent(weaker -> weaker.get(plain(size)));
    }

    /** The network for some images of the run, until it is asked for others. */
    Network forBatch(int first, int size) {
        if (sampling.guidance().isEmpty()) {
            return plain(networks, first, size, times);
        }
        Guidance guidance = sampling.guidance().get();
        if (guidance.interval().isEmpty()) {
            return guided(guidance, first, size, times);
        }
        Predicate<Double> isGuided = time -> guidance.interval().get().contains(sampling.diffusion().noiseFraction(time));
        Network guided = guided(guidance, first, size, times.stream().filter(isGuided).toList());
        Network plain = guides.isPresent()
                ? plain(networks, first, size, times)
                : plain(networks, first, size, times.stream().filter(isGuided.negate()).toList());
        return (x, time) -> (isGuided.test(time) ? guided : plain).predict(x, time);
    }

    private Network guided(Guidance guidance, int first, int size, List<Double> at) {
        return guides.isPresent()
                ? awayFrom(plain(guides.get(), first, size, at), plain(networks, first, size, at), guidance, first, size)
                : networks.get(sampling.kinds(size).getFirst())
                        .under(sampling.conditions(), first, weights(guidance, first, size), at);
    }

    private PreparedNetwork.Kind plain(int size) {
        return sampling.kinds(size).getLast();
    }

    private Network plain(PreparedNetworks of, int first, int size, List<Double> at) {
        return of.get(plain(size)).under(sampling.conditions(), first, new float[0], at);
    }

    private int channels(Guidance guidance) {
        return guidance.channelCount(sampling.model().channels());
    }

    private static float[] weights(Guidance guidance, int first, int size) {
        var weights = new float[size];
        for (int image = 0; image < size; image++) {
            weights[image] = (float) guidance.weight(first + image);
        }
        return weights;
    }

    /** {@code w + s (m − w)} for the prediction m of the model and w of the weaker one; the rest is the model's. */
    private Network awayFrom(Network weak, Network model, Guidance guidance, int first, int size) {
        float[] weights = weights(guidance, first, size);
        int channels = sampling.model().channels();
        int guided = channels(guidance);
        return (x, time) -> {
            NetworkOutput output = model.predict(x, time);
            float[] away = weak.predict(x, time).prediction();
            var joined = output.prediction().clone();
            int plane = joined.length / (size * channels);
            for (int row = 0; row < size * channels; row++) {
                if (row % channels < guided) {
                    float weight = weights[row / channels];
                    for (int i = row * plane; i < (row + 1) * plane; i++) {
                        joined[i] = away[i] + weight * (joined[i] - away[i]);
                    }
                }
            }
            return new NetworkOutput(joined, output.variance());
        };
    }
}
