package io.github.dit4j.engine.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Writes safetensors files, one tensor in memory at a time. The file appears under its name when it is whole; what fails
 * leaves nothing behind.
 */
public final class SafetensorsWriter {
    /** The header is filled up with spaces to a multiple of this, so that every tensor starts aligned. */
    private static final int ALIGNMENT = Long.BYTES;

    private SafetensorsWriter() {}

    /**
     * Writes tensors as they are, in the order of their names: that of {@code Map.of} is another in each process, and files of the
     * same contents are to be the same.
     *
     * @throws CheckpointException if the file cannot be written
     */
    public static void write(Path file, Map<String, String> metadata, Map<String, TensorData> tensors) {
        write(file, metadata, new TreeMap<>(tensors).entrySet().stream()
                .map(tensor -> new WrittenTensor(
                        tensor.getKey(), tensor.getValue().dtype(), tensor.getValue().shape(), tensor::getValue))
                .toList());
    }

    /**
     * Writes all tensors of a model in one floating-point type, asking for each only when its turn comes.
     *
     * @param dtype {@link DType#F32}, {@link DType#F16} or {@link DType#BF16}; values are rounded to nearest, ties to even
     * @throws IllegalArgumentException if it is another type, or a finite value is beyond its range
     * @throws CheckpointException if the file cannot be written
     */
    public static void write(Path file, Map<String, String> metadata, Weights weights, DType dtype) {
        write(file, metadata, weights, WrittenTensor.all(dtype));
    }

    /**
     * As {@link #write(Path, Map, Weights, DType)}, with a type for each tensor: its own, or one of those three.
     *
     * @throws IllegalArgumentException if a tensor has neither its own type nor one of those, or a finite value is beyond the
     *     range of its type
     * @throws CheckpointException if the file cannot be written
     */
    public static void write(Path file, Map<String, String> metadata, Weights weights, Function<String, DType> dtypes) {
        write(file, metadata, WrittenTensor.of(weights, dtypes));
    }

    /** As they are listed, but for the order in the file. */
    static void write(Path file, Map<String, String> metadata, List<WrittenTensor> entries) {
        // Widest elements first: each tensor then starts at a multiple of its element size.
        List<WrittenTensor> ordered = entries.stream()
                .sorted(Comparator.comparingInt((WrittenTensor entry) -> -entry.dtype().bytes()))
                .toList();
        if (entries.stream().anyMatch(entry -> entry.name().equals(SafetensorsHeader.METADATA))) {
            throw new CheckpointException(file.toString(), "not written: safetensors cannot hold a tensor named "
                    + SafetensorsHeader.METADATA + "; give it another name, or write a file of PyTorch");
        }
        try {
            ReplacedFile.write(file, channel -> {
                writeFully(channel, header(metadata, ordered));
                for (WrittenTensor entry : ordered) {
                    entry.writeTo(bytes -> writeFully(channel, bytes));
                }
            });
        } catch (IOException cause) {
            throw new CheckpointException(file.toString(), "not written: " + cause.getMessage(), cause);
        }
    }

    private static ByteBuffer header(Map<String, String> metadata, List<WrittenTensor> entries) {
        var header = new JsonObject();
        if (!metadata.isEmpty()) {
            var pairs = new JsonObject();
            new TreeMap<>(metadata).forEach(pairs::addProperty);
            header.add(SafetensorsHeader.METADATA, pairs);
        }
        long at = 0;
        for (WrittenTensor entry : entries) {
            var tensor = new JsonObject();
            tensor.addProperty("dtype", entry.dtype().name());
            var shape = new JsonArray();
            for (int extent : entry.shape().dims()) {
                shape.add(extent);
            }
            tensor.add("shape", shape);
            var range = new JsonArray();
            range.add(at);
            at = Math.addExact(at, entry.bytes());
            range.add(at);
            tensor.add("data_offsets", range);
            header.add(entry.name(), tensor);
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(json);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        return bytes.flip();
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
