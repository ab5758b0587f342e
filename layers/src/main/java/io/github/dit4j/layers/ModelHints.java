package io.github.dit4j.layers;

import java.io.IOException;
import java.nio.file.Files;
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
    public record Source(String name, String json) {}

    public ModelHints {
        sources = List.copyOf(sources);
    }

    /** Nothing is said. */
    public static ModelHints none() {
        return new ModelHints(List.of());
    }

    /** Adds the {@code config} of a checkpoint's metadata. */
    public ModelHints metadata(String json) {
        return with("the checkpoint's metadata", json);
    }

    /**
     * Adds the {@code config.json} beside a checkpoint, if there is one.
     *
     * @param checkpoint the file
     * @throws IOException if it cannot be read
     */
    public ModelHints beside(Path checkpoint) throws IOException {
        Path config = checkpoint.resolveSibling("config.json");
        return Files.isRegularFile(config) ? file(config) : this;
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
     * @throws IOException if it cannot be read
     */
    public ModelHints file(Path config) throws IOException {
        if (Files.size(config) > LONGEST_CONFIG) {
            throw new IOException(config + " has " + Files.size(config) + " bytes, too many for a configuration");
        }
        return with(config.toString(), Files.readString(config));
    }

    /** Adds the number of attention heads, {@code --heads}. */
    public ModelHints heads(int heads) {
        return with("--heads", "{\"num_heads\": " + heads + "}");
    }

    /** Adds a source. */
    public ModelHints with(String name, String json) {
        var all = new ArrayList<>(sources);
        all.add(new Source(name, json));
        return new ModelHints(all);
    }
}
