package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.FastProducts;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.jvm.kernels.Winograd;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.SmallFloats;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The weights of a model, each loaded and packed when a program first asks for it, and kept for all programs. */
final class JvmWeights {
    // How far the exponents of normally distributed numbers lie below their standard deviation's logarithm, in the mean.
    private static final double EXPONENT_BELOW_DEVIATION = 1.42;

    private final Weights weights;
    private final DType type;
    private final ThreadTeam team;
    private final Kernels kernels;
    private final Map<Tensor, float[]> loaded = new HashMap<>();
    private final Map<Packed, PackedMatrix> packed = new HashMap<>();
    private final Map<Packed, FastMatrix> fast = new HashMap<>();
    private final Map<Transformed, float[]> transformed = new HashMap<>();

    /** A weight may be packed in two ways, if a program reads it elsewhere too, or for fewer tokens, and another does not. */
    private record Packed(Tensor weight, DType type, StrassenCut cut) {}

    /** Filters and whether they are for an image of repeated pixels. */
    private record Transformed(Tensor weight, boolean repeated) {}

    /** @param type of the weights of linear layers */
    JvmWeights(Weights weights, DType type, ThreadTeam team, Kernels kernels) {
        this.weights = weights;
        this.type = type;
        this.team = team;
        this.kernels = kernels;
    }

    /** The type in which weights are kept that linear layers alone read. */
    DType type() {
        return type;
    }

    /** A weight as it is. */
    synchronized float[] floats(Tensor weight) {
        return loaded.computeIfAbsent(weight, wanted -> load(wanted, TensorData::toFloats));
    }

    /** What is made of a weight's data, which are then no longer needed. */
    private <T> T load(Tensor weight, Function<TensorData, T> packing) {
        TensorData data = weights.get(weight);
        try {
            return packing.apply(data);
        } finally {
            data.unload();
        }
    }

    /**
     * A linear layer's weight, packed.
     *
     * @param stored F32, or F16 or BF16, to which it is rounded
     * @param cut for which F32 is to have {@linkplain StrassenCut#differences differences}
     * @throws IllegalArgumentException if it has values beyond the range of that type
     */
    synchronized PackedMatrix packed(Tensor weight, DType stored, StrassenCut cut) {
        return packed.computeIfAbsent(new Packed(weight, stored, cut),
                _ -> load(weight, data -> pack(weight, data, stored, cut, false)));
    }

    /** The same for {@link FastProducts}. */
    synchronized FastMatrix fast(Tensor weight, DType stored) {
        return fast.computeIfAbsent(new Packed(weight, stored, StrassenCut.NONE),
                _ -> load(weight, data -> packFast(weight, data, stored)));
    }

    /**
     * The filters of a convolution by 3×3, transformed for {@link WinogradStep}: {@code [components, out, in]}, each component
     * {@linkplain Kernels#arrange arranged}. They take 16/9 of the memory that they have as they are, or as much where pixels are
     * repeated, and what arranging fills up.
     */
    synchronized float[] winograd(Tensor weight, boolean repeated) {
        return transformed.computeIfAbsent(new Transformed(weight, repeated),
                _ -> load(weight, data -> transform(weight, data, repeated)));
    }

    private float[] transform(Tensor weight, TensorData data, boolean repeated) {
        int out = weight.shape().dim(0);
        int in = weight.shape().dim(1);
        int components = Winograd.components(repeated);
        int row = kernels.arrangedRow(in);
        var result = new float[Math.multiplyExact(Math.multiplyExact(components, out), row)];
        var filters = new float[team.threads()][Math.multiplyExact(9, in)];
        team.run(out, (filter, worker) -> {
            data.copyTo((long) filter * in * 9, filters[worker], 0, in * 9);
            Winograd.transformFilters(filters[worker], in, result, filter * row, out * row, repeated);
        });
        if (kernels.wantsArranged()) {
            team.run(components, (component, _) -> {
                int at = component * out * row;
                kernels.arrange(Arrays.copyOfRange(result, at, at + out * row), 0, row, out, in, result, at);
            });
        }
        return result;
    }

    /**
     * Packs a linear layer's weight for products with it from the right.
     *
     * @param data {@code [out, ...]}: a row for each output
     * @param cut for which it is to have {@linkplain StrassenCut#differences differences}
     */
    PackedMatrix pack(TensorData data, StrassenCut cut) {
        return packSingles(data, cut, false);
    }

    /** The same as numbers of a type, for {@link FastProducts} or not. */
    private PackedMatrix pack(Tensor weight, TensorData data, DType stored, StrassenCut cut, boolean isFast) {
        return stored == DType.F32 ? packSingles(data, cut, isFast) : packHalves(weight, data, stored, cut, isFast);
    }

    private PackedMatrix packSingles(TensorData data, StrassenCut cut, boolean isFast) {
        Panels panels = panels(data, cut);
        int in = panels.depth();
        var matrix = new PackedMatrix.Singles(panels, new float[Kernels.ALIGNED + panels.size()]);
        var rows = new float[team.threads()][Math.multiplyExact(Panels.WIDE * kernels.lanes(), in)];
        int together = cut.isCut() ? 2 : 1;
        team.run(panels.count() / together, (tile, worker) -> {
            int first = tile * together;
            for (int panel = first; panel < first + together; panel++) {
                copyColumns(data, panels, panel, isFast, rows[worker]);
                panels.packColumns(panel, rows[worker], 0, in, matrix.data(), Kernels.ALIGNED);
            }
            for (int k = 0; cut.isCut() && k < in; k += cut.block()) {
                cut.differences(kernels.strassen(), matrix.data(), matrix.loadedAt(first, k, 0),
                        matrix.loadedAt(first + 1, k, 0), panels.width(first));
            }
        });
        return matrix;
    }

    private PackedMatrix packHalves(Tensor weight, TensorData data, DType half, StrassenCut cut, boolean isFast) {
        Panels panels = panels(data, cut);
        int in = panels.depth();
        var matrix = new PackedMatrix.Halves(panels, half, new short[panels.size()]);
        int size = Math.multiplyExact(Panels.WIDE * kernels.lanes(), in);
        var rows = new float[team.threads()][size];
        var packedPanel = new float[team.threads()][size];
        try {
            team.run(panels.count(), (panel, worker) -> {
                copyColumns(data, panels, panel, isFast, rows[worker]);
                panels.packColumns(panel, rows[worker], 0, in, packedPanel[worker], -panels.offset(panel));
                SmallFloats.round(
                        half, packedPanel[worker], 0, matrix.data(), panels.offset(panel), panels.width(panel) * in);
            });
        } catch (IllegalArgumentException beyond) {
            throw new IllegalArgumentException("weight " + weight + ": " + beyond.getMessage() + "; use --dtype "
                    + (half == DType.F16 ? "bf16 or f32" : "f32"), beyond);
        }
        return matrix;
    }

    /** Copies the columns of a panel one after another, {@code [used, depth]}. */
    private static void copyColumns(TensorData data, Panels panels, int panel, boolean isFast, float[] out) {
        int in = panels.depth();
        data.copyTo((long) panels.column(panel) * in, out, 0, panels.used(panel) * in);
        int block = Kernels.depthBlock(in);
        for (int k = 0; isFast && k < in; k += block) {
            FastProducts.negate(out, k, in, panels.used(panel), Math.min(block, in - k));
        }
    }

    /**
     * Packs a linear layer's weight for {@link FastProducts}.
     *
     * @param stored F32, or F16 or BF16, to which it is rounded
     * @throws IllegalArgumentException if it has values beyond the range of that type
     */
    FastMatrix packFast(Tensor weight, TensorData data, DType stored) {
        PackedMatrix matrix = pack(weight, data, stored, StrassenCut.NONE, true);
        Panels panels = matrix.panels();
        int block = Kernels.depthBlock(panels.depth());
        var corrections = new float[Math.ceilDiv(panels.depth(), block) * panels.columns()];
        var exponents = new long[panels.count()];
        var counts = new long[panels.count()];
        var memory = new float[team.threads()][matrix.blockSize(block)];
        team.run(panels.count(), (panel, worker) -> {
            for (int k = 0; k < panels.depth(); k += block) {
                int rows = Math.min(block, panels.depth() - k);
                matrix.load(panel, k, rows, kernels, memory[worker], 0);
                float[] b = matrix.loaded(memory[worker]);
                int at = matrix.loadedAt(panel, k, 0);
                for (int i = at; i < at + rows * panels.width(panel); i++) {
                    int exponent = Math.getExponent(b[i]);
                    if (exponent >= Float.MIN_EXPONENT && exponent <= Float.MAX_EXPONENT) {
                        exponents[panel] += exponent;
                        counts[panel]++;
                    }
                }
                for (int column = 0; column < panels.width(panel); column += kernels.half()) {
                    FastProducts.correct(b, at + rows * column, rows, kernels.half(),
                            corrections, FastMatrix.correctionsAt(panels, panel, k) + column);
                }
            }
        });
        return new FastMatrix(matrix, corrections, meanSquare(Arrays.stream(exponents).sum(), Arrays.stream(counts).sum()));
    }

    /**
     * The mean square of normally distributed elements of which that is the sum of the exponents. Their squares' own mean would be that
     * of the largest column, or of one element, beside which the others are lost.
     */
    private static float meanSquare(long exponents, long count) {
        return count == 0 ? 0 : (float) Math.pow(2, 2 * (EXPONENT_BELOW_DEVIATION + (double) exponents / count));
    }

    private Panels panels(TensorData data, StrassenCut cut) {
        int out = data.shape().dim(0);
        int in = Math.toIntExact(data.shape().elements() / out);
        return cut.isCut() ? kernels.panels(in, out, cut.block() / 2) : kernels.panels(in, out);
    }

    /** Forgets all weights. */
    synchronized void clear() {
        loaded.clear();
        packed.clear();
        fast.clear();
        transformed.clear();
    }
}
