package io.github.dit4j.engine.lowering;

import io.github.dit4j.engine.device.DeviceFeatures;
import io.github.dit4j.engine.kernel.gpu.FlashAttention;
import io.github.dit4j.engine.kernel.gpu.Grids;
import io.github.dit4j.engine.kernel.gpu.GroupNorm;
import io.github.dit4j.engine.kernel.gpu.RowNorm;
import io.github.dit4j.engine.kernel.gpu.TiledConv;
import io.github.dit4j.engine.kernel.gpu.TiledLinear;
import io.github.dit4j.engine.op.Block;
import io.github.dit4j.engine.op.ImageOp;
import io.github.dit4j.engine.op.Op;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
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

    /** The portable kernels, on any device. */
    public static final KernelChoice PORTABLE = new KernelChoice(new DeviceFeatures(false, 1, 0, 1, false), Set.of(), false);

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

    /**
     * The same, with the weights of linear layers stored as F16, for a device with half precision. All sums are F32 still.
     *
     * @throws IllegalArgumentException if {@link TiledLinear} is not allowed, the one kernel that reads them
     */
    public KernelChoice withHalves() {
        if (!allowed.contains(GpuKernel.TILED_LINEAR)) {
            throw new IllegalArgumentException("weights as f16 want the kernel " + GpuKernel.TILED_LINEAR.id()
                    + ", which is off; allow it by " + PROPERTY + ", or use f32");
        }
        return new KernelChoice(features, allowed, true);
    }

    /** The weights of a program that are stored as F16: those that nothing but linear layers reads. */
    public Set<Tensor> halves(Program program) {
        if (!halves) {
            return Set.of();
        }
        var found = new HashSet<>(program.weights());
        for (Block block : program.blocks()) {
            for (Op op : block.ops()) {
                op.inputs().stream().filter(tensor -> !(op instanceof Op.Linear linear && tiles(linear)
                        && tensor.equals(linear.weight()))).forEach(found::remove);
            }
        }
        return Set.copyOf(found);
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
