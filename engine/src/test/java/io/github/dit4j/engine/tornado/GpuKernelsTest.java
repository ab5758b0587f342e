package io.github.dit4j.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.DeviceFeatures;
import io.github.dit4j.engine.lowering.KernelChoice;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernels made for GPUs compute their operations to float precision, on the simulated device with work-groups, local
 * memory and barriers. Sizes are one, primes, and around those of the tiles.
 */
@Tag("sim")
class GpuKernelsTest {
    // One sum for each element, where the portable kernels have eight partial ones: rounding grows with the root of 1536.
    private static final double ONE_SUM = 1e-6;

    // On a device with one compute unit the wide share of an item is always enough, with a thousand never.
    private static final KernelChoice WIDE = KernelChoice.of(new DeviceFeatures(true, 1, 48 << 10, 256, true), "gpu");
    private static final KernelChoice NARROW = KernelChoice.of(new DeviceFeatures(true, 1000, 48 << 10, 256, true), "gpu");

    static Stream<OpCase> linear() {
        return Stream.concat(OpCases.linear(), OpCases.linear(70, 33, 130));
    }

    static Stream<OpCase> attention() {
        return Stream.concat(OpCases.attention(), Stream.of(64, 72, 80, 81, 128).flatMap(d -> OpCases.attention(67, 45, d, 2)));
    }

    static Stream<OpCase> layerNorm() {
        return Stream.concat(OpCases.layerNorm(), OpCases.layerNorm(3, 1152));
    }

    static Stream<OpCase> groupNorm() {
        return OpCases.groupNorm();
    }

    /** Small ones, and those whose channels and pixels end beyond a tile. */
    static Stream<OpCase> conv2d() {
        return Stream.concat(OpCases.conv2d(), Stream.of(OpCases.conv2d(9, 70, 11, 13, 3, 1, 1),
                OpCases.conv2d(6, 65, 17, 9, 3, 2, 0), OpCases.conv2d(33, 3, 9, 8, 1, 1, 0)));
    }

    @ParameterizedTest
    @MethodSource("groupNorm")
    void groupNormEqualsDoublePrecision(OpCase operation) {
        check(operation, WIDE, operation.tolerance());
    }

    @ParameterizedTest
    @MethodSource("conv2d")
    void tiledConvEqualsDoublePrecision(OpCase operation) {
        check(operation, WIDE, operation.tolerance());
    }

    @ParameterizedTest
    @MethodSource("linear")
    void wideTilesEqualDoublePrecision(OpCase operation) {
        check(operation, WIDE, Math.max(ONE_SUM, operation.tolerance()));
    }

    @ParameterizedTest
    @MethodSource("linear")
    void narrowTilesEqualDoublePrecision(OpCase operation) {
        check(operation, NARROW, Math.max(ONE_SUM, operation.tolerance()));
    }

    @ParameterizedTest
    @MethodSource("attention")
    void flashAttentionEqualsDoublePrecision(OpCase operation) {
        check(operation, WIDE, operation.tolerance());
    }

    @ParameterizedTest
    @MethodSource("layerNorm")
    void rowNormEqualsDoublePrecision(OpCase operation) {
        check(operation, WIDE, operation.tolerance());
    }

    @ParameterizedTest
    @MethodSource("linear")
    void tilesOfWeightsStoredAsHalvesEqualDoublePrecisionOfTheRoundedWeights(OpCase operation) {
        OpCase rounded = operation.with(((Op.Linear) operation.op()).weight(), roundedToHalves(operation));
        check(rounded, NARROW.withHalves(), Math.max(ONE_SUM, operation.tolerance()));
    }

    @Test
    void aWeightBeyondTheRangeOfHalvesIsRefusedByName() {
        OpCase operation = OpCases.linear(1, 1, 1).findFirst().orElseThrow();
        OpCase large = operation.with(((Op.Linear) operation.op()).weight(), 70000f);
        var refused = assertThrows(IllegalArgumentException.class,
                () -> large.runOn(ChosenKernels.on(0, 0, NARROW.withHalves())));
        assertEquals("weight weight [1, 1] holds 70000.0, beyond the range of f16 (65504); use f32", refused.getMessage());
    }

    private static float[] roundedToHalves(OpCase operation) {
        float[] weight = operation.values().get(((Op.Linear) operation.op()).weight()).clone();
        for (int i = 0; i < weight.length; i++) {
            weight[i] = Float.float16ToFloat(Float.floatToFloat16(weight[i]));
        }
        return weight;
    }

    private static void check(OpCase operation, KernelChoice kernels, double tolerance) {
        double error = OpCase.relativeError(operation.runOn(ChosenKernels.on(0, 0, kernels)), operation.expected());
        assertTrue(error <= tolerance, () -> "relative L2 error " + error);
    }
}
