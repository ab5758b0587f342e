package io.github.dit4j.engine.onnx;

import io.github.dit4j.engine.checkpoint.ReplacedFile;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Weights;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a program and its weights as an ONNX model (IR version 9, operator set 20), in single precision. Its inputs,
 * outputs and values have the names of the program's tensors, its initializers those of the checkpoint; those of linear
 * layers are stored transposed, as {@code MatMul} wants them. The batch is the program's.
 *
 * <p>A file of Protocol Buffers holds 2 GB at most: what is larger has its weights in a second file beside it, with
 * {@code .data} at the end of its name.
 */
public final class OnnxFile {
    /** What is larger has a second file: some room is left below the 2³¹ bytes of a message. */
    private static final long LARGEST_WHOLE = 2_000_000_000L;
    private static final int IR_VERSION = 9;
    private static final int OPERATOR_SET = 20;
    // Runtimes map what begins at a page.
    private static final long ALIGNMENT = 4096;
    private static final int EXTERNAL = 1;
    // Small values are needed to understand the graph (shapes): they stay inside it.
    private static final long SMALLEST_EXTERNAL = 1024;
    private static final int BUFFER = 1 << 20;

    private OnnxFile() {}

    /** What is written at most: the model, and beside it the file of its weights. */
    public static List<Path> files(Path file) {
        return List.of(file, file.resolveSibling(file.getFileName() + ".data"));
    }

    /**
     * Writes the model.
     *
     * @return the files: the model, and perhaps that of its weights
     * @throws IOException if one cannot be written
     * @throws IllegalArgumentException if a weight is missing or has another shape than the program wants
     */
    public static List<Path> write(Path file, Program program, Weights weights) throws IOException {
        return write(file, program, weights, LARGEST_WHOLE);
    }

    static List<Path> write(Path file, Program program, Weights weights, long largestWhole) throws IOException {
        var graph = new OnnxGraph();
        var operations = new OnnxOperations(graph, new OnnxWeights(program, weights, graph));
        program.blocks().forEach(block -> block.ops().forEach(operations::write));
        long bytes = graph.initializers().stream().mapToLong(OnnxGraph.Initializer::bytes).sum();
        if (bytes <= largestWhole) {
            var model = model(program, graph, Optional.empty());
            ReplacedFile.write(file, channel -> write(channel, model::writeTo));
            return List.of(file);
        }
        Path data = files(file).getLast();
        var external = new External(data.getFileName().toString());
        var model = model(program, graph, Optional.of(external));
        ReplacedFile.write(data, external::writeTo);
        ReplacedFile.write(file, channel -> write(channel, model::writeTo));
        return files(file);
    }

    private static void write(FileChannel channel, Protobuf.Content content) throws IOException {
        var out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        content.writeTo(out);
        out.flush();
    }

    private static Protobuf model(Program program, OnnxGraph nodes, Optional<External> external) {
        var graph = new Protobuf();
        nodes.nodes().forEach(node -> graph.message(1, node));
        graph.text(2, program.name());
        nodes.initializers().forEach(initializer -> graph.message(5, tensor(initializer, external)));
        program.inputs().forEach(input -> graph.message(11, OnnxGraph.valueInfo(input)));
        program.outputs().forEach(output -> graph.message(12, OnnxGraph.valueInfo(output)));
        return new Protobuf().number(1, IR_VERSION).text(2, "dit4j").message(7, graph)
                .message(8, new Protobuf().text(1, "").number(2, OPERATOR_SET));
    }

    private static Protobuf tensor(OnnxGraph.Initializer initializer, Optional<External> external) {
        var tensor = new Protobuf();
        initializer.dims().forEach(dim -> tensor.number(1, dim));
        tensor.number(2, initializer.type()).text(8, initializer.name());
        if (external.isEmpty() || initializer.bytes() < SMALLEST_EXTERNAL) {
            return tensor.bytes(9, initializer.bytes(), initializer.content());
        }
        long offset = external.get().add(initializer);
        return tensor
                .message(13, entry("location", external.get().name))
                .message(13, entry("offset", String.valueOf(offset)))
                .message(13, entry("length", String.valueOf(initializer.bytes())))
                .number(14, EXTERNAL);
    }

    private static Protobuf entry(String key, String value) {
        return new Protobuf().text(1, key).text(2, value);
    }

    /** The second file: initializers one after another, each from a page on. */
    private static final class External {
        private record Placed(long offset, OnnxGraph.Initializer initializer) {}

        private final String name;
        private final List<Placed> placed = new ArrayList<>();
        private long end;

        External(String name) {
            this.name = name;
        }

        long add(OnnxGraph.Initializer initializer) {
            long offset = Math.ceilDiv(end, ALIGNMENT) * ALIGNMENT;
            placed.add(new Placed(offset, initializer));
            end = offset + initializer.bytes();
            return offset;
        }

        void writeTo(FileChannel channel) throws IOException {
            for (Placed each : placed) {
                channel.position(each.offset);
                write(channel, each.initializer.content());
            }
        }
    }
}
