package io.github.dit4j.sampler;

import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.Thresholding;
import io.github.dit4j.sampler.noise.NoiseSource;
import io.github.dit4j.sampler.noise.PhiloxNoise;
import io.github.dit4j.sampler.noise.SharedNoise;
import io.github.dit4j.sampler.noise.SlerpNoise;
import io.github.dit4j.sampler.noise.TorchCpuNoise;
import io.github.dit4j.sampler.noise.TorchCudaNoise;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run really used, defaults resolved.
 *
 * @param model its name
 * @param device the id of the device that ran
 * @param classes the class of each image; empty if the model knows none, or images are of several classes
 * @param labels the names of each image's classes, or their numbers where the model has no names, as
 *     {@link Label#parse} reads them; of a text-to-image model, each image's text
 * @param images how many images
 * @param sampler how
 * @param steps how many steps, in the notation of {@link io.github.dit4j.sampler.schedule.TimestepSpacing#parse};
 *     "adaptive" where the sampler chose them
 * @param guidance how strongly classes were followed; empty where the conditional prediction was taken as it is
 * @param negative the class that guidance moved away from, if it was not the null class
 * @param guide the model that guidance moved away from, if there was one
 * @param thresholding what was done to predicted images outside [−1, 1]
 * @param noise where noise came from
 * @param picture what images began with; empty for noise alone
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
        Optional<String> negative,
        Optional<String> guide,
        Thresholding thresholding,
        NoiseSource noise,
        Optional<Picture> picture) {

    public SampleSettings {
        classes = List.copyOf(classes);
        labels = List.copyOf(labels);
    }

    /** The guidance scales as the model's family counts them, which images took in turn; empty without guidance. */
    public List<Double> cfgScales() {
        return guidance.map(Guidance::scales).orElse(List.of());
    }

    /** The seed of the noise that sampling began with; empty if the noise was given. */
    public OptionalLong seed() {
        return seed(noise);
    }

    private static OptionalLong seed(NoiseSource source) {
        return switch (source) {
            case PhiloxNoise(long seed) -> OptionalLong.of(seed);
            case TorchCpuNoise(long seed) -> OptionalLong.of(seed);
            case TorchCudaNoise(long seed, _) -> OptionalLong.of(seed);
            case SharedNoise(NoiseSource one) -> seed(one);
            case SlerpNoise(NoiseSource from, _) -> seed(from);
            default -> OptionalLong.empty();
        };
    }
}
