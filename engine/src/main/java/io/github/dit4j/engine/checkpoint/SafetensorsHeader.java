package io.github.dit4j.engine.checkpoint;

import com.google.gson.stream.JsonReader;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The header of a safetensors file, checked: its length against the file, every shape against its bytes, and all ranges
 * of bytes against each other, which must fill the file without gap or overlap. Nothing is allocated before the length
 * that asks for it is known to lie within the file.
 *
 * @param length bytes before the elements, the eight of the length included
 * @param metadata the {@code __metadata__} pairs
 * @param tensors in the order of the header
 */
record SafetensorsHeader(long length, Map<String, String> metadata, Map<String, Entry> tensors) {
    static final String METADATA = "__metadata__";
    /** The format's own reader refuses longer headers. */
    static final long LENGTH_LIMIT = 100_000_000;

    /** One tensor; {@code begin} and {@code end} count bytes from the end of the header. */
    record Entry(DType dtype, Shape shape, long begin, long end) {}

    static SafetensorsHeader read(String origin, MemorySegment file) {
        if (file.byteSize() < Long.BYTES) {
            throw new CheckpointException(
                    origin, "not a safetensors file: its " + file.byteSize() + " bytes cannot hold the header's length");
        }
        long json = file.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        long available = file.byteSize() - Long.BYTES;
        if (json < 0 || json > LENGTH_LIMIT) {
            throw new CheckpointException(
                    origin,
                    "not a safetensors file: a header of " + Long.toUnsignedString(json) + " bytes, where the format allows "
                            + LENGTH_LIMIT);
        }
        if (json > available) {
            throw new CheckpointException(
                    origin, "truncated: a header of " + json + " bytes, but only " + available + " bytes follow");
        }
        var metadata = new LinkedHashMap<String, String>();
        var tensors = new LinkedHashMap<String, Entry>();
        byte[] header = file.asSlice(Long.BYTES, json).toArray(ValueLayout.JAVA_BYTE);
        StrictJson.read(origin, "header", header, reader -> readTensors(origin, reader, metadata, tensors));
        checkRanges(origin, tensors, available - json);
        return new SafetensorsHeader(
                Long.BYTES + json, Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(tensors));
    }

    private static void readTensors(
            String origin, JsonReader reader, Map<String, String> metadata, Map<String, Entry> tensors)
            throws IOException {
        boolean metadataSeen = false;
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (!name.equals(METADATA)) {
                if (tensors.put(name, readEntry(origin, name, reader)) != null) {
                    throw new CheckpointException(origin, "tensor " + name + " appears twice in the header");
                }
            } else if (metadataSeen) {
                throw new CheckpointException(origin, METADATA + " appears twice in the header");
            } else {
                metadataSeen = true;
                StrictJson.readStrings(origin, METADATA, reader, metadata);
            }
        }
        reader.endObject();
    }

    private static Entry readEntry(String origin, String name, JsonReader reader) throws IOException {
        Optional<DType> dtype = Optional.empty();
        Optional<Shape> shape = Optional.empty();
        List<Long> range = List.of();
        var seen = new LinkedHashSet<String>();
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            if (!seen.add(key)) {
                throw new CheckpointException(origin, "tensor " + name + " has two fields " + key);
            }
            switch (key) {
                case "dtype" -> dtype = Optional.of(dtype(origin, name, StrictJson.string(reader)));
                case "shape" -> shape = Optional.of(shape(origin, name, StrictJson.naturals(reader)));
                case "data_offsets" -> range = StrictJson.naturals(reader);
                default -> reader.skipValue(); // as the format's own reader does
            }
        }
        reader.endObject();
        if (dtype.isEmpty() || shape.isEmpty() || range.size() != 2) {
            throw new CheckpointException(
                    origin, "tensor " + name + " needs a dtype, a shape and two data_offsets, and has " + seen
                            + (seen.contains("data_offsets") ? " with " + range.size() + " offsets" : ""));
        }
        return new Entry(dtype.get(), shape.get(), range.getFirst(), range.getLast());
    }

    private static DType dtype(String origin, String name, String dtype) {
        return Arrays.stream(DType.values())
                .filter(known -> known.name().equals(dtype))
                .findFirst()
                .orElseThrow(() -> new CheckpointException(
                        origin,
                        "tensor " + name + " has element type " + dtype + ", which is none of "
                                + Arrays.stream(DType.values()).map(DType::name).collect(Collectors.joining(", "))));
    }

    private static Shape shape(String origin, String name, List<Long> extents) {
        try {
            return Shape.of(extents.stream().mapToInt(Math::toIntExact).toArray());
        } catch (ArithmeticException | IllegalArgumentException tooLarge) {
            throw new CheckpointException(origin, "tensor " + name + " has an impossible shape " + extents, tooLarge);
        }
    }

    /** The format wants the tensors to fill the rest of the file, each byte belonging to exactly one. */
    private static void checkRanges(String origin, Map<String, Entry> tensors, long available) {
        record Range(String name, Entry entry) {}
        var ranges = tensors.entrySet().stream()
                .map(tensor -> new Range(tensor.getKey(), tensor.getValue()))
                .sorted(Comparator.comparingLong((Range range) -> range.entry().begin())
                        .thenComparingLong(range -> range.entry().end()))
                .toList();
        long filled = 0;
        for (Range range : ranges) {
            Entry entry = range.entry();
            String where = "tensor " + range.name() + " at bytes " + entry.begin() + " to " + entry.end();
            if (entry.end() < entry.begin()) {
                throw new CheckpointException(origin, where + " ends before it begins");
            }
            if (entry.end() > available) {
                throw new CheckpointException(
                        origin, "truncated: " + where + ", but the file holds " + available + " bytes of elements");
            }
            if (entry.begin() < filled) {
                throw new CheckpointException(origin, where + " overlaps the one before it");
            }
            if (entry.begin() > filled) {
                throw new CheckpointException(origin, where + " leaves a gap after byte " + filled);
            }
            checkSize(origin, where, entry);
            filled = entry.end();
        }
        if (filled != available) {
            throw new CheckpointException(
                    origin, (available - filled) + " bytes at the end of the file belong to no tensor");
        }
    }

    private static void checkSize(String origin, String where, Entry entry) {
        // Divided rather than multiplied: 2^61 elements of eight bytes would pass as none.
        long bytes = entry.end() - entry.begin();
        long elements = entry.shape().elements();
        if (bytes % entry.dtype().bytes() != 0 || bytes / entry.dtype().bytes() != elements) {
            throw new CheckpointException(
                    origin, where + " has " + bytes + " bytes, which " + entry.shape() + " of " + entry.dtype() + " has not");
        }
    }
}
