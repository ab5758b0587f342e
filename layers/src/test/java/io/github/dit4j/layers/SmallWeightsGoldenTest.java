package io.github.dit4j.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.engine.testing.RoundedWeights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far weights in 16 bits take whole networks from what the published PyTorch code gives in single precision. */
class SmallWeightsGoldenTest {

    /** F16 rounds a weight by 2⁻¹² of itself at most, BF16 by 2⁻⁹; the errors of many weights even out. */
    @ParameterizedTest
    @CsvSource({
        "full_dit_s2, F16, 1e-3", "full_dit_s2, BF16, 8e-3",
        "full_uvit_s_cifar, F16, 1e-3", "full_uvit_s_cifar, BF16, 8e-3",
        "dit_tiny, F16, 1e-3", "dit_tiny, BF16, 8e-3",
        "uvit_tiny_cond, F16, 1e-3", "uvit_tiny_cond, BF16, 8e-3",
        "uvit_t2i_tiny, F16, 1e-3", "uvit_t2i_tiny, BF16, 8e-3",
        "dit_variant_crossattn, F16, 1e-3", "dit_variant_crossattn, BF16, 8e-3"
    })
    void theOutputStaysCloseToThePublishedOne(String name, DType type, double tolerance) {
        var golden = new GoldenCase(name);
        float[] got = output(golden, new CpuDevice().withWeightsAs(type), SyntheticModel.weights(golden.config()));
        double error;
        try (var file = golden.open()) {
            error = Numbers.relativeL2(file.get("output").toDoubles(), got);
        }
        assertTrue(error <= tolerance, () -> "off by a relative " + error);
        assertTrue(error > tolerance / 100, () -> "nothing was rounded: off by " + error);
    }

    @ParameterizedTest
    @CsvSource({"dit_tiny, F16", "dit_tiny, BF16", "uvit_tiny_cond_conv, F16", "uvit_tiny_cond_conv, BF16"})
    void itIsThatOfRoundedWeightsToTheLastBit(String name, DType type) {
        var golden = new GoldenCase(name);
        Program program = golden.model().forward(golden.batch());
        Weights rounded = RoundedWeights.of(program, SyntheticModel.weights(golden.config()), type);
        assertArrayEquals(output(golden, new CpuDevice(1), rounded),
                output(golden, new CpuDevice(2).withWeightsAs(type), SyntheticModel.weights(golden.config())), 0f);
    }

    private static float[] output(GoldenCase golden, Device device, Weights weights) {
        Program program = golden.model().forward(golden.batch());
        try (var file = golden.open(); var engine = device.open(weights); var executor = engine.prepare(program);
                var run = new GoldenRun(program, engine, executor)) {
            return run.write(file::get).run().read("output");
        }
    }
}
