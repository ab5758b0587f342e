package io.github.dit4j.sampler;

import io.github.dit4j.sampler.method.Sampler;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a run really used, defaults resolved.
 *
 * @param model its name
 * @param device the id of the device that ran
 * @param classes the class of each image; empty if the model knows none
 * @param labels the names of these classes, or their numbers where the model has no names
 * @param images how many images
 * @param sampler how
 * @param steps how many steps, in the notation of {@link io.github.dit4j.sampler.schedule.TimestepSpacing#parse}
 * @param guidance how strongly classes were followed; empty where the conditional prediction was taken as it is
 * @param clip whether predicted images were held in [−1, 1]
 * @param seed of the noise; empty if the noise was given
 */
public record SampleSettings(
        String model,
        String device,
        List<Integer> classes,
        List<String> labels,
        int images,
        Sampler sampler,
        String steps,
        Optional<Guidance> guidance,
        boolean clip,
        OptionalLong seed) {

    public SampleSettings {
        classes = List.copyOf(classes);
        labels = List.copyOf(labels);
    }

    /** The guidance scale as the model's family counts it; empty without guidance. */
    public OptionalDouble cfgScale() {
        return guidance.map(given -> OptionalDouble.of(given.scale())).orElse(OptionalDouble.empty());
    }
}
