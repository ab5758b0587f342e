package io.github.dit4j.engine.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes safetensors files, one tensor in memory at a time. The file appears under its name when it is whole; what fails
 * leaves nothing behind.
 */
public final class SafetensorsWriter {
    /** The header is filled up with spaces to a multiple of this, so that every tensor starts aligned. */
    private static final int ALIGNMENT = Long.BYTES;
    private static final int CHUNK = 1 << 20;
    /** What other types are rounded to. */
    private static final Set<DType> COMPUTED = EnumSet.of(DType.F32, DType.F16, DType.BF16);
    /** A bit of a bfloat16 that is set in NaNs: cut off elsewhere, one could become an infinity. */
    private static final int QUIET = 0x40;

    private record Entry(String name, DType dtype, Shape shape, Supplier<TensorData> data) {
        long bytes() {
            return Math.multiplyExact(shape.elements(), (long) dtype.bytes());
        }
    }

    private SafetensorsWriter() {}

    /**
     * Writes tensors as they are.
     *
     * @throws CheckpointException if the file cannot be written
     */
    public static void write(Path file, Map<String, String> metadata, Map<String, TensorData> tensors) {
        write(file, metadata, tensors.entrySet().stream()
                .map(tensor -> new Entry(
                        tensor.getKey(), tensor.getValue().dtype(), tensor.getValue().shape(), tensor::getValue))
                .toList());
    }

    /**
     * Writes all tensors of a model in one floating-point type, asking for each only when its turn comes.
     *
     * @param dtype {@link DType#F32}, {@link DType#F16} or {@link DType#BF16}; values are rounded to nearest, ties to even
     * @throws CheckpointException if the file cannot be written
     */
    public static void write(Path file, Map<String, String> metadata, Weights weights, DType dtype) {
        if (!COMPUTED.contains(dtype)) {
            throw new IllegalArgumentException("weights are written as F32, F16 or BF16, not " + dtype);
        }
        write(file, metadata, weights, _ -> dtype);
    }

    /**
     * As {@link #write(Path, Map, Weights, DType)}, with a type for each tensor: its own, or one of those three.
     *
     * @throws IllegalArgumentException if a tensor has neither its own type nor one of those
     * @throws CheckpointException if the file cannot be written
     */
    public static void write(Path file, Map<String, String> metadata, Weights weights, Function<String, DType> dtypes) {
        write(file, metadata, weights.names().stream()
                .map(name -> new Entry(name, dtypes.apply(name), weights.shape(name), () -> weights.get(name)))
                .toList());
    }

    private static void write(Path file, Map<String, String> metadata, List<Entry> entries) {
        // Widest elements first: each tensor then starts at a multiple of its element size.
        List<Entry> ordered = entries.stream()
                .sorted(Comparator.comparingInt((Entry entry) -> -entry.dtype().bytes()))
                .toList();
        try {
            ReplacedFile.write(file, channel -> {
                writeFully(channel, header(metadata, ordered));
                for (Entry entry : ordered) {
                    writeElements(channel, entry);
                }
            });
        } catch (IOException cause) {
            throw new CheckpointException(file.toString(), "not written: " + cause.getMessage(), cause);
        }
    }

    private static ByteBuffer header(Map<String, String> metadata, List<Entry> entries) {
        var header = new JsonObject();
        if (!metadata.isEmpty()) {
            var pairs = new JsonObject();
            metadata.forEach(pairs::addProperty);
            header.add(SafetensorsHeader.METADATA, pairs);
        }
        long at = 0;
        for (Entry entry : entries) {
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

    private static void writeElements(FileChannel channel, Entry entry) throws IOException {
        TensorData data = entry.data().get();
        if (data.dtype() == entry.dtype()) {
            MemorySegment bytes = data.bytes();
            for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
                writeFully(channel, bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer());
            }
            return;
        }
        if (!COMPUTED.contains(entry.dtype())) {
            throw new IllegalArgumentException(entry.name() + " is " + data.dtype() + " and cannot become " + entry.dtype());
        }
        var values = new float[CHUNK / Float.BYTES];
        var bytes = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        long elements = entry.shape().elements();
        for (long at = 0; at < elements; at += values.length) {
            int count = (int) Math.min(values.length, elements - at);
            data.copyTo(at, values, 0, count);
            bytes.clear();
            for (int i = 0; i < count; i++) {
                switch (entry.dtype()) {
                    case F16 -> bytes.putShort(Float.floatToFloat16(values[i]));
                    case BF16 -> bytes.putShort(toBFloat16(values[i]));
                    default -> bytes.putFloat(values[i]);
                }
            }
            writeFully(channel, bytes.flip());
        }
    }

    /** The upper half of a float, rounded to nearest, ties to even; a NaN stays one. */
    private static short toBFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> Short.SIZE | QUIET);
        }
        return (short) (bits + 0x7fff + (bits >>> Short.SIZE & 1) >>> Short.SIZE);
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
