package io.github.dit4j.layers;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.JsonError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is said about a model beside the shapes of its weights: JSON objects with the published names, each with the place
 * that it comes from. They complete each other; where two contradict, {@link ModelLoader} says so.
 *
 * @param sources in the order in which they are named in errors
 */
public record ModelHints(List<Source> sources) {
    private static final long LONGEST_CONFIG = 1 << 20;

    /**
     * A configuration, perhaps of a few words only.
     *
     * @param name for people: where it comes from
     * @param json an object with the published names
     */
    public record Source(String name, String json) {

        /**
         * The object.
         *
         * @throws ModelException if it is none
         */
        public JsonObject object() {
            try {
                if (JsonParser.parseString(json) instanceof JsonObject object) {
                    return object;
                }
            } catch (JsonParseException malformed) {
                throw new ModelException(name + " is not JSON: " + JsonError.reason(malformed));
            }
            throw new ModelException(name + " is not a JSON object");
        }
    }

    public ModelHints {
        sources = List.copyOf(sources);
    }

    /** Nothing is said. */
    public static ModelHints none() {
        return new ModelHints(List.of());
    }

    /**
     * What comes with a checkpoint: the {@code config} of its metadata, and the {@code config.json} beside its file.
     *
     * @throws ModelException if there is a {@code config.json} that cannot be read
     */
    public static ModelHints of(Checkpoint checkpoint) {
        String metadata = checkpoint.metadata().get("config");
        ModelHints hints = metadata == null ? none() : none().with("the checkpoint's metadata", metadata);
        return checkpoint.path().map(path -> path.resolveSibling("config.json")).filter(Files::isRegularFile)
                .map(hints::file).orElse(hints);
    }

    /**
     * Adds a named size.
     *
     * @param size as in {@code dit-xl-2}
     * @throws ModelException if there is no such size
     */
    public ModelHints named(String size) {
        NamedModel model = NamedModel.of(size);
        return with("the named size " + model.id(), model.config().toJson());
    }

    /**
     * Adds a file, {@code --config FILE}.
     *
     * @throws ModelException if it cannot be read
     */
    public ModelHints file(Path config) {
        try {
            if (Files.size(config) > LONGEST_CONFIG) {
                throw new ModelException(config + " has " + Files.size(config)
                        + " bytes, too many for a configuration; is it a checkpoint?");
            }
            return with(config.toString(), Files.readString(config));
        } catch (NoSuchFileException missing) {
            throw new ModelException("there is no configuration " + config);
        } catch (IOException unreadable) {
            throw new ModelException("the configuration " + config + " cannot be read: " + JsonError.reason(unreadable));
        }
    }

    /** Adds the number of attention heads, {@code --heads}. */
    public ModelHints heads(int heads) {
        return with("--heads", "{\"num_heads\": " + heads + "}");
    }

    /** Adds the frequencies of the timestep's features, {@code --time-frequencies}, whatever was said before. */
    public ModelHints timeFrequencies(TimeFrequencies frequencies) {
        return with("--time-frequencies", "{\"time_frequencies\": \"" + frequencies.word() + "\"}");
    }

    /** Adds all that others say. */
    public ModelHints and(ModelHints others) {
        var all = new ArrayList<>(sources);
        all.addAll(others.sources);
        return new ModelHints(all);
    }

    /** Adds a source. */
    public ModelHints with(String name, String json) {
        return and(new ModelHints(List.of(new Source(name, json))));
    }
}
