package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.CheckpointException;
import io.github.dit4j.engine.checkpoint.Safetensors;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import io.github.dit4j.layers.NamedModel;
import io.github.dit4j.sampler.DiffusionModel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The models that have a name: those inside this program, and the published sizes. */
final class ModelCatalogue {
    /** What {@code sample} draws with unless told otherwise. */
    static final String DEFAULT = "digits-uvit";

    private static final List<String> EMBEDDED = List.of(DEFAULT, "digits-dit");

    /** The names of the models inside this program, the default one first. */
    List<String> embedded() {
        return EMBEDDED.stream().filter(name -> ModelCatalogue.class.getResource(resource(name)) != null).toList();
    }

    /** The published size of this name, if there is one. */
    Optional<NamedModel> size(String name) {
        return NamedModel.find(name);
    }

    /**
     * Opens a model.
     *
     * @param nameOrFile the name of an embedded model, else a checkpoint file
     * @param hints what is said about it beside what the checkpoint itself tells
     * @throws CheckpointException if there is no such model or file, or it cannot be read
     * @throws ModelException if it is not a model that can be run
     */
    DiffusionModel open(String nameOrFile, ModelHints hints) {
        return DiffusionModel.load(checkpoint(nameOrFile), hints);
    }

    /** As {@link #open}, without looking at what network it is. */
    Checkpoint checkpoint(String nameOrFile) {
        if (embedded().contains(nameOrFile)) {
            return embedded(nameOrFile);
        }
        Path file = Path.of(nameOrFile);
        if (Files.exists(file)) {
            return Checkpoint.open(file);
        }
        if (size(nameOrFile).isPresent()) {
            String id = size(nameOrFile).get().id();
            throw new CheckpointException(nameOrFile, "a size without weights; give the file of a checkpoint of this size,"
                    + " or make one with synthetic weights: dit4j synth --model " + id + " -o " + id + ".safetensors");
        }
        throw new CheckpointException(nameOrFile, "no such file, and no model of this name; "
                + (embedded().isEmpty()
                        ? "this build holds no models"
                        : "the models in dit4j are " + String.join(", ", embedded())));
    }

    private static Checkpoint embedded(String name) {
        try (InputStream in = ModelCatalogue.class.getResourceAsStream(resource(name))) {
            return Safetensors.of(name, MemorySegment.ofArray(in.readAllBytes()));
        } catch (IOException damaged) {
            throw new CheckpointException(name, "cannot be read from this program's jar", damaged);
        }
    }

    private static String resource(String name) {
        return "/models/" + name + ".safetensors";
    }
}
