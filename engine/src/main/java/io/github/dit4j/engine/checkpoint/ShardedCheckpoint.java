package io.github.dit4j.engine.checkpoint;

import com.google.gson.stream.JsonReader;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A checkpoint in several files, safetensors or PyTorch's, which the {@code weight_map} of an {@code .index.json} beside them assigns
 * to the tensors. Shards lie in the folder of the index; a name that would lead out of it is refused.
 */
final class ShardedCheckpoint implements Checkpoint {
    private final Path index;
    private final Map<String, Checkpoint> shardOf;
    private final Map<String, Checkpoint> shards;
    private final Map<String, String> metadata;

    private ShardedCheckpoint(Path index, Map<String, Checkpoint> shardOf, Map<String, Checkpoint> shards) {
        this.index = index;
        this.shardOf = Collections.unmodifiableMap(shardOf);
        this.shards = shards;
        var merged = new LinkedHashMap<String, String>();
        shards.values().forEach(shard -> shard.metadata().forEach(merged::putIfAbsent));
        this.metadata = Collections.unmodifiableMap(merged);
    }

    static ShardedCheckpoint open(Path index) {
        String origin = index.toString();
        var files = new LinkedHashMap<String, String>();
        StrictJson.read(origin, "index", bytes(index), reader -> readIndex(origin, reader, files));
        var shards = new LinkedHashMap<String, Checkpoint>();
        try {
            var shardOf = new LinkedHashMap<String, Checkpoint>();
            files.forEach((name, file) -> {
                Checkpoint shard = shards.computeIfAbsent(file, _ -> CheckpointFiles.openFile(beside(index, file)));
                if (!shard.names().contains(name)) {
                    throw new CheckpointException(origin, "assigns tensor " + name + " to " + file + ", which lacks it");
                }
                shardOf.put(name, shard);
            });
            return new ShardedCheckpoint(index, shardOf, shards);
        } catch (RuntimeException malformed) {
            shards.values().forEach(Checkpoint::close);
            throw malformed;
        }
    }

    private static byte[] bytes(Path index) {
        try {
            if (Files.size(index) > SafetensorsHeader.LENGTH_LIMIT) {
                throw new CheckpointException(
                        index.toString(), "too large for an index: " + Files.size(index) + " bytes");
            }
            return Files.readAllBytes(index);
        } catch (IOException cause) {
            throw CheckpointFiles.unreadable(index, cause);
        }
    }

    private static void readIndex(String origin, JsonReader reader, Map<String, String> files) throws IOException {
        boolean mapped = false;
        reader.beginObject();
        while (reader.hasNext()) {
            if (!reader.nextName().equals("weight_map")) {
                reader.skipValue();
            } else if (mapped) {
                throw new CheckpointException(origin, "weight_map appears twice");
            } else {
                mapped = true;
                StrictJson.readStrings(origin, "weight_map", reader, files);
            }
        }
        reader.endObject();
        if (!mapped) {
            throw new CheckpointException(origin, "not the index of a sharded checkpoint: it has no weight_map");
        }
    }

    private static Path beside(Path index, String file) {
        // Both separators, whatever the system: an index that works on one must not escape on another.
        boolean confined = !file.isBlank()
                && !file.contains("/")
                && !file.contains("\\")
                && !file.contains(":")
                && file.indexOf('\0') < 0
                && !file.equals("..")
                && !file.equals(".");
        if (!confined) {
            throw new CheckpointException(
                    index.toString(), "names the shard \"" + file + "\"; shards must lie in the folder of the index");
        }
        try {
            return index.resolveSibling(file);
        } catch (InvalidPathException impossible) {
            throw new CheckpointException(
                    index.toString(), "names the shard \"" + file + "\"; no file can be called so here", impossible);
        }
    }

    @Override
    public String origin() {
        return index.toString();
    }

    @Override
    public Optional<Path> path() {
        return Optional.of(index);
    }

    @Override
    public List<Path> files() {
        return Stream.concat(Stream.of(index), shards.values().stream().flatMap(shard -> shard.files().stream())).toList();
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public Set<String> names() {
        return shardOf.keySet();
    }

    @Override
    public Shape shape(String name) {
        return shard(name).shape(name);
    }

    @Override
    public DType dtype(String name) {
        return shard(name).dtype(name);
    }

    @Override
    public TensorData get(String name) {
        return shard(name).get(name);
    }

    private Checkpoint shard(String name) {
        Checkpoint shard = shardOf.get(name);
        if (shard == null) {
            throw new IllegalArgumentException(origin() + ": has no tensor " + name);
        }
        return shard;
    }

    @Override
    public void close() {
        shards.values().forEach(Checkpoint::close);
    }

    @Override
    public String toString() {
        return origin();
    }
}
