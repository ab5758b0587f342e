package io.github.dit4j.cli;

import io.github.dit4j.engine.tensor.DType;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a device is used. */
final class DeviceTuning {
    private enum Weights {
        F32(DType.F32),
        F16(DType.F16);

        private final DType dtype;

        Weights(DType dtype) {
            this.dtype = dtype;
        }
    }

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
            description = "How the device keeps the weights of linear layers: f32, or f16 where it computes with it."
                    + " Default: f32.")
    private Weights weights;

    /** The limit on device memory, if one is given. */
    Optional<MemorySize> memoryLimit() {
        return memory;
    }

    /** How weights are kept. */
    DType weights() {
        return weights.dtype;
    }
}
