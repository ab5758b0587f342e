package io.github.dit4j.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The elements of a tensor in host memory or in a mapped file, row-major, little-endian. Nothing is read from a mapped
 * file before it is asked for.
 */
public final class TensorData {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int WIDENED_AT_ONCE = 1 << 12;

    private final Shape shape;
    private final DType dtype;
    private final MemorySegment bytes;

    private TensorData(Shape shape, DType dtype, MemorySegment bytes) {
        this.shape = shape;
        this.dtype = dtype;
        this.bytes = bytes;
    }

    /**
     * Wraps bytes.
     *
     * @param bytes exactly the elements, little-endian
     * @throws IllegalArgumentException if the number of bytes is not that of the shape
     */
    public static TensorData of(Shape shape, DType dtype, MemorySegment bytes) {
        if (bytes.byteSize() != Math.multiplyExact(shape.elements(), (long) dtype.bytes())) {
            throw new IllegalArgumentException(
                    "a tensor " + shape + " of " + dtype + " does not have " + bytes.byteSize() + " bytes");
        }
        return new TensorData(shape, dtype, bytes.asReadOnly());
    }

    /** Copies float values. */
    public static TensorData of(Shape shape, float... values) {
        var bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, Float.BYTES)]);
        MemorySegment.copy(values, 0, bytes, F32, 0, values.length);
        return of(shape, DType.F32, bytes);
    }

    /** Copies integer values. */
    public static TensorData of(Shape shape, int... values) {
        var bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, Integer.BYTES)]);
        MemorySegment.copy(values, 0, bytes, I32, 0, values.length);
        return of(shape, DType.I32, bytes);
    }

    public Shape shape() {
        return shape;
    }

    public DType dtype() {
        return dtype;
    }

    /** The elements as they are stored; read-only. */
    public MemorySegment bytes() {
        return bytes;
    }

    /**
     * Lets go of the memory that a mapped file's pages take, once their elements were copied elsewhere; they are read from
     * the disk again if they are asked for again.
     */
    public void unload() {
        if (bytes.isMapped()) {
            bytes.unload();
        }
    }

    /** All elements as floats: widened, or rounded to nearest. */
    public float[] toFloats() {
        var values = new float[shape.size()];
        copyTo(0, values, 0, values.length);
        return values;
    }

    /**
     * Copies some elements as floats.
     *
     * @param from index of the first element
     * @param target where to
     * @param at first index in the target
     * @param count how many
     */
    public void copyTo(long from, float[] target, int at, int count) {
        switch (dtype) {
            case F32 -> MemorySegment.copy(bytes, F32, from * Float.BYTES, target, at, count);
            case F16, BF16 -> widen(from, target, at, count);
            default -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = (float) element(from + i);
                }
            }
        }
    }

    /** By way of arrays: an access to memory outside the heap takes many times as long where it is not compiled yet. */
    private void widen(long from, float[] target, int at, int count) {
        var some = new short[Math.min(count, WIDENED_AT_ONCE)];
        for (int done = 0; done < count; done += some.length) {
            int now = Math.min(some.length, count - done);
            MemorySegment.copy(bytes, I16, (from + done) * Short.BYTES, some, 0, now);
            SmallFloats.widen(dtype, some, 0, target, at + done, now);
        }
    }

    /** All elements as doubles. */
    public double[] toDoubles() {
        var values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = element(i);
        }
        return values;
    }

    /**
     * All elements as integers.
     *
     * @throws ArithmeticException if one is not a whole number that an {@code int} holds
     */
    public int[] toInts() {
        var values = new int[shape.size()];
        for (int i = 0; i < values.length; i++) {
            double value = element(i);
            if (value != (int) value) {
                throw new ArithmeticException("element " + i + " is " + value + ", not an integer");
            }
            values[i] = (int) value;
        }
        return values;
    }

    private double element(long i) {
        return switch (dtype) {
            case F64 -> bytes.get(F64, i * Double.BYTES);
            case F32 -> bytes.get(F32, i * Float.BYTES);
            case F16, BF16 -> SmallFloats.widen(dtype, bytes.get(I16, i * Short.BYTES));
            case I64 -> bytes.get(I64, i * Long.BYTES);
            case I32 -> bytes.get(I32, i * Integer.BYTES);
            case I16 -> bytes.get(I16, i * Short.BYTES);
            case I8 -> bytes.get(ValueLayout.JAVA_BYTE, i);
            case U8, BOOL -> Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, i));
        };
    }
}
