package io.github.dit4j.engine.lowering;

import io.github.dit4j.engine.device.DeviceFeatures;
import io.github.dit4j.engine.kernel.gpu.FlashAttention;
import io.github.dit4j.engine.kernel.gpu.Grids;
import io.github.dit4j.engine.kernel.gpu.GroupNorm;
import io.github.dit4j.engine.kernel.gpu.MmaLinear;
import io.github.dit4j.engine.kernel.gpu.RowNorm;
import io.github.dit4j.engine.kernel.gpu.TiledConv;
import io.github.dit4j.engine.kernel.gpu.TiledLinear;
import io.github.dit4j.engine.memory.BufferPlan;
import io.github.dit4j.engine.op.Block;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which operations run on kernels made for GPUs rather than on the portable ones: those whose kernel is allowed and whose
 * sizes the device can hold.
 *
 * @param features of the device
 * @param allowed kernels that may be used
 * @param halves whether the weights of linear layers are stored as F16
 */
public record KernelChoice(DeviceFeatures features, Set<GpuKernel> allowed, boolean halves) {
    /** The system property that says which kernels, see {@link #of}; {@code auto} where it is not set. */
    public static final String PROPERTY = "dit4j.kernels";

    // A GPU of which everything can be had, for estimates.
    private static final DeviceFeatures ANY_GPU = new DeviceFeatures(true, 1, 48 << 10, 1024, true, true);

    /** The portable kernels, on any device. */
    public static final KernelChoice PORTABLE = new KernelChoice(new DeviceFeatures(false, 1, 0, 1, false, false), Set.of(), false);

    public KernelChoice {
        allowed = Set.copyOf(allowed);
    }

    /**
     * The choice for a device.
     *
     * @param kernels {@code auto} (all on a GPU, none elsewhere), {@code portable} (none), {@code gpu} (all), or a list of
     *     {@linkplain GpuKernel#id names}, separated by commas
     * @throws IllegalArgumentException if it is none of these
     */
    public static KernelChoice of(DeviceFeatures features, String kernels) {
        return new KernelChoice(features, switch (kernels) {
            case "auto" -> features.gpu() ? EnumSet.allOf(GpuKernel.class) : Set.of();
            case "portable" -> Set.of();
            case "gpu" -> EnumSet.allOf(GpuKernel.class);
            default -> Arrays.stream(kernels.split(",")).map(KernelChoice::named).collect(Collectors.toSet());
        }, false);
    }

    /** The choice that takes the most memory with weights of a type, F32 or F16; for estimates before a device is known. */
    public static KernelChoice estimate(DType weights) {
        return weights == DType.F16 ? of(ANY_GPU, "gpu").withHalves() : PORTABLE;
    }

    /**
     * The same, with the weights of linear layers stored as F16, for a device with half precision. All sums are F32 still.
     *
     * @throws IllegalArgumentException if {@link TiledLinear}, the one kernel that reads them, is not allowed or does not fit
     *     the device
     */
    public KernelChoice withHalves() {
        if (!allowed.contains(GpuKernel.TILED_LINEAR)) {
            throw new IllegalArgumentException("weights as f16 want the kernel " + GpuKernel.TILED_LINEAR.id()
                    + ", which is off; allow it by " + PROPERTY + ", or use f32");
        }
        if (!readsHalves()) {
            throw new IllegalArgumentException("weights as f16 want the kernel " + GpuKernel.TILED_LINEAR.id()
                    + ", which takes groups of " + TiledLinear.ITEMS + " items with " + TiledLinear.localBytes(TiledLinear.WIDE)
                    + " bytes of local memory; this device has " + features.maxGroupSize() + " and "
                    + features.localMemoryBytes() + "; use f32");
        }
        return new KernelChoice(features, allowed, true);
    }

    /** Whether {@link #withHalves} is possible, on a device with half precision. */
    public boolean readsHalves() {
        return allows(GpuKernel.TILED_LINEAR, TiledLinear.ITEMS, TiledLinear.localBytes(TiledLinear.WIDE));
    }

    /** The weights of a program that are stored as F16: those that nothing but linear layers reads. */
    public Set<Tensor> halves(Program program) {
        return halves ? program.linearWeights() : Set.of();
    }

    /**
     * Where the tensors of a program lie: with weights as F16 where {@link #halves} says so, and room behind the last row of
     * what {@link MmaLinear} computes, which stores whole accumulators.
     *
     * @throws IllegalArgumentException if a tensor has more elements, or room for more, than an array can hold
     */
    public BufferPlan buffers(Program program) {
        Set<Tensor> stored = halves(program);
        var room = new HashMap<Tensor, Long>();
        for (Block block : program.blocks()) {
            for (Op op : block.ops()) {
                if (op instanceof Op.Linear linear && stored.contains(linear.weight()) && multiplies(linear)) {
                    Shape output = linear.output().shape();
                    room.put(linear.output(), MmaLinear.paddedRows(output.rows()) * output.width());
                }
            }
        }
        return BufferPlan.of(program, stored, DType.F16, room);
    }

    private static GpuKernel named(String id) {
        return GpuKernel.of(id.strip()).orElseThrow(() -> new IllegalArgumentException("there are no kernels " + id
                + "; " + PROPERTY + " is auto, portable, gpu, or a list of "
                + Arrays.stream(GpuKernel.values()).map(GpuKernel::id).collect(Collectors.joining(", "))));
    }

    /** Whether {@link TiledLinear} computes it. */
    boolean tiles(Op.Linear op) {
        return allows(GpuKernel.TILED_LINEAR, TiledLinear.ITEMS, TiledLinear.localBytes(span(op)));
    }

    /** The share of an item of {@link TiledLinear}: the wide one if it leaves work for every compute unit. */
    int span(Op.Linear op) {
        int rows = op.output().shape().rows();
        int out = op.output().shape().width();
        return Grids.linearGroups(rows, out, TiledLinear.WIDE) >= features.computeUnits()
                ? TiledLinear.WIDE
                : TiledLinear.NARROW;
    }

    /** Whether {@link MmaLinear} computes it, given that its weight is stored as F16. */
    boolean multiplies(Op.Linear op) {
        int span = mmaSpan(op);
        return features.tensorCores() && MmaLinear.takes(op.x().shape().width(), op.output().shape().width())
                && allows(GpuKernel.MMA_LINEAR, MmaLinear.items(span), MmaLinear.localBytes(span));
    }

    /** The square of a work-group of {@link MmaLinear}: the wide one if it leaves work for every compute unit. */
    int mmaSpan(Op.Linear op) {
        Shape output = op.output().shape();
        return MmaLinear.items(MmaLinear.WIDE) <= features.maxGroupSize()
                && Grids.mmaLinearGroups(output.rows(), output.width(), MmaLinear.WIDE) >= features.computeUnits()
                ? MmaLinear.WIDE
                : MmaLinear.NARROW;
    }

    /** Whether {@link FlashAttention} computes it. */
    boolean tiles(Op.Attention op) {
        int width = op.headWidth();
        return !op.causal() && width >= FlashAttention.NARROWEST_HEAD && width <= FlashAttention.WIDEST_HEAD
                && allows(GpuKernel.FLASH_ATTENTION, FlashAttention.ITEMS, FlashAttention.localBytes(width));
    }

    /** Whether {@link RowNorm} computes it. */
    boolean tiles(Op.LayerNorm op) {
        return allows(GpuKernel.ROW_NORM, RowNorm.ITEMS, RowNorm.localBytes(op.x().shape().width()));
    }

    /** Whether {@link GroupNorm} computes it. */
    boolean tiles(ImageOp.GroupNorm op) {
        return allows(GpuKernel.GROUP_NORM, GroupNorm.ITEMS, GroupNorm.localBytes());
    }

    /** Whether {@link TiledConv} computes it. */
    boolean tiles(ImageOp.Conv2d op) {
        return allows(GpuKernel.TILED_CONV, TiledConv.ITEMS, TiledConv.localBytes());
    }

    private boolean allows(GpuKernel kernel, int items, long localBytes) {
        return allowed.contains(kernel) && items <= features.maxGroupSize() && localBytes <= features.localMemoryBytes();
    }
}
