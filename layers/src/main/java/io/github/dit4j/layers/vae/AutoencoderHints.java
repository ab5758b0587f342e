package io.github.dit4j.layers.vae;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What configurations say about an autoencoder: those of diffusers ({@code config.json} of a {@code vae} folder) and of
 * latent-diffusion ({@code ddconfig}, and {@code scale_factor} beside it). Whatever they do not say the weights do, but for
 * the groups and the scale.
 *
 * @param configs each with where it comes from
 */
record AutoencoderHints(List<Config> configs) {

    /** One configuration. */
    record Config(String source, JsonObject json) {}

    static AutoencoderHints of(ModelHints hints) {
        var configs = new ArrayList<Config>();
        for (ModelHints.Source source : hints.sources()) {
            JsonObject whole = source.object();
            if (whole.get("ddconfig") instanceof JsonObject inner) {
                configs.add(new Config(source.name(), inner));
            }
            configs.add(new Config(source.name(), whole));
        }
        return new AutoencoderHints(configs);
    }

    /** The channels of the levels, as one configuration has them. */
    static Optional<List<Integer>> channels(Config config) {
        List<Integer> named = integers(config, "block_out_channels");
        int first = integer(config, "ch").orElse(0);
        List<Integer> computed = integers(config, "ch_mult").stream().map(times -> first * times).toList();
        return Optional.of(named.isEmpty() && first > 0 ? computed : named).filter(list -> !list.isEmpty());
    }

    static Optional<Integer> layers(Config config) {
        return integer(config, "layers_per_block").or(() -> integer(config, "num_res_blocks"));
    }

    static Optional<Integer> latentChannels(Config config) {
        return integer(config, "latent_channels").or(() -> integer(config, "z_channels"));
    }

    /** Groups of channels that are normalised together. */
    int groups() {
        return configs.stream().flatMap(config -> integer(config, "norm_num_groups").stream()).findFirst()
                .orElse(AutoencoderConfig.GROUPS);
    }

    /** What the network's latents are multiplied by. */
    double scalingFactor() {
        return configs.stream()
                .flatMap(config -> number(config, "scaling_factor").or(() -> number(config, "scale_factor")).stream())
                .findFirst().orElse(AutoencoderConfig.STABLE_DIFFUSION_SCALE);
    }

    /**
     * Checks what the weights tell against every configuration that says it too.
     *
     * @throws ModelException if one says something else
     */
    <T> void check(String what, Function<Config, Optional<T>> said, T found) {
        for (Config config : configs) {
            said.apply(config).filter(value -> !value.equals(found)).ifPresent(value -> {
                throw new ModelException(what + " of the autoencoder: " + config.source + " says " + value
                        + ", but the checkpoint has " + found + "; correct the configuration");
            });
        }
    }

    private static Optional<Double> number(Config config, String name) {
        JsonElement value = config.json.get(name);
        if (value == null || value.isJsonNull()) {
            return Optional.empty();
        }
        return Optional.of(asNumber(config, name, value));
    }

    private static double asNumber(Config config, String name, JsonElement value) {
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
            throw new ModelException(name + " is " + value + " in " + config.source + "; it has to be a number");
        }
        return value.getAsDouble();
    }

    private static Optional<Integer> integer(Config config, String name) {
        return number(config, name).map(value -> whole(config, name, value));
    }

    private static int whole(Config config, String name, double value) {
        if (value != (int) value) {
            throw new ModelException(name + " is " + value + " in " + config.source + "; it has to be a whole number");
        }
        return (int) value;
    }

    private static List<Integer> integers(Config config, String name) {
        if (!(config.json.get(name) instanceof JsonArray array)) {
            return List.of();
        }
        var all = new ArrayList<Integer>();
        array.forEach(value -> all.add(whole(config, name, asNumber(config, name, value))));
        return all;
    }
}
