package io.github.dit4j.engine.lowering;

import java.util.Arrays;
import java.util.Optional;

/** The kernels that are made for GPUs, each in the place of a portable one. */
public enum GpuKernel {
    /** {@link io.github.dit4j.engine.kernel.gpu.TiledLinear} for {@link io.github.dit4j.engine.kernel.LinearKernel}. */
    TILED_LINEAR("tiled-linear"),
    /**
     * {@link io.github.dit4j.engine.kernel.gpu.MmaLinear} for {@link io.github.dit4j.engine.kernel.LinearKernel}, where weights
     * are stored as F16 and the device has tensor cores.
     */
    MMA_LINEAR("mma-linear"),
    /** {@link io.github.dit4j.engine.kernel.gpu.FlashAttention} for {@link io.github.dit4j.engine.kernel.AttentionKernel}. */
    FLASH_ATTENTION("flash-attention"),
    /** {@link io.github.dit4j.engine.kernel.gpu.RowNorm} for {@link io.github.dit4j.engine.kernel.NormKernel}. */
    ROW_NORM("row-norm"),
    /** {@link io.github.dit4j.engine.kernel.gpu.GroupNorm} for {@link io.github.dit4j.engine.kernel.GroupNormKernel}. */
    GROUP_NORM("group-norm"),
    /** {@link io.github.dit4j.engine.kernel.gpu.TiledConv} for {@link io.github.dit4j.engine.kernel.ConvKernel}. */
    TILED_CONV("tiled-conv");

    private final String id;

    GpuKernel(String id) {
        this.id = id;
    }

    /** What flags and reports call it. */
    public String id() {
        return id;
    }

    static Optional<GpuKernel> of(String id) {
        return Arrays.stream(values()).filter(kernel -> kernel.id.equals(id)).findFirst();
    }
}
