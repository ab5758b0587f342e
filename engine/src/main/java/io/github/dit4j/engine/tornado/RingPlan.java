package io.github.dit4j.engine.tornado;

import io.github.dit4j.engine.lowering.TaskNames;
import io.github.dit4j.engine.memory.Buffer;
import io.github.dit4j.engine.memory.BufferPlan;
import io.github.dit4j.engine.op.Block;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What each task graph of a program takes from the host, takes from the graph before it, leaves on the device and gives
 * back. In TornadoVM 5.2 a graph can take over only what the graph that ran just before it holds (asking for more is a
 * null pointer inside the runtime), so a buffer that a later graph needs is handed through every graph between: the
 * conditioning vector of DiT, the long skips of U-ViT. A buffer enters the ring in the first graph that touches it and
 * leaves it with the last. Weights do not travel: each graph has its own.
 *
 * @param stages one for each block that has operations, in order
 */
record RingPlan(List<Stage> stages) {

    /**
     * One task graph.
     *
     * @param graph its name
     * @param block what it computes
     * @param touched all buffers that its operations read or write
     * @param producer the graph before it; empty for the first
     * @param sentOnce weights and constants, sent on the first run
     * @param sentEachRun inputs that no earlier graph touches
     * @param consumed taken from the producer
     * @param persisted left on the device for the next graph
     * @param returned outputs that its operations write, copied to the host on each run
     */
    record Stage(
            String graph,
            Block block,
            List<Buffer> touched,
            Optional<String> producer,
            List<Buffer> sentOnce,
            List<Buffer> sentEachRun,
            List<Buffer> consumed,
            List<Buffer> persisted,
            List<Buffer> returned) {}

    static RingPlan of(Program program, BufferPlan buffers) {
        List<Block> blocks = program.blocks().stream().filter(block -> !block.ops().isEmpty()).toList();
        var touched = blocks.stream().map(buffers::touched).toList();
        Map<Buffer, Integer> first = new HashMap<>();
        Map<Buffer, Integer> last = new HashMap<>();
        for (int i = 0; i < blocks.size(); i++) {
            for (Buffer buffer : touched.get(i)) {
                first.putIfAbsent(buffer, i);
                last.put(buffer, i);
            }
        }
        var travelling = touched.stream().flatMap(List::stream).distinct().filter(RingPlan::travels).toList();
        var stages = new ArrayList<Stage>();
        Optional<String> producer = Optional.empty();
        for (int i = 0; i < blocks.size(); i++) {
            int stage = i;
            Block block = blocks.get(i);
            String graph = TaskNames.graph(i, block);
            stages.add(new Stage(graph, block, touched.get(i), producer,
                    touched.get(i).stream().filter(buffer -> !travels(buffer)).toList(),
                    touched.get(i).stream().filter(Buffer.Input.class::isInstance)
                            .filter(buffer -> first.get(buffer) == stage).toList(),
                    travelling.stream().filter(buffer -> first.get(buffer) < stage && last.get(buffer) >= stage).toList(),
                    travelling.stream().filter(buffer -> first.get(buffer) <= stage && last.get(buffer) > stage).toList(),
                    returned(block, program, buffers)));
            producer = Optional.of(graph);
        }
        return new RingPlan(List.copyOf(stages));
    }

    /** Bytes that the graphs hold on the device: what travels once, the weights once for each graph that has them. */
    long deviceBytes() {
        var travelling = stages.stream().flatMap(stage -> stage.touched().stream()).filter(RingPlan::travels).distinct();
        var resident = stages.stream().flatMap(stage -> stage.sentOnce().stream());
        return Stream.concat(travelling, resident).mapToLong(Buffer::bytes).sum();
    }

    private static boolean travels(Buffer buffer) {
        return switch (buffer) {
            case Buffer.Input _, Buffer.Slot _ -> true;
            case Buffer.Resident _, Buffer.Zeros _ -> false;
        };
    }

    private static List<Buffer> returned(Block block, Program program, BufferPlan buffers) {
        List<Tensor> written = block.written();
        return program.outputs().stream().filter(written::contains).map(buffers::of).toList();
    }
}
