package io.github.dit4j.engine.checkpoint;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.SmallFloats;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A tensor on its way into a file: it is asked for when its turn comes, and rounded on the way.
 *
 * @param dtype its type in the file
 * @param data its values, of that type or of one that can be rounded to it
 */
record WrittenTensor(String name, DType dtype, Shape shape, Supplier<TensorData> data) {
    private static final int CHUNK = 1 << 20;
    /** What other types are rounded to. */
    private static final Set<DType> COMPUTED = EnumSet.of(DType.F32, DType.F16, DType.BF16);
    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Takes bytes, all of them. */
    interface Sink {
        void write(ByteBuffer bytes) throws IOException;
    }

    /** The tensors of a model, each in the type that is said for it. */
    static List<WrittenTensor> of(Weights weights, Function<String, DType> dtypes) {
        return weights.names().stream()
                .map(name -> new WrittenTensor(name, dtypes.apply(name), weights.shape(name), () -> weights.get(name)))
                .toList();
    }

    /** That type for all tensors, if weights can be rounded to it. */
    static Function<String, DType> all(DType dtype) {
        if (!COMPUTED.contains(dtype)) {
            throw new IllegalArgumentException("weights are written as F32, F16 or BF16, not " + dtype);
        }
        return _ -> dtype;
    }

    /** How many bytes it takes. */
    long bytes() {
        return Math.multiplyExact(shape.elements(), (long) dtype.bytes());
    }

    /**
     * Writes the elements in row-major order, little-endian.
     *
     * @throws IllegalArgumentException if its type cannot be rounded to the one in the file, or a finite value is beyond the
     *     range of that one
     */
    void writeTo(Sink sink) throws IOException {
        TensorData values = data.get();
        if (values.dtype() == dtype) {
            MemorySegment bytes = values.bytes();
            for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
                sink.write(bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer());
            }
            return;
        }
        if (!COMPUTED.contains(dtype)) {
            throw new IllegalArgumentException(name + " is " + values.dtype() + " and cannot become " + dtype);
        }
        writeRounded(values, sink);
    }

    private void writeRounded(TensorData data, Sink sink) throws IOException {
        var values = new float[CHUNK / Float.BYTES];
        var bytes = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        long elements = shape.elements();
        for (long at = 0; at < elements; at += values.length) {
            int count = (int) Math.min(values.length, elements - at);
            data.copyTo(at, values, 0, count);
            bytes.clear();
            for (int i = 0; i < count; i++) {
                short small = dtype == DType.F32 ? 0 : SmallFloats.round(dtype, values[i]);
                float written = dtype == DType.F32 ? values[i] : SmallFloats.widen(dtype, small);
                if (Float.isInfinite(written)) {
                    requireInfinite(data, at + i, values[i]);
                }
                if (dtype == DType.F32) {
                    bytes.putFloat(written);
                } else {
                    bytes.putShort(small);
                }
            }
            sink.write(bytes.flip());
        }
    }

    /** An F64 may be beyond the range of a float already. */
    private void requireInfinite(TensorData data, long element, float rounded) {
        double value = data.dtype() == DType.F64 ? data.bytes().get(F64, element * Double.BYTES) : rounded;
        if (Double.isFinite(value)) {
            String remedy = switch (dtype) {
                case F16 -> "; write bf16 or f32";
                case BF16 -> "; write f32";
                default -> "";
            };
            throw new IllegalArgumentException(name + " holds "
                    + (Float.isFinite(rounded) ? Float.toString(rounded) : Double.toString(value))
                    + ", beyond the range of " + dtype.label() + remedy);
        }
    }
}
