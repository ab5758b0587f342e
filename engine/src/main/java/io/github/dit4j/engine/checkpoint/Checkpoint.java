package io.github.dit4j.engine.checkpoint;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Named tensors in a file, or in several files that an index lists. Opening one checks its structure and reads nothing
 * else; tensors are read when they are asked for, so they must not be used after {@link #close()}.
 */
public interface Checkpoint extends Weights, AutoCloseable {

    /** What messages call it: the path as it was given, or the name of an embedded model. */
    String origin();

    /** The file, where there is one. */
    Optional<Path> path();

    /** All files that it is read from: those of a sharded one are its index and its shards. */
    default List<Path> files() {
        return path().stream().toList();
    }

    /** The pairs that the file carries beside its tensors; safetensors calls them {@code __metadata__}. */
    Map<String, String> metadata();

    /**
     * The element type in which a tensor is stored.
     *
     * @throws IllegalArgumentException if there is no tensor of this name
     */
    DType dtype(String name);

    /** Gives the mapped memory back. Tensors of this checkpoint cannot be read any more. */
    @Override
    void close();

    /**
     * Opens a checkpoint: a {@code .safetensors} file, one written by {@code torch.save} ({@code .pt}, {@code .pth},
     * {@code .ckpt}, {@code .bin}), the {@code .index.json} of a sharded one, or a folder with exactly one of these, where
     * safetensors come before the others. Of a diffusers pipeline, which has a {@code model_index.json} or a
     * {@code transformer/config.json}, the folder {@code transformer} is opened.
     *
     * @throws CheckpointException if it is not there, or is not what its name says; the message names file and reason
     */
    static Checkpoint open(Path path) {
        return CheckpointFiles.open(path);
    }
}
