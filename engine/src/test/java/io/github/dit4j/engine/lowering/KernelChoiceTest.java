package io.github.dit4j.engine.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.DeviceFeatures;
import io.github.dit4j.engine.kernel.gpu.MmaLinear;
import io.github.dit4j.engine.kernel.gpu.TiledLinear;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.ProgramBuilder;
import io.github.dit4j.engine.op.Slice;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelChoiceTest {
    private static final DeviceFeatures GPU = new DeviceFeatures(true, 100, 48 << 10, 1024, true, true);
    private static final DeviceFeatures PROCESSOR = new DeviceFeatures(false, 8, 1 << 20, 4096, false, false);

    private static Tensor tensor(String name, int... dims) {
        return new Tensor(name, Shape.of(dims), DType.F32, Tensor.Role.ACTIVATION);
    }

    private static Op.Linear linear(int rows, int in, int out) {
        return new Op.Linear(tensor("x", rows, in), tensor("weight", out, in), Optional.empty(), Epilogue.NONE,
                tensor("y", rows, out));
    }

    private static Op.Attention attention(int headWidth) {
        return attention(headWidth, false);
    }

    private static Op.Attention attention(int headWidth, boolean causal) {
        Tensor x = tensor("x", 1, 5, headWidth);
        return new Op.Attention(Slice.all(x), Slice.all(x), Slice.all(x), 1, causal, tensor("y", 1, 5, headWidth));
    }

    @Test
    void attentionToWhatCameBeforeIsPortable() {
        KernelChoice gpu = KernelChoice.of(GPU, "auto");
        assertTrue(gpu.tiles(attention(64)));
        assertFalse(gpu.tiles(attention(64, true)));
    }

    @Test
    void aGpuHasAllByDefaultAndAProcessorNone() {
        assertEquals(EnumSet.allOf(GpuKernel.class), KernelChoice.of(GPU, "auto").allowed());
        assertEquals(Set.of(), KernelChoice.of(PROCESSOR, "auto").allowed());
    }

    @Test
    void aFlagTurnsThemOnAndOff() {
        assertEquals(Set.of(), KernelChoice.of(GPU, "portable").allowed());
        assertEquals(EnumSet.allOf(GpuKernel.class), KernelChoice.of(PROCESSOR, "gpu").allowed());
        assertEquals(Set.of(GpuKernel.ROW_NORM, GpuKernel.TILED_LINEAR),
                KernelChoice.of(GPU, "row-norm, tiled-linear").allowed());
    }

    @Test
    void anUnknownKernelIsNamedWithThoseThatThereAre() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> KernelChoice.of(GPU, "row-norm,fast"));
        assertEquals("there are no kernels fast; dit4j.kernels is auto, portable, gpu, or a list of tiled-linear, "
                + "mma-linear, flash-attention, row-norm, group-norm, tiled-conv", thrown.getMessage());
    }

    @Test
    void anOperationTooLargeForTheDeviceRunsOnThePortableKernel() {
        var kernels = KernelChoice.of(GPU, "auto");
        assertTrue(kernels.tiles(attention(128)));
        assertTrue(kernels.tiles(attention(4)));
        assertFalse(kernels.tiles(attention(3)), "narrower than the narrowest head");
        assertFalse(kernels.tiles(attention(129)), "wider than the widest head");
        var little = KernelChoice.of(new DeviceFeatures(true, 100, 16 << 10, 1024, true, true), "auto");
        assertFalse(little.tiles(attention(64)), "tiles of 34 KiB in 16 KiB of local memory");
        var narrow = KernelChoice.of(new DeviceFeatures(true, 100, 48 << 10, 128, true, true), "auto");
        assertFalse(narrow.tiles(linear(512, 384, 384)), "256 items in groups of at most 128");
        assertTrue(narrow.tiles(attention(64)), "128 items in groups of at most 128");
    }

    @Test
    void weightsThatOnlyLinearLayersReadAreStoredAsHalves() {
        var program = ProgramBuilder.named("tied");
        Tensor x = program.input("x", DType.F32, 2, 3);
        Tensor ids = program.input("ids", DType.I32, 2);
        Tensor weight = program.weight("weight", 3, 3);
        Tensor tied = program.weight("tied", 3, 3);
        var block = program.block("block");
        Tensor projected = block.linear("first", x, weight, Optional.empty(), Epilogue.NONE);
        Tensor scored = block.linear("second", projected, tied, Optional.empty(), Epilogue.NONE);
        program.output(block.add("sum", scored, block.embedding("token", ids, tied)));
        block.end();
        var built = program.build();
        assertEquals(Set.of(weight), KernelChoice.of(GPU, "gpu").withHalves().halves(built));
        assertEquals(Set.of(), KernelChoice.of(GPU, "gpu").halves(built));
    }

    @Test
    void halvesAreRefusedWithoutTheKernelThatReadsThem() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> KernelChoice.of(GPU, "row-norm").withHalves());
        assertEquals("weights as f16 want the kernel tiled-linear, which is off; allow it by dit4j.kernels, or use f32",
                thrown.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"255, 49152", "256, 16639"})
    void halvesAreRefusedWhereTheKernelThatReadsThemDoesNotFit(int items, int localBytes) {
        var small = KernelChoice.of(new DeviceFeatures(true, 100, localBytes, items, true, true), "auto");
        var thrown = assertThrows(IllegalArgumentException.class, small::withHalves);
        assertEquals("weights as f16 want the kernel tiled-linear, which takes groups of 256 items with 16640 bytes of local "
                + "memory; this device has " + items + " and " + localBytes + "; use f32", thrown.getMessage());
    }

    @Test
    void warpsMultiplyOnlyOnTensorCoresAndInWholeSteps() {
        KernelChoice kernels = KernelChoice.of(GPU, "auto");
        assertTrue(kernels.multiplies(linear(257, 1152, 1152)));
        assertTrue(kernels.multiplies(linear(2, 16, 8)));
        assertFalse(kernels.multiplies(linear(257, 1152, 12)), "12 columns are no whole accumulators of 8");
        assertFalse(kernels.multiplies(linear(257, 24, 1152)), "24 products are no whole steps of 16");
        var older = new DeviceFeatures(true, 100, 48 << 10, 1024, true, false);
        assertFalse(KernelChoice.of(older, "gpu").multiplies(linear(257, 1152, 1152)), "no tensor cores");
        assertFalse(KernelChoice.of(GPU, "tiled-linear").multiplies(linear(257, 1152, 1152)), "turned off");
    }

    @Test
    void warpsWorkInWideGroupsOnlyIfThatLeavesWorkForAllComputeUnits() {
        KernelChoice kernels = KernelChoice.of(GPU, "auto");
        assertEquals(MmaLinear.NARROW, kernels.mmaSpan(linear(1024, 384, 1152)), "72 work-groups for 100 compute units");
        assertEquals(MmaLinear.WIDE, kernels.mmaSpan(linear(2048, 384, 1152)), "144 work-groups for 100 compute units");
        var narrow = KernelChoice.of(new DeviceFeatures(true, 100, 48 << 10, 128, true, true), "auto");
        assertEquals(MmaLinear.NARROW, narrow.mmaSpan(linear(2048, 384, 1152)), "256 items in groups of at most 128");
    }

    @Test
    void outputsOfWarpsHaveRoomForWholeAccumulatorsAndNoOthers() {
        var program = ProgramBuilder.named("rows");
        Tensor x = program.input("x", DType.F32, 5, 16);
        var block = program.block("block");
        Tensor hidden = block.linear("first", x, 24, true, Epilogue.NONE);
        Tensor last = block.linear("second", hidden, 3, true, Epilogue.NONE);
        program.output(last);
        block.end();
        var built = program.build();
        KernelChoice kernels = KernelChoice.of(GPU, "auto");
        assertEquals(16 * 24, kernels.withHalves().buffers(built).of(hidden).size(), "16 rows for 5");
        assertEquals(5 * 3, kernels.withHalves().buffers(built).of(last).size(), "by the tiled kernel");
        assertEquals(5 * 24, kernels.buffers(built).of(hidden).size(), "weights as f32 never come to tensor cores");
    }

    @ParameterizedTest
    @CsvSource({"4194304, 1024, 4294967296", "120, 16777216, 2147483648"})
    void outputsThatNoArrayHoldsAreRefusedWithTheirRoom(int rows, int out, long elements) {
        var program = ProgramBuilder.named("large");
        Tensor x = program.input("x", DType.F32, rows, 16);
        var block = program.block("block");
        program.output(block.linear("first", x, out, true, Epilogue.NONE));
        block.end();
        var built = program.build();
        var thrown = assertThrows(IllegalArgumentException.class, () -> KernelChoice.estimate(DType.F16).buffers(built));
        assertEquals("block.first [" + rows + ", " + out + "] has " + elements
                + " elements, more than an array can hold (2147483647); use a smaller batch", thrown.getMessage());
    }

    @Test
    void anEstimateWithWeightsAsF16TakesHalfForThem() {
        var program = ProgramBuilder.named("large");
        Tensor x = program.input("x", DType.F32, 1, 160);
        var block = program.block("block");
        program.output(block.linear("first", x, 320, false, Epilogue.NONE));
        block.end();
        var built = program.build();
        assertEquals(4 * (160 + 160 * 320 + 320 + 320), KernelChoice.estimate(DType.F32).buffers(built).bytes());
        assertEquals(4 * (160 + 160 * 320 / 2 + 320 + 16 * 320), KernelChoice.estimate(DType.F16).buffers(built).bytes());
    }

    @Test
    void itemsHaveAWideShareOnlyIfThatLeavesWorkForAllComputeUnits() {
        var kernels = KernelChoice.of(GPU, "auto");
        assertEquals(TiledLinear.NARROW, kernels.span(linear(512, 384, 1152)), "36 work-groups for 100 compute units");
        assertEquals(TiledLinear.WIDE, kernels.span(linear(2048, 384, 1152)), "144 work-groups for 100 compute units");
    }
}
