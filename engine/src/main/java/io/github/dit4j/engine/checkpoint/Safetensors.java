package io.github.dit4j.engine.checkpoint;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint in the <a href="https://github.com/huggingface/safetensors#format">safetensors</a> format: eight bytes
 * of header length, a JSON header, the elements. A file is mapped into memory, so that only the tensors that are asked
 * for are read from the disk. The header is checked as strictly as the format's own reader does.
 */
public final class Safetensors implements Checkpoint {
    private final String origin;
    private final Optional<Path> path;
    private final SafetensorsHeader header;
    private final MemorySegment elements;
    private final Arena arena;

    private Safetensors(String origin, Optional<Path> path, MemorySegment bytes, Arena arena) {
        this.origin = origin;
        this.path = path;
        this.header = SafetensorsHeader.read(origin, bytes);
        this.elements = bytes.asSlice(header.length());
        this.arena = arena;
    }

    /**
     * Maps a file.
     *
     * @throws CheckpointException if it cannot be read or is not a well-formed safetensors file
     */
    public static Safetensors open(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CheckpointException(path.toString(), "not a file");
        }
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path)) {
            MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            return new Safetensors(path.toString(), Optional.of(path), bytes, arena);
        } catch (IOException cause) {
            arena.close();
            throw CheckpointFiles.unreadable(path, cause);
        } catch (RuntimeException malformed) {
            arena.close();
            throw malformed;
        }
    }

    /**
     * Reads from memory, as for a model on the class path.
     *
     * @param origin what messages call it
     * @param bytes the whole file; used as it is, not copied
     * @throws CheckpointException if it is not a well-formed safetensors file
     */
    public static Safetensors of(String origin, MemorySegment bytes) {
        return new Safetensors(origin, Optional.empty(), bytes, Arena.ofShared());
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public Optional<Path> path() {
        return path;
    }

    @Override
    public Map<String, String> metadata() {
        return header.metadata();
    }

    @Override
    public Set<String> names() {
        return header.tensors().keySet();
    }

    @Override
    public Shape shape(String name) {
        return entry(name).shape();
    }

    @Override
    public DType dtype(String name) {
        return entry(name).dtype();
    }

    @Override
    public TensorData get(String name) {
        SafetensorsHeader.Entry entry = entry(name);
        return TensorData.of(
                entry.shape(), entry.dtype(), elements.asSlice(entry.begin(), entry.end() - entry.begin()));
    }

    private SafetensorsHeader.Entry entry(String name) {
        SafetensorsHeader.Entry entry = header.tensors().get(name);
        if (entry == null) {
            throw new IllegalArgumentException(origin + ": has no tensor " + name);
        }
        return entry;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    @Override
    public String toString() {
        return origin;
    }
}
