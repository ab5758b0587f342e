package io.github.dit4j.cli;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.tensor.DType;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a device is used. */
final class DeviceTuning {
    @Option(
            names = "--device-memory",
            paramLabel = "SIZE",
            converter = MemorySize.Converter.class,
            description = "How much memory of a TornadoVM device to use at most, as in 900MB or 4GB. Default: what the"
                    + " model needs.")
    private Optional<MemorySize> memory = Optional.empty();

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "F32",
            description = "How the device keeps the weights of linear layers: f32, or rounded to f16 or bf16, which takes half"
                    + " the memory and loses nothing if the checkpoint has that type (see dit4j inspect). cpu knows all three;"
                    + " see dit4j devices. Default: f32.")
    private ElementType weights;

    @Option(
            names = "--cuda-graphs",
            description = "Replay each block as a CUDA graph, on NVIDIA devices; not measured yet, and so not the default.")
    private boolean cudaGraphs;

    /** A device, used so. */
    Device tuned(Device device) {
        Device tuned = device.withWeightsAs(weights());
        return cudaGraphs ? tuned.withCudaGraphs() : tuned;
    }

    /** The limit on device memory, if one is given. */
    Optional<MemorySize> memoryLimit() {
        return memory;
    }

    /** How weights are kept. */
    DType weights() {
        return weights.dtype();
    }
}
