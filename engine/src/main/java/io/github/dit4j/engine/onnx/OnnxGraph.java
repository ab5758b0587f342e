package io.github.dit4j.engine.onnx;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A graph of ONNX while it is put together: nodes in order, and the values that are known beforehand. */
final class OnnxGraph {
    // Field numbers and codes of onnx.proto.
    private static final int FLOAT = 1;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_STRING = 3;
    private static final int ATTRIBUTE_INTS = 7;

    /**
     * A value that is known beforehand.
     *
     * @param type in ONNX's code
     * @param content little-endian
     */
    record Initializer(String name, int type, List<Long> dims, long bytes, Protobuf.Content content) {}

    /** The code of ONNX for an element type of a program. */
    static int code(DType dtype) {
        return dtype == DType.I32 ? INT32 : FLOAT;
    }

    private final List<Protobuf> nodes = new ArrayList<>();
    private final Map<String, Initializer> initializers = new LinkedHashMap<>();

    List<Protobuf> nodes() {
        return nodes;
    }

    /** In the order in which they were first used. */
    List<Initializer> initializers() {
        return List.copyOf(initializers.values());
    }

    /** Adds a value that is known beforehand, unless there is one of this name. */
    String initializer(String name, DType dtype, Shape shape, Protobuf.Content content) {
        initializers.computeIfAbsent(name, _ -> new Initializer(name, code(dtype),
                Arrays.stream(shape.dims()).mapToObj(Long::valueOf).toList(), shape.elements() * dtype.bytes(), content));
        return name;
    }

    /** Whole numbers, such as the shape that a {@code Reshape} asks for. */
    String integers(long... values) {
        String name = "integers" + Arrays.toString(values);
        initializers.computeIfAbsent(name, _ -> new Initializer(name, INT64, List.of((long) values.length),
                (long) values.length * Long.BYTES, out -> out.write(LittleEndian.bytes(values))));
        return name;
    }

    /** The same number, so many times; as a scalar if {@code dims} is empty. */
    String reals(float value, int... dims) {
        String name = "reals " + value + Arrays.toString(dims);
        Shape shape = Shape.of(dims);
        return initializer(name, DType.F32, shape, out -> {
            var all = new float[shape.size()];
            Arrays.fill(all, value);
            out.write(LittleEndian.bytes(all));
        });
    }

    /**
     * Adds a node.
     *
     * @param output its result, and its own name
     * @param attributes name and value by turns: Float, Integer, String or {@code int[]}
     * @return the output
     */
    String node(String type, String output, List<String> inputs, Object... attributes) {
        var node = new Protobuf();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output).text(3, output).text(4, type);
        for (int i = 0; i < attributes.length; i += 2) {
            node.message(5, attribute((String) attributes[i], attributes[i + 1]));
        }
        nodes.add(node);
        return output;
    }

    /** Adds a node that gives the elements another shape. */
    String reshape(String output, String x, Shape shape) {
        return reshape(output, x, Arrays.stream(shape.dims()).asLongStream().toArray());
    }

    /** As {@link #reshape(String, String, Shape)}, by its extents. */
    String reshape(String output, String x, long... dims) {
        return node("Reshape", output, List.of(x, integers(dims)));
    }

    private static Protobuf attribute(String name, Object value) {
        var attribute = new Protobuf().text(1, name);
        return switch (value) {
            case Float real -> attribute.real(2, real).number(20, ATTRIBUTE_FLOAT);
            case Integer number -> attribute.number(3, number).number(20, ATTRIBUTE_INT);
            case String text -> attribute.text(4, text).number(20, ATTRIBUTE_STRING);
            case int[] numbers -> {
                IntStream.of(numbers).forEach(number -> attribute.number(8, number));
                yield attribute.number(20, ATTRIBUTE_INTS);
            }
            default -> throw new IllegalArgumentException("no attribute of ONNX is a " + value.getClass());
        };
    }

    /** What is said about an input or an output: name, element type and shape. */
    static Protobuf valueInfo(Tensor tensor) {
        var shape = new Protobuf();
        for (int dim : tensor.shape().dims()) {
            shape.message(1, new Protobuf().number(1, dim));
        }
        var tensorType = new Protobuf().number(1, code(tensor.dtype())).message(2, shape);
        return new Protobuf().text(1, tensor.name()).message(2, new Protobuf().message(1, tensorType));
    }
}
