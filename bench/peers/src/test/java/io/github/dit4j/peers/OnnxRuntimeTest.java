package io.github.dit4j.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import io.github.dit4j.layers.ModelConfig;
import io.github.dit4j.layers.SyntheticModel;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exported as ONNX computes the same: another runtime, which knows nothing of dit4j, is the judge. */
class OnnxRuntimeTest {
    /** Relative L2, the tolerance of every forward pass. */
    private static final double TOLERANCE = 2e-6;

    private final OnnxRuntimeDevice device = new OnnxRuntimeDevice(2);

    static Stream<OpCase> operations() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationIsWhatItIs(OpCase operation) {
        double error = OpCase.relativeError(operation.runOn(device), operation.expected());
        assertTrue(error <= Math.max(TOLERANCE, operation.tolerance()), operation + " is off by " + error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dit_tiny", "dit_p4_nosigma", "uvit_tiny_cond", "uvit_tiny_cond_conv", "uvit_tiny_pixel",
        "uvit_tiny_noskip", "uvit_tiny_mlptime", "uvit_t2i_tiny", "dit_variant_incontext", "dit_variant_crossattn",
        "dit_variant_adaln", "full_dit_s2", "full_uvit_s_cifar"})
    void aNetworkGivesThePublishedOutput(String name) {
        try (var golden = Goldens.open(name + ".io")) {
            var config = ModelConfig.fromJson(golden.metadata().get("config"));
            Program program = config.model().forward(golden.shape("x").dim(0));
            try (var engine = device.open(SyntheticModel.weights(config)); var executor = engine.prepare(program)) {
                for (Tensor input : program.inputs()) {
                    if (input.dtype() == DType.I32) {
                        executor.write(input, golden.get(input.name()).toInts());
                    } else {
                        executor.write(input, golden.get(input.name()).toFloats());
                    }
                }
                executor.run();
                double error = Numbers.relativeL2(golden.get("output").toDoubles(), executor.read(program.output("output")));
                assertTrue(error <= TOLERANCE, name + " is off by " + error);
            }
        }
    }
}
