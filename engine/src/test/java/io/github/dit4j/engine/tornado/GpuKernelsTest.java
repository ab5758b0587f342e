package io.github.dit4j.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.DeviceFeatures;
import io.github.dit4j.engine.lowering.KernelChoice;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.tensor.Tensor;
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
    private static final KernelChoice WIDE = KernelChoice.of(new DeviceFeatures(true, 1, 48 << 10, 256, true, false), "gpu");
    private static final KernelChoice NARROW = KernelChoice.of(new DeviceFeatures(true, 1000, 48 << 10, 256, true, false), "gpu");

    // The same with tensor cores, and groups of eight warps or of two.
    private static final KernelChoice WIDE_MMA =
            KernelChoice.of(new DeviceFeatures(true, 1, 48 << 10, 256, true, true), "gpu").withHalves();
    private static final KernelChoice NARROW_MMA =
            KernelChoice.of(new DeviceFeatures(true, 1000, 48 << 10, 256, true, true), "tiled-linear,mma-linear").withHalves();

    static Stream<OpCase> linear() {
        return Stream.concat(OpCases.linear(), OpCases.linear(70, 33, 130));
    }

    /** One accumulator and less, edges within one, several steps, several work-groups. */
    static Stream<OpCase> multiplied() {
        return Stream.of(OpCases.linear(1, 16, 8), OpCases.linear(9, 64, 40), OpCases.linear(65, 32, 136))
                .flatMap(cases -> cases);
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
        Tensor weight = ((Op.Linear) operation.op()).weight();
        OpCase rounded = operation.with(weight, roundedToHalves(operation, weight));
        check(rounded, NARROW.withHalves(), Math.max(ONE_SUM, operation.tolerance()));
    }

    @ParameterizedTest
    @MethodSource("multiplied")
    void productsByWideGroupsOfWarpsEqualDoublePrecisionOfTheRoundedFactors(OpCase operation) {
        check(rounded(operation), WIDE_MMA, Math.max(ONE_SUM, operation.tolerance()));
    }

    @ParameterizedTest
    @MethodSource("multiplied")
    void productsByNarrowGroupsOfWarpsEqualDoublePrecisionOfTheRoundedFactors(OpCase operation) {
        check(rounded(operation), NARROW_MMA, Math.max(ONE_SUM, operation.tolerance()));
    }

    @ParameterizedTest
    @MethodSource("multiplied")
    void productsByWarpsAreAsNearToDoublePrecisionAsHalvesAre(OpCase operation) {
        // Both factors are rounded to 11 bits: 2⁻¹² on average, 2.4e-4, for each.
        check(operation, NARROW_MMA, 1e-3);
    }

    private static OpCase rounded(OpCase operation) {
        var op = (Op.Linear) operation.op();
        return operation.with(op.weight(), roundedToHalves(operation, op.weight()))
                .with(op.x(), roundedToHalves(operation, op.x()));
    }

    @Test
    void aWeightBeyondTheRangeOfHalvesIsRefusedByName() {
        OpCase operation = OpCases.linear(1, 1, 1).findFirst().orElseThrow();
        OpCase large = operation.with(((Op.Linear) operation.op()).weight(), 70000f);
        var refused = assertThrows(IllegalArgumentException.class,
                () -> large.runOn(ChosenKernels.on(0, 0, NARROW.withHalves())));
        assertEquals("weight weight [1, 1] holds 70000.0, beyond the range of f16 (65504); use f32", refused.getMessage());
    }

    private static float[] roundedToHalves(OpCase operation, Tensor tensor) {
        float[] values = operation.values().get(tensor).clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
        }
        return values;
    }

    private static void check(OpCase operation, KernelChoice kernels, double tolerance) {
        double error = OpCase.relativeError(operation.runOn(ChosenKernels.on(0, 0, kernels)), operation.expected());
        assertTrue(error <= tolerance, () -> "relative L2 error " + error);
    }
}
