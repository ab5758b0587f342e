package io.github.dit4j.cli;

import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.sampler.DiffusionModel;
import io.github.dit4j.sampler.Guidance;
import io.github.dit4j.sampler.SampleRequest;
import io.github.dit4j.sampler.Sampling;
import io.github.dit4j.sampler.SamplingListener;
import io.github.dit4j.sampler.TextFeatures;
import io.github.dit4j.sampler.method.Euler;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a step of a sampling run takes, from noise to pictures by Euler's method without guidance, which evaluates the network
 * once a step. Unlike an evaluation by itself it holds the sampler's own arithmetic, and of what is computed for many steps at
 * once only its share.
 *
 * @param steps of the run
 * @param nanos that a step took, all steps of a run together divided by their number
 */
record BenchRun(int steps, double nanos) {
    private static final int FEWEST_RUNS = 3;

    /**
     * Measures several runs. Of each step the median counts, so that what disturbs one run does not count, but what a step
     * does for those after it does.
     *
     * @param batch pictures at once
     * @param least how many steps are measured at least, in three runs or more
     */
    static BenchRun measure(DiffusionModel model, Engine engine, int batch, int steps, int least) {
        Sampling sampling = model.plan(request(model, batch).sampler(new Euler()).steps(steps));
        int runs = Math.max(FEWEST_RUNS, Math.ceilDiv(least, steps));
        List<List<Duration>> times = Stream.generate(() -> sampling.run(engine, SamplingListener.none()).stepTimes())
                .limit(runs).toList();
        return new BenchRun(steps, IntStream.range(0, steps).mapToLong(step -> median(times, step)).average().orElseThrow());
    }

    private static long median(List<List<Duration>> runs, int step) {
        return runs.stream().mapToLong(times -> times.get(step).toNanos()).sorted().skip(runs.size() / 2).findFirst()
                .orElseThrow();
    }

    /** Without guidance, as its convention counts it. */
    private static SampleRequest request(DiffusionModel model, int batch) {
        boolean dit = model.card().defaults().guidance().convention() == Guidance.Convention.DIT;
        SampleRequest request = SampleRequest.of().count(batch).batch(batch).cfgScale(dit ? 1 : 0);
        return model.network().conditioning() instanceof Conditioning.Text(int tokens, int width)
                ? request.text(TextFeatures.unread(List.of(""), tokens, width))
                : request;
    }
}
