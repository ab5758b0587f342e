package io.github.dit4j.cli;

import io.github.dit4j.engine.checkpoint.ReplacedFile;
import io.github.dit4j.engine.checkpoint.Unfinished;
import io.github.dit4j.layers.DiffusersForm;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Writes a folder of diffusers: beside its place first, then moved there, so that it is whole or not there at all. */
final class DiffusersFolder {
    /** What the library's autoencoders and transformers are called in their folders. */
    private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";
    private static final String PIPELINE = """
            {"_class_name": "DiTPipeline", "scheduler": ["diffusers", "DDIMScheduler"],
             "transformer": ["diffusers", "Transformer2DModel"]}
            """;
    private static final String SCHEDULER = """
            {"_class_name": "DDIMScheduler", "num_train_timesteps": 1000, "beta_start": 0.0001, "beta_end": 0.02,
             "beta_schedule": "linear", "prediction_type": "epsilon", "clip_sample": false, "trained_betas": null}
            """;

    private DiffusersFolder() {}

    /** Writes the weights. */
    interface Writer {
        void write(Path file);
    }

    /**
     * Refuses a folder that is there already, or that has no place.
     *
     * @throws IOException if so
     */
    static void requireFree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            throw new FileAlreadyExistsException(folder + ": cannot be written: it is there already; remove it, or name another");
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new NoSuchFileException(folder + ": cannot be written: there is no folder " + parent);
        }
    }

    /** A pipeline around a network: without an autoencoder, but with its scheduler. */
    static void writePipeline(Path folder, DiffusersForm network, Writer weights) throws IOException {
        replace(folder, part -> {
            Files.writeString(part.resolve("model_index.json"), PIPELINE);
            Path scheduler = Files.createDirectory(part.resolve("scheduler"));
            Files.writeString(scheduler.resolve("scheduler_config.json"), SCHEDULER);
            fill(Files.createDirectory(part.resolve("transformer")), network, weights);
        });
    }

    /** A model by itself, as the autoencoder. */
    static void writeModel(Path folder, DiffusersForm model, Writer weights) throws IOException {
        replace(folder, part -> fill(part, model, weights));
    }

    private static void fill(Path folder, DiffusersForm model, Writer weights) throws IOException {
        Files.writeString(folder.resolve("config.json"), model.config());
        weights.write(folder.resolve(WEIGHTS));
    }

    private interface Content {
        void writeTo(Path folder) throws IOException;
    }

    private static void replace(Path folder, Content content) throws IOException {
        Path target = folder.toAbsolutePath();
        // Files.createTempDirectory would make it unreadable for others, and the final folder with it.
        Path part = Files.createDirectory(ReplacedFile.partBeside(target));
        try (var _ = new Unfinished(part)) {
            content.writeTo(part);
            Files.move(part, target);
        }
    }
}
