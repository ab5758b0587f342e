package io.github.dit4j.sampler;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.CheckpointException;
import io.github.dit4j.engine.checkpoint.JsonError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The folder of a diffusers pipeline, in whose {@code transformer} a network lies: what its other files tell about
 * sampling.
 *
 * <p>The defaults are those of the library's {@code DiTPipeline}: 50 steps of the {@code scheduler}, scale 4, which it
 * counts as DiT does but applies to all channels. A scheduler that dit4j lacks is replaced by DDIM, whatever its settings; of
 * the others, a setting that dit4j lacks is an error.
 *
 * @param folder with the {@code model_index.json}
 */
public record DiffusersPipeline(Path folder) {
    private static final String INDEX = "model_index.json";
    private static final long LONGEST = 1 << 20;
    private static final int STEPS = 50;
    private static final double SCALE = 4;
    private static final Map<String, String> SAMPLERS = Map.of("DDIMScheduler", "ddim", "DDPMScheduler", "ddpm");
    /** Where a scheduler takes its timesteps, as {@link io.github.dit4j.sampler.schedule.TimestepSpacing} reads it. */
    private static final Map<String, String> SPACINGS = Map.of("leading", "ddim" + STEPS, "linspace", "" + STEPS);
    /** Settings that change what is drawn, and the only value of each that dit4j knows. */
    private static final Map<String, JsonPrimitive> SETTINGS = Map.of(
            "thresholding", new JsonPrimitive(false),
            "set_alpha_to_one", new JsonPrimitive(true),
            "steps_offset", new JsonPrimitive(0));
    /** The variance of a DDPM step, as {@link io.github.dit4j.sampler.method.Variance} has it. */
    private static final Map<String, String> VARIANCES = Map.of("fixed_small", "fixed_small",
            "fixed_small_log", "fixed_small", "fixed_large", "fixed_large", "learned_range", "learned_range");
    /** First and last beta of the schedules that are known by name. */
    private static final Map<String, List<Double>> BETAS = Map.of(
            "linear", List.of(0.0001, 0.02), "scaled_linear", List.of(0.00085, 0.012));

    /** The pipeline that a checkpoint is the network of, if it lies in one. */
    public static Optional<DiffusersPipeline> around(Checkpoint checkpoint) {
        return checkpoint.path()
                .map(path -> path.toAbsolutePath().getParent())
                .filter(folder -> folder.getFileName() != null && folder.getFileName().toString().equals("transformer"))
                .map(Path::getParent)
                .filter(folder -> Files.isRegularFile(folder.resolve(INDEX)))
                .map(DiffusersPipeline::new);
    }

    /**
     * What its files tell, in the words of {@link ModelCard#of}.
     *
     * @throws CheckpointException if one of them cannot be read or asks for what dit4j cannot do
     */
    String card() {
        var card = new JsonObject();
        var defaults = new JsonObject();
        defaults.addProperty("cfg_scale", SCALE);
        defaults.addProperty("cfg_all_channels", true);
        Path scheduler = folder.resolve("scheduler").resolve("scheduler_config.json");
        if (Files.isRegularFile(scheduler)) {
            schedule(scheduler, read(scheduler), card, defaults);
        }
        card.add("defaults", defaults);
        labels(read(folder.resolve(INDEX))).ifPresent(labels -> card.add("labels", labels));
        return card.toString();
    }

    private static void schedule(Path file, JsonObject scheduler, JsonObject card, JsonObject defaults) {
        copy(scheduler, "num_train_timesteps", card, "timesteps");
        copy(scheduler, "beta_schedule", card, "schedule");
        copy(scheduler, "prediction_type", card, "prediction");
        copy(scheduler, "clip_sample", defaults, "clip");
        String sampler = SAMPLERS.get(text(scheduler, "_class_name"));
        defaults.addProperty("sampler", sampler == null ? "ddim" : sampler);
        // Both libraries take every 20th of 1000 timesteps, from 0 on ("leading"), where nothing else is said.
        defaults.addProperty("steps", SPACINGS.get("leading"));
        require(file, scheduler, "rescale_betas_zero_snr", new JsonPrimitive(false));
        if (sampler != null) {
            SETTINGS.forEach((name, known) -> require(file, scheduler, name, known));
            if (text(scheduler, "clip_sample").equals("true")) {
                require(file, scheduler, "clip_sample_range", new JsonPrimitive(1));
            }
            translate(file, scheduler, "timestep_spacing", SPACINGS, defaults, "steps");
        }
        if ("ddpm".equals(sampler)) {
            translate(file, scheduler, "variance_type", VARIANCES, defaults, "variance");
        }
        List<Double> known = BETAS.get(text(scheduler, "beta_schedule"));
        if (known != null && scheduler.get("beta_start") instanceof JsonPrimitive start && start.isNumber()
                && scheduler.get("beta_end") instanceof JsonPrimitive end && end.isNumber()
                && !known.equals(List.of(start.getAsDouble(), end.getAsDouble()))) {
            throw new CheckpointException(file.toString(), "the " + text(scheduler, "beta_schedule")
                    + " schedule goes from " + start + " to " + end + "; dit4j knows it from " + known.get(0) + " to "
                    + known.get(1));
        }
        if (scheduler.get("trained_betas") instanceof JsonArray) {
            throw new CheckpointException(file.toString(), "lists its own trained_betas; dit4j knows schedules by name only");
        }
    }

    private static void require(Path file, JsonObject scheduler, String name, JsonPrimitive known) {
        if (scheduler.get(name) instanceof JsonPrimitive said && !said.equals(known)) {
            throw new CheckpointException(file.toString(), "sets " + name + " to " + said + "; dit4j knows only " + known);
        }
    }

    /** Copies a word, or what it is called here. */
    private static void translate(
            Path file, JsonObject scheduler, String theirs, Map<String, String> words, JsonObject to, String ours) {
        if (scheduler.get(theirs) instanceof JsonPrimitive said) {
            if (!words.containsKey(said.getAsString())) {
                throw new CheckpointException(file.toString(), "sets " + theirs + " to " + said + "; dit4j knows only "
                        + String.join(", ", new TreeSet<>(words.keySet())));
            }
            to.addProperty(ours, words.get(said.getAsString()));
        }
    }

    private static void copy(JsonObject from, String theirs, JsonObject to, String ours) {
        if (from.get(theirs) instanceof JsonPrimitive value) {
            to.add(ours, value);
        }
    }

    private static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonPrimitive value ? value.getAsString() : "";
    }

    /** The names of classes 0, 1, 2 and so on. */
    private Optional<JsonArray> labels(JsonObject index) {
        if (!(index.get("id2label") instanceof JsonObject names) || names.isEmpty()) {
            return Optional.empty();
        }
        var labels = new JsonArray();
        for (int id = 0; id < names.size(); id++) {
            JsonElement name = names.get(Integer.toString(id));
            if (!(name instanceof JsonPrimitive)) {
                throw new CheckpointException(folder.resolve(INDEX).toString(),
                        "id2label has " + names.size() + " names, but none for class " + id);
            }
            labels.add(name);
        }
        return Optional.of(labels);
    }

    private static JsonObject read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new CheckpointException(file.toString(), "has " + Files.size(file) + " bytes, too many for a configuration");
            }
            if (JsonParser.parseString(Files.readString(file)) instanceof JsonObject object) {
                return object;
            }
        } catch (IOException | JsonParseException malformed) {
            throw new CheckpointException(file.toString(), "cannot be read: " + JsonError.reason(malformed), malformed);
        }
        throw new CheckpointException(file.toString(), "is not a JSON object");
    }
}
