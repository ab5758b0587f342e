package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.ElementFunctions;
import io.github.dit4j.engine.jvm.kernels.FastProducts;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Strassen;
import io.github.dit4j.engine.jvm.kernels.Winograd;
import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.tensor.DType;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/**
 * The inner loops on vectors of {@code jdk.incubator.vector}. What does not fill a vector at the end of a row is
 * computed one by one with the same arithmetic.
 */
public final class PanamaKernels implements Kernels {
    private final Strassen strassen = new PanamaStrassen();
    private final Winograd winograd = new PanamaWinograd();
    private final Optional<FastProducts> fastProducts;

    /** @param isFast whether there are {@link FastProducts} */
    public PanamaKernels(boolean isFast) {
        fastProducts = isFast ? Optional.of(new PanamaFastProducts(this)) : Optional.empty();
    }

    @Override
    public String description() {
        return SPECIES.vectorBitSize() + "-bit SIMD";
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public void accumulate(float[] a, int aAt, int aStride, int rows, float[] panel, int panelAt, int width, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        PanamaProduct.accumulate(a, aAt, aStride, rows, panel, panelAt, width, depth,
                from, fromAt, fromStride, c, cAt, cStride);
    }

    @Override
    public void sideBySide(float[] a, int aAt, int aStride, int rows, int depth, float[] out, int outAt, int outStride) {
        for (int row = 0; row < rows; row += PanamaSideBySide.LANES) {
            int from = aAt + row * aStride;
            int some = Math.min(PanamaSideBySide.LANES, rows - row);
            int done = PanamaSideBySide.rows(a, from, aStride, some, depth, out, outAt + row, outStride);
            Kernels.oneByOne(a, from + done, aStride, some, depth - done, out, outAt + row + done * outStride, outStride);
        }
    }

    @Override
    public boolean wantsArranged() {
        return true;
    }

    @Override
    public int arrangedRow(int depth) {
        return PanamaProduct.arrangedRow(depth);
    }

    @Override
    public void arrange(float[] a, int aAt, int aStride, int rows, int depth, float[] out, int outAt) {
        PanamaProduct.arrange(a, aAt, aStride, rows, depth, out, outAt);
    }

    @Override
    public void accumulateArranged(float[] a, int aAt, int aDepth, int k, int rows, float[] panel, int panelAt, int width,
            int depth, float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride, Ahead ahead) {
        PanamaProduct.accumulateArranged(a, aAt, aDepth, k, rows, panel, panelAt, width, depth,
                from, fromAt, fromStride, c, cAt, cStride, ahead);
    }

    @Override
    public Optional<FastProducts> fastProducts() {
        return fastProducts;
    }

    @Override
    public void accumulateColumns(float[] a, int aAt, int rows, float[] panel, int panelAt, int width, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        PanamaProduct.accumulateColumns(a, aAt, rows, panel, panelAt, width, depth, from, fromAt, fromStride, c, cAt, cStride);
    }

    @Override
    public void widen(DType type, short[] x, int xAt, float[] out, int outAt, int count) {
        PanamaWidening.widen(type, x, xAt, out, outAt, count);
    }

    @Override
    public Strassen strassen() {
        return strassen;
    }

    @Override
    public Winograd winograd() {
        return winograd;
    }

    @Override
    public void copy(float[] x, int xAt, int xStride, float[] out, int outAt, int outStride, int rows, int count) {
        if (count != 2 * LANES) {
            Kernels.super.copy(x, xAt, xStride, out, outAt, outStride, rows, count);
            return;
        }
        // Values of attention: with a call for each row, of which so little is copied, attention takes 2 to 4 % longer.
        for (int row = 0; row < rows; row++) {
            at(x, xAt + row * xStride).intoArray(out, outAt + row * outStride);
            at(x, xAt + row * xStride + LANES).intoArray(out, outAt + row * outStride + LANES);
        }
    }

    @Override
    public void add(float[] x, int xAt, float[] y, int yAt, float[] out, int outAt, int count) {
        int whole = SPECIES.loopBound(count);
        for (int i = 0; i < whole; i += LANES) {
            at(x, xAt + i).add(at(y, yAt + i)).intoArray(out, outAt + i);
        }
        for (int i = whole; i < count; i++) {
            out[outAt + i] = x[xAt + i] + y[yAt + i];
        }
    }

    @Override
    public void scale(float[] x, int xAt, float factor, float[] out, int outAt, int count) {
        int whole = SPECIES.loopBound(count);
        for (int i = 0; i < whole; i += LANES) {
            at(x, xAt + i).mul(factor).intoArray(out, outAt + i);
        }
        for (int i = whole; i < count; i++) {
            out[outAt + i] = x[xAt + i] * factor;
        }
    }

    @Override
    public void add(float[] x, int xAt, int xStride, float[] y, float[] out, int at, int stride, int rows, int count) {
        int whole = SPECIES.loopBound(count);
        for (int row = 0; row < rows; row++) {
            int from = xAt + row * xStride;
            int to = at + row * stride;
            for (int i = 0; i < whole; i += LANES) {
                at(x, from + i).add(at(y, to + i)).intoArray(out, to + i);
            }
            for (int i = whole; i < count; i++) {
                out[to + i] = x[from + i] + y[to + i];
            }
        }
    }

    @Override
    public void multiplyAdd(float[] x, int xAt, int xStride, float[] factors, int factorsAt, float[] y,
            float[] out, int at, int stride, int rows, int count) {
        int whole = SPECIES.loopBound(count);
        for (int row = 0; row < rows; row++) {
            int from = xAt + row * xStride;
            int to = at + row * stride;
            for (int i = 0; i < whole; i += LANES) {
                at(x, from + i).fma(at(factors, factorsAt + i), at(y, to + i)).intoArray(out, to + i);
            }
            for (int i = whole; i < count; i++) {
                out[to + i] = Math.fma(x[from + i], factors[factorsAt + i], y[to + i]);
            }
        }
    }

    @Override
    public void activate(Activation function, float[] x, int xAt, int xStride, float[] out, int outAt, int outStride,
            int rows, int count) {
        int whole = SPECIES.loopBound(count);
        switch (function) {
            case IDENTITY -> PanamaActivations.identity(x, xAt, xStride, out, outAt, outStride, rows, whole);
            case RELU -> PanamaActivations.relu(x, xAt, xStride, out, outAt, outStride, rows, whole);
            case SILU -> PanamaActivations.gated(-1, x, xAt, xStride, out, outAt, outStride, rows, whole);
            case GELU_TANH -> PanamaActivations.geluTanh(x, xAt, xStride, out, outAt, outStride, rows, whole);
            case GELU_ERF -> PanamaActivations.geluErf(x, xAt, xStride, out, outAt, outStride, rows, whole);
            case QUICK_GELU -> PanamaActivations.gated(
                    ElementFunctions.MINUS_QUICK, x, xAt, xStride, out, outAt, outStride, rows, whole);
        }
        for (int row = 0; row < rows && whole < count; row++) {
            for (int i = whole; i < count; i++) {
                out[outAt + row * outStride + i] = ElementFunctions.apply(function, x[xAt + row * xStride + i]);
            }
        }
    }

    @Override
    public void normalize(float[] x, int xAt, int count, float epsilon, float[] scale, int scaleAt, float unit,
            float[] shift, int shiftAt, float[] out, int outAt) {
        int whole = SPECIES.loopBound(count);
        float mean = (float) (sum(x, xAt, count) / count);
        // The squares of what is left after the mean: their sum does not cancel as Σx² − (Σx)²/n would.
        float factor = (float) (1 / Math.sqrt(squares(x, xAt, count, mean) / count + epsilon));

        for (int i = 0; i < whole; i += LANES) {
            FloatVector normal = at(x, xAt + i).sub(mean).mul(factor);
            normal.fma(at(scale, scaleAt + i).add(unit), at(shift, shiftAt + i)).intoArray(out, outAt + i);
        }
        for (int i = whole; i < count; i++) {
            float normal = (x[xAt + i] - mean) * factor;
            out[outAt + i] = Math.fma(normal, scale[scaleAt + i] + unit, shift[shiftAt + i]);
        }
    }

    @Override
    public double sum(float[] x, int xAt, int count) {
        int whole = SPECIES.loopBound(count);
        int fours = whole - whole % (4 * LANES);
        var sums0 = FloatVector.zero(SPECIES);
        var sums1 = FloatVector.zero(SPECIES);
        var sums2 = FloatVector.zero(SPECIES);
        var sums3 = FloatVector.zero(SPECIES);
        // Four, because one would wait for itself; loaded without a method of our own, through which four become objects.
        for (int i = 0; i < fours; i += 4 * LANES) {
            sums0 = FloatVector.fromArray(SPECIES, x, xAt + i).add(sums0);
            sums1 = FloatVector.fromArray(SPECIES, x, xAt + i + LANES).add(sums1);
            sums2 = FloatVector.fromArray(SPECIES, x, xAt + i + 2 * LANES).add(sums2);
            sums3 = FloatVector.fromArray(SPECIES, x, xAt + i + 3 * LANES).add(sums3);
        }
        for (int i = fours; i < whole; i += LANES) {
            sums0 = FloatVector.fromArray(SPECIES, x, xAt + i).add(sums0);
        }
        // As in PanamaSum, whose argument would be an object for each row.
        var all = FloatVector.zero(SPECIES).add(sums0).add(sums1).add(FloatVector.zero(SPECIES).add(sums2).add(sums3));
        if (LANES > 8) {
            all = all.add(all.rearrange(PanamaSum.TURN_8));
        }
        if (LANES > 4) {
            all = all.add(all.rearrange(PanamaSum.TURN_4));
        }
        all = all.add(all.rearrange(PanamaSum.TURN_2));
        double sum = all.add(all.rearrange(PanamaSum.TURN_1)).lane(0);
        for (int i = whole; i < count; i++) {
            sum += x[xAt + i];
        }
        return sum;
    }

    @Override
    public double squares(float[] x, int xAt, int count, float center) {
        int whole = SPECIES.loopBound(count);
        int fours = whole - whole % (4 * LANES);
        var squares0 = FloatVector.zero(SPECIES);
        var squares1 = FloatVector.zero(SPECIES);
        var squares2 = FloatVector.zero(SPECIES);
        var squares3 = FloatVector.zero(SPECIES);
        for (int i = 0; i < fours; i += 4 * LANES) {
            var centred = FloatVector.fromArray(SPECIES, x, xAt + i).sub(center);
            squares0 = centred.fma(centred, squares0);
            centred = FloatVector.fromArray(SPECIES, x, xAt + i + LANES).sub(center);
            squares1 = centred.fma(centred, squares1);
            centred = FloatVector.fromArray(SPECIES, x, xAt + i + 2 * LANES).sub(center);
            squares2 = centred.fma(centred, squares2);
            centred = FloatVector.fromArray(SPECIES, x, xAt + i + 3 * LANES).sub(center);
            squares3 = centred.fma(centred, squares3);
        }
        for (int i = fours; i < whole; i += LANES) {
            var centred = FloatVector.fromArray(SPECIES, x, xAt + i).sub(center);
            squares0 = centred.fma(centred, squares0);
        }
        // As in PanamaSum, here too.
        var all = FloatVector.zero(SPECIES).add(squares0).add(squares1).add(FloatVector.zero(SPECIES).add(squares2).add(squares3));
        if (LANES > 8) {
            all = all.add(all.rearrange(PanamaSum.TURN_8));
        }
        if (LANES > 4) {
            all = all.add(all.rearrange(PanamaSum.TURN_4));
        }
        all = all.add(all.rearrange(PanamaSum.TURN_2));
        double sum = all.add(all.rearrange(PanamaSum.TURN_1)).lane(0);
        for (int i = whole; i < count; i++) {
            float centred = x[xAt + i] - center;
            sum += centred * centred;
        }
        return sum;
    }

    @Override
    public void standardize(float[] x, int xAt, float center, float factor, float shift, float[] out, int outAt, int count) {
        int whole = SPECIES.loopBound(count);
        FloatVector factors = FloatVector.broadcast(SPECIES, factor);
        FloatVector shifts = FloatVector.broadcast(SPECIES, shift);
        for (int i = 0; i < whole; i += LANES) {
            at(x, xAt + i).sub(center).fma(factors, shifts).intoArray(out, outAt + i);
        }
        for (int i = whole; i < count; i++) {
            out[outAt + i] = Math.fma(x[xAt + i] - center, factor, shift);
        }
    }

    @Override
    public float softmax(float[] x, int at, int count, float scale) {
        return PanamaSoftmax.row(x, at, count, scale);
    }

    @Override
    public void softmaxOfColumns(float[] x, int at, int rows, float scale, float[] sums, int sumsAt) {
        PanamaSoftmax.columns(x, at, rows, scale, sums, sumsAt);
    }

    @Override
    public long multiplyAdds(int rounds, float[] result) {
        return PanamaPeak.run(rounds, result);
    }

    private static FloatVector at(float[] row, int index) {
        return FloatVector.fromArray(SPECIES, row, index);
    }
}
