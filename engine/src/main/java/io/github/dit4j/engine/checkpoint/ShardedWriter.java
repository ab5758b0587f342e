package io.github.dit4j.engine.checkpoint;

import com.google.gson.JsonObject;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes a checkpoint as several safetensors files and an index that assigns the tensors to them, named as the Hugging Face
 * libraries do: {@code model-00001-of-00002.safetensors} and so on, and {@code model.safetensors.index.json}.
 */
public final class ShardedWriter {
    private static final String SUFFIX = ".safetensors";

    private ShardedWriter() {}

    /**
     * Writes the shards, and the index last. Tensors keep their order; one that is larger than a shard may be gets its own. What
     * fails leaves no shard behind, but for those that took the place of older ones.
     *
     * @param file what the one file would be called: the name of the shards and the index without their endings
     * @param metadata what each shard says beside its tensors
     * @param dtypes the type of each tensor in the file: its own, F32, F16 or BF16
     * @param shardBytes how many bytes of tensors a shard holds at most
     * @return the index
     * @throws IllegalArgumentException if a tensor has neither its own type nor one of those, or a finite value is beyond the
     *     range of its type
     * @throws CheckpointException if a file cannot be written
     */
    public static Path write(
            Path file, Map<String, String> metadata, Weights weights, Function<String, DType> dtypes, long shardBytes) {
        List<List<WrittenTensor>> shards = divide(WrittenTensor.of(weights, dtypes), shardBytes);
        String name = file.getFileName().toString();
        String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        var assigned = new JsonObject();
        long total = 0;
        var made = new ArrayList<Unfinished>();
        try {
            for (int i = 0; i < shards.size(); i++) {
                String shard = String.format(Locale.ROOT, "%s-%05d-of-%05d%s", stem, i + 1, shards.size(), SUFFIX);
                Path path = file.resolveSibling(shard);
                if (!Files.exists(path)) {
                    made.add(new Unfinished(path));
                }
                SafetensorsWriter.write(path, metadata, shards.get(i));
                shards.get(i).forEach(tensor -> assigned.addProperty(tensor.name(), shard));
                total += shards.get(i).stream().mapToLong(WrittenTensor::bytes).sum();
            }
            Path index = writeIndex(file.resolveSibling(stem + SUFFIX + ".index.json"), assigned, total);
            made.forEach(Unfinished::keep);
            return index;
        } catch (RuntimeException failed) {
            made.forEach(shard -> delete(shard, failed));
            throw failed;
        }
    }

    private static Path writeIndex(Path path, JsonObject assigned, long total) {
        var size = new JsonObject();
        size.addProperty("total_size", total);
        var index = new JsonObject();
        index.add("metadata", size);
        index.add("weight_map", assigned);
        try {
            ReplacedFile.write(path, index.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException cause) {
            throw new CheckpointException(path.toString(), "not written: " + cause.getMessage(), cause);
        }
        return path;
    }

    private static void delete(Unfinished shard, RuntimeException failed) {
        try {
            shard.close();
        } catch (IOException left) {
            failed.addSuppressed(left);
        }
    }

    private static List<List<WrittenTensor>> divide(List<WrittenTensor> tensors, long shardBytes) {
        var shards = new ArrayList<List<WrittenTensor>>();
        long filled = 0;
        for (WrittenTensor tensor : tensors) {
            if (shards.isEmpty() || tensor.bytes() > shardBytes - filled) {
                shards.add(new ArrayList<>());
                filled = 0;
            }
            shards.getLast().add(tensor);
            filled += tensor.bytes();
        }
        return shards;
    }
}
