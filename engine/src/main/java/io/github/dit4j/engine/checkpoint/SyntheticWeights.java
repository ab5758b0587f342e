package io.github.dit4j.engine.checkpoint;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Weights that a rule makes from the name and shape of each tensor, so that a model of any size can be had without its
 * file and the same in every program that knows the rule. The golden cases use them. A tensor is computed when it is
 * asked for.
 *
 * <p>The rule: the name seeds a counter-based generator (FNV-1a for the seed, the finalizer of splitmix64 for each
 * element), which yields {@code g}, uniform with mean 0 and variance 1. A vector whose name ends in {@code .weight} is
 * {@code 1 + 0.1 g}, any other vector {@code 0.1 g}, {@code pos_embed} is {@code 0.5 g}, and a matrix or convolution
 * {@code g / √(fan in)}, which keeps the activations of any depth near variance 1.
 */
public final class SyntheticWeights implements Weights {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    /** 2 √3: a uniform number of this width has variance 1. */
    private static final double WIDTH = 3.4641016151377544;
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Map<String, Shape> shapes;
    private final Map<String, TensorData> fixed;

    private SyntheticWeights(Map<String, Shape> shapes, Map<String, TensorData> fixed) {
        this.shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
        this.fixed = Map.copyOf(fixed);
    }

    /** Weights of these names and shapes, all by the rule. */
    public static SyntheticWeights of(Map<String, Shape> shapes) {
        return new SyntheticWeights(shapes, Map.of());
    }

    /**
     * These weights with some tensors given: DiT's {@code pos_embed}, for one, is a table and not learned.
     *
     * @throws IllegalArgumentException if a name is not among these weights, or has another shape
     */
    public SyntheticWeights with(Map<String, TensorData> tensors) {
        tensors.forEach((name, data) -> {
            if (!shape(name).equals(data.shape())) {
                throw new IllegalArgumentException(name + " is " + shape(name) + ", not " + data.shape());
            }
        });
        var merged = new LinkedHashMap<>(fixed);
        merged.putAll(tensors);
        return new SyntheticWeights(shapes, merged);
    }

    @Override
    public Set<String> names() {
        return shapes.keySet();
    }

    @Override
    public Shape shape(String name) {
        Shape shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("no synthetic weight " + name);
        }
        return shape;
    }

    @Override
    public TensorData get(String name) {
        Shape shape = shape(name);
        return fixed.containsKey(name) ? fixed.get(name) : generate(name, shape);
    }

    private static TensorData generate(String name, Shape shape) {
        double mean = 0;
        double deviation;
        if (shape.rank() <= 1) {
            mean = name.endsWith(".weight") ? 1 : 0;
            deviation = 0.1;
        } else if (name.equals("pos_embed")) {
            deviation = 0.5;
        } else {
            deviation = 1 / Math.sqrt((double) shape.elements() / shape.dim(0));
        }
        long seed = seed(name);
        var bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(shape.size(), Float.BYTES)]);
        for (int i = 0; i < shape.size(); i++) {
            bytes.setAtIndex(F32, i, (float) (mean + deviation * uniform(seed, i)));
        }
        return TensorData.of(shape, DType.F32, bytes);
    }

    /** Element {@code index} of the sequence of a seed, uniform with mean 0 and variance 1. */
    private static double uniform(long seed, long index) {
        long z = seed + (index + 1) * GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return ((z >>> 11) * 0x1p-53 - 0.5) * WIDTH;
    }

    private static long seed(String name) {
        long hash = FNV_OFFSET;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
