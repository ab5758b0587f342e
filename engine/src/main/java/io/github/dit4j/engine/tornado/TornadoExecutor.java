package io.github.dit4j.engine.tornado;

import io.github.dit4j.engine.device.DeviceException;
import io.github.dit4j.engine.device.Executor;
import io.github.dit4j.engine.lowering.BlockLowering;
import io.github.dit4j.engine.lowering.HostArrays;
import io.github.dit4j.engine.lowering.KernelChoice;
import io.github.dit4j.engine.lowering.ResidentArrays;
import io.github.dit4j.engine.memory.Buffer;
import io.github.dit4j.engine.memory.BufferPlan;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.exceptions.TornadoInternalError;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;

/**
 * Runs a program as one task graph for each block, chained in one execution plan: weights are sent on the first run, inputs
 * on each run, activations stay on the device and are handed from graph to graph as a {@link RingPlan} says.
 */
final class TornadoExecutor implements Executor {
    // Without TornadoVM's default -cl-fast-relaxed-math, which lets a GPU take the sine of a timestep's angle imprecisely.
    private static final String OPENCL_FLAGS = "-cl-mad-enable -w";

    private final HostArrays arrays;
    private final KernelChoice kernels;
    private final GridScheduler grids = new GridScheduler();
    private final String device;
    private final RingPlan ring;
    private final Optional<TornadoExecutionPlan> plan;

    /**
     * Builds the graphs of a program and compiles them.
     *
     * @param kernels which operations have another kernel than the portable one
     * @param captured whether each graph is captured as a CUDA graph at its first run, and replayed from then on
     * @param name of the device, for error messages
     * @throws DeviceException if the program does not fit the device or does not compile
     */
    TornadoExecutor(Program program, ResidentArrays residents, TornadoDevice device, KernelChoice kernels, boolean captured,
            String name) {
        BufferPlan buffers = kernels.buffers(program);
        this.kernels = kernels;
        this.device = name;
        ring = RingPlan.of(program, buffers);
        DeviceMemory.require(ring, device, name);
        arrays = new HostArrays(program, buffers, residents);
        try {
            List<ImmutableTaskGraph> graphs = ring.stages().stream().map(this::graph).toList();
            plan = graphs.isEmpty() ? Optional.empty() : Optional.of(plan(graphs, device, captured));
        } catch (RuntimeException | TornadoInternalError e) {
            throw new DeviceException(TornadoErrors.notCompiled(name, e), e);
        }
    }

    private TornadoExecutionPlan plan(List<ImmutableTaskGraph> graphs, TornadoDevice device, boolean captured) {
        var plan = new TornadoExecutionPlan(graphs.toArray(ImmutableTaskGraph[]::new));
        plan.withDevice(device);
        plan.withCompilerFlags(TornadoVMBackendType.OPENCL, OPENCL_FLAGS);
        if (!grids.keySet().isEmpty()) { // a scheduler without grids is an error to TornadoVM
            plan.withGridScheduler(grids);
        }
        if (captured) { // before the graphs are compiled, which fixes their commands
            plan.withCUDAGraph();
        }
        plan.withPreCompilation(); // before a graph is selected, as it would then compile that one alone
        return plan;
    }

    private ImmutableTaskGraph graph(RingPlan.Stage stage) {
        var graph = new TaskGraph(stage.graph());
        // An empty list is not an empty transfer to TornadoVM.
        arguments(stage.sentOnce()).ifPresent(
                sent -> graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, sent));
        arguments(stage.sentEachRun()).ifPresent(
                sent -> graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, sent));
        stage.producer().ifPresent(producer -> arguments(stage.consumed()).ifPresent(
                consumed -> graph.consumeFromDevice(producer, consumed)));
        new BlockLowering(arrays, new TaskGraphLauncher(graph, grids), kernels).lower(stage.block());
        leave(graph, stage, buffer -> !stage.consumed().contains(buffer));
        leave(graph, stage, stage.consumed()::contains);
        return graph.snapshot();
    }

    /**
     * Declares what stays on the device and what is returned. Buffers that enter the ring with this graph are declared
     * before those that pass through it: a graph frees them in the order of declaration, see {@link #close}.
     */
    private void leave(TaskGraph graph, RingPlan.Stage stage, Predicate<Buffer> which) {
        arguments(stage.persisted().stream().filter(which).toList()).ifPresent(graph::persistOnDevice);
        arguments(stage.returned().stream().filter(which).toList()).ifPresent(
                returned -> graph.transferToHost(DataTransferMode.EVERY_EXECUTION, returned));
    }

    private Optional<Object[]> arguments(List<Buffer> buffers) {
        return buffers.isEmpty() ? Optional.empty() : Optional.of(buffers.stream().map(arrays::array).toArray());
    }

    @Override
    public void write(Tensor input, float[] values) {
        arrays.write(input, values);
    }

    @Override
    public void write(Tensor input, int[] values) {
        arrays.write(input, values);
    }

    /** Runs the graphs one by one: TornadoVM hands buffers over only from a graph that has already run. */
    @Override
    public void run() {
        for (int i = 0; i < ring.stages().size(); i++) {
            try {
                plan.orElseThrow().withGraph(i).execute();
            } catch (TornadoOutOfMemoryException e) {
                long limit = TornadoErrors.memoryLimit(System.getProperty(TornadoErrors.MEMORY_PROPERTY, "4GB"));
                throw new DeviceException(TornadoErrors.outOfMemory(device, ring.deviceBytes(), limit), e);
            } catch (RuntimeException | TornadoInternalError e) {
                throw new DeviceException(TornadoErrors.failure(device, ring.stages().get(i).graph(), e), e);
            }
        }
    }

    @Override
    public float[] read(Tensor output) {
        return arrays.read(output);
    }

    /**
     * Closes graph by graph, as {@code close} frees the selected graph alone. In TornadoVM 5.2 every graph that a buffer
     * passes through believes that it has to free it, and fails at a buffer that an earlier graph has freed: by then it
     * has freed its own, which it frees first.
     */
    @Override
    public void close() {
        for (int i = 0; i < ring.stages().size(); i++) {
            try {
                plan.orElseThrow().withGraph(i).close();
            } catch (TornadoInternalError _) {
                // the rest is free already
            } catch (TornadoExecutionPlanException e) {
                throw new DeviceException("TornadoVM could not free the device's memory: " + e.getMessage(), e);
            }
        }
    }
}
