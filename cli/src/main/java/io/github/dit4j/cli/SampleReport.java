package io.github.dit4j.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.sampler.SampleSettings;
import io.github.dit4j.sampler.Samples;
import io.github.dit4j.sampler.method.Ddim;
import io.github.dit4j.sampler.method.Ddpm;
import io.github.dit4j.sampler.method.DormandPrince;
import io.github.dit4j.sampler.method.DpmSolver;
import io.github.dit4j.sampler.method.Euler;
import io.github.dit4j.sampler.method.EulerMaruyama;
import io.github.dit4j.sampler.method.Heun;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.Thresholding;
import io.github.dit4j.sampler.method.UniPc;
import io.github.dit4j.sampler.noise.NoiseSource;
import io.github.dit4j.sampler.noise.PhiloxNoise;
import io.github.dit4j.sampler.noise.SharedNoise;
import io.github.dit4j.sampler.noise.SlerpNoise;
import io.github.dit4j.sampler.noise.TorchCpuNoise;
import io.github.dit4j.sampler.noise.TorchCudaNoise;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What there is to say about a run: to a person, to a program, and in the picture.
 *
 * @param device that ran
 * @param vae the name of the autoencoder that decoded, if one did
 */
record SampleReport(Samples samples, Device device, Optional<String> vae) {
    /** Keyword of the text in a PNG that holds the settings as JSON. */
    private static final String KEYWORD = "dit4j";
    private static final int LISTED_LABELS = 10;

    /** The texts for the picture. */
    Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        texts.put("Software", "dit4j " + Version.number());
        texts.put(KEYWORD, Json.compact(settings()));
        return texts;
    }

    /** All that decides the images, and what ran. */
    private JsonObject settings() {
        SampleSettings used = samples.settings();
        var json = new JsonObject();
        json.addProperty("model", used.model());
        if (!used.classes().isEmpty()) {
            var classes = new JsonArray();
            used.classes().forEach(classes::add);
            json.add("classes", classes);
        }
        if (!used.labels().isEmpty()) {
            json.add("labels", Json.strings(used.labels()));
        }
        json.addProperty("images", used.images());
        describe(used.sampler(), json);
        json.addProperty("steps", used.steps());
        used.guidance().ifPresent(guidance -> {
            json.add("cfg_scale", scales(guidance.scales()));
            json.addProperty("cfg_channels", guidance.channels().name().toLowerCase(Locale.ROOT));
            guidance.interval().ifPresent(interval -> json.addProperty("cfg_interval", interval.toString()));
        });
        used.negative().ifPresent(label -> json.addProperty("negative", label));
        used.guide().ifPresent(name -> json.addProperty("guide_model", name));
        switch (used.thresholding()) {
            case Thresholding.None _ -> json.addProperty("clip", false);
            case Thresholding.Clip _ -> json.addProperty("clip", true);
            case Thresholding.Dynamic(double percentile, _) -> json.addProperty("dynamic_threshold", percentile);
        }
        describe(used.noise(), json);
        used.picture().ifPresent(picture -> {
            json.addProperty("init", picture.name());
            json.addProperty("strength", picture.strength());
            json.addProperty("masked", picture.mask().isPresent());
        });
        vae.ifPresent(name -> json.addProperty("vae", name));
        json.addProperty("device", used.device());
        if (device.weights() != DType.F32) {
            json.addProperty("weights", device.weights().label());
        }
        return json;
    }

    /** A sampler with all its settings. */
    static void describe(Sampler sampler, JsonObject json) {
        json.addProperty("sampler", sampler.name());
        switch (sampler) {
            case Ddim(double eta) -> json.addProperty("eta", eta);
            case Ddpm(var variance) -> json.addProperty("variance", name(variance));
            case DpmSolver(_, int order, var method, var grid) -> {
                json.addProperty("order", order);
                json.addProperty("method", name(method));
                json.addProperty("grid", name(grid));
            }
            case UniPc(int order, var grid) -> {
                json.addProperty("order", order);
                json.addProperty("grid", name(grid));
            }
            case Euler _, Heun _ -> {
            }
            case DormandPrince(double relative, double absolute) -> {
                json.addProperty("rtol", relative);
                json.addProperty("atol", absolute);
            }
            case EulerMaruyama(var amount) -> json.addProperty("diffusion", name(amount).replace('_', '-'));
        }
    }

    /** One number where all images have the same. */
    private static JsonElement scales(List<Double> scales) {
        var all = new JsonArray();
        scales.forEach(all::add);
        return all.size() == 1 ? all.get(0) : all;
    }

    private static void describe(NoiseSource noise, JsonObject json) {
        switch (noise) {
            case PhiloxNoise(long seed) -> json.addProperty("seed", seed);
            case TorchCpuNoise(long seed) -> {
                json.addProperty("seed", seed);
                json.addProperty("rng", "torch-cpu");
            }
            case TorchCudaNoise(long seed, var card) -> {
                json.addProperty("seed", seed);
                json.addProperty("rng", "torch-cuda");
                json.addProperty("rng_card", card.toString());
            }
            case SharedNoise(var first) -> {
                describe(first, json);
                json.addProperty("same_noise", true);
            }
            case SlerpNoise(var from, var to) -> {
                var end = new JsonObject();
                describe(to, end);
                describe(from, json);
                json.add("to_seed", end.get("seed"));
            }
            default -> json.addProperty("noise", "given");
        }
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** For {@code --json}. */
    JsonObject toJson(Optional<Path> image, Optional<Path> latents) {
        var json = new JsonObject();
        image.ifPresent(file -> json.addProperty("image", file.toString()));
        latents.ifPresent(file -> json.addProperty("latents", file.toString()));
        json.addProperty("device_description", device.description());
        json.addProperty("seconds", seconds());
        json.addProperty("steps_per_second", samples.stepTimes().size() / seconds());
        settings().asMap().forEach(json::add);
        return json;
    }

    /** One line for a person, file names first. */
    String line(List<Path> files) {
        SampleSettings used = samples.settings();
        String names = files.stream().map(Path::toString).collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s: %s%s, %s%s on %s (%s), %s %s steps%s%s, %.1f s (%s steps/s)",
                names,
                used.images() == 1 ? "1 image" : used.images() + " images",
                labels(used.labels()),
                used.model(),
                vae.map(name -> " and " + name).orElse(""),
                used.device(),
                device.description(),
                used.sampler().name(),
                used.steps(),
                guidance(used),
                used.seed().isPresent() ? ", seed " + used.seed().getAsLong() : "",
                seconds(),
                Progress.rate(samples.stepTimes().size() / seconds()));
    }

    private static String labels(List<String> all) {
        List<String> distinct = all.stream().distinct().toList();
        if (distinct.isEmpty()) {
            return "";
        }
        return " of " + String.join(" ", distinct.subList(0, Math.min(LISTED_LABELS, distinct.size())))
                + (distinct.size() > LISTED_LABELS ? " …" : "");
    }

    private static String guidance(SampleSettings used) {
        return used.cfgScales().isEmpty()
                ? ""
                : ", guidance " + used.cfgScales().stream().map(String::valueOf).collect(Collectors.joining(" "))
                        + used.guide().map(name -> " away from " + name).orElse("")
                        + used.negative().map(label -> " away from " + label).orElse("");
    }

    private double seconds() {
        return Math.max(1e-9, samples.samplingTime().toNanos() * 1e-9);
    }
}
