package io.github.dit4j.engine.jvm.kernels;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.SmallFloats;

/** The inner loops in scalar Java: for a JVM that was started without {@code jdk.incubator.vector}. */
public final class ScalarKernels implements Kernels {
    // 4×4 sums leave room in the 16 or 32 scalar registers for the operands.
    private static final int TILE = 4;

    private final Strassen strassen = new ScalarStrassen();
    private final Winograd winograd = new ScalarWinograd(TILE);

    @Override
    public String description() {
        return "scalar code";
    }

    @Override
    public int lanes() {
        return TILE;
    }

    @Override
    public void accumulate(float[] a, int aAt, int aStride, int rows, float[] panel, int panelAt, int width, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < width; column += TILE) {
                tile(a, aAt + row * aStride, panel, panelAt + column, width, depth,
                        from, fromAt + row * fromStride + column, c, cAt + row * cStride + column);
            }
        }
    }

    private static void tile(float[] a, int aAt, float[] panel, int panelAt, int width, int depth,
            float[] from, int fromAt, float[] c, int cAt) {
        float c0 = 0;
        float c1 = 0;
        float c2 = 0;
        float c3 = 0;
        for (int k = 0; k < depth; k++) {
            float factor = a[aAt + k];
            int at = panelAt + k * width;
            c0 = Math.fma(factor, panel[at], c0);
            c1 = Math.fma(factor, panel[at + 1], c1);
            c2 = Math.fma(factor, panel[at + 2], c2);
            c3 = Math.fma(factor, panel[at + 3], c3);
        }
        c[cAt] = from[fromAt] + c0;
        c[cAt + 1] = from[fromAt + 1] + c1;
        c[cAt + 2] = from[fromAt + 2] + c2;
        c[cAt + 3] = from[fromAt + 3] + c3;
    }

    @Override
    public void accumulateColumns(float[] a, int aAt, int rows, float[] panel, int panelAt, int width, int depth,
            float[] from, int fromAt, int fromStride, float[] c, int cAt, int cStride) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < width; column++) {
                float sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(a[aAt + k * half() + row], panel[panelAt + k * width + column], sum);
                }
                c[cAt + row * cStride + column] = from[fromAt + row * fromStride + column] + sum;
            }
        }
    }

    @Override
    public void widen(DType type, short[] x, int xAt, float[] out, int outAt, int count) {
        SmallFloats.widen(type, x, xAt, out, outAt, count);
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
    public void add(float[] x, int xAt, float[] y, int yAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i++) {
            out[outAt + i] = x[xAt + i] + y[yAt + i];
        }
    }

    @Override
    public void scale(float[] x, int xAt, float factor, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i++) {
            out[outAt + i] = x[xAt + i] * factor;
        }
    }

    @Override
    public void add(float[] x, int xAt, int xStride, float[] y, float[] out, int at, int stride, int rows, int count) {
        for (int row = 0; row < rows; row++) {
            add(x, xAt + row * xStride, y, at + row * stride, out, at + row * stride, count);
        }
    }

    @Override
    public void multiplyAdd(float[] x, int xAt, int xStride, float[] factors, int factorsAt, float[] y,
            float[] out, int at, int stride, int rows, int count) {
        for (int row = 0; row < rows; row++) {
            int from = xAt + row * xStride;
            int to = at + row * stride;
            for (int i = 0; i < count; i++) {
                out[to + i] = Math.fma(x[from + i], factors[factorsAt + i], y[to + i]);
            }
        }
    }

    @Override
    public void activate(Activation function, float[] x, int xAt, int xStride, float[] out, int outAt, int outStride,
            int rows, int count) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < count; i++) {
                out[outAt + row * outStride + i] = ElementFunctions.apply(function, x[xAt + row * xStride + i]);
            }
        }
    }

    @Override
    public void normalize(float[] x, int xAt, int count, float epsilon, float[] scale, int scaleAt, float unit,
            float[] shift, int shiftAt, float[] out, int outAt) {
        float mean = (float) (sum(x, xAt, count) / count);
        float factor = (float) (1 / Math.sqrt(squares(x, xAt, count, mean) / count + epsilon));
        for (int i = 0; i < count; i++) {
            float normal = (x[xAt + i] - mean) * factor;
            out[outAt + i] = Math.fma(normal, scale[scaleAt + i] + unit, shift[shiftAt + i]);
        }
    }

    @Override
    public double sum(float[] x, int xAt, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += x[xAt + i];
        }
        return sum;
    }

    @Override
    public double squares(float[] x, int xAt, int count, float center) {
        double squares = 0;
        for (int i = 0; i < count; i++) {
            float centred = x[xAt + i] - center;
            squares += centred * centred;
        }
        return squares;
    }

    @Override
    public void standardize(float[] x, int xAt, float center, float factor, float shift, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i++) {
            out[outAt + i] = Math.fma(x[xAt + i] - center, factor, shift);
        }
    }

    @Override
    public float softmax(float[] x, int at, int count, float scale) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, x[at + i]);
        }
        float factor = scale * ElementFunctions.LOG2_E;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            x[at + i] = ElementFunctions.exp2((x[at + i] - largest) * factor);
            sum += x[at + i];
        }
        return (float) sum;
    }

    @Override
    public void softmaxOfColumns(float[] x, int at, int rows, float scale, float[] sums, int sumsAt) {
        var column = new float[rows];
        for (int i = 0; i < half(); i++) {
            for (int row = 0; row < rows; row++) {
                column[row] = x[at + row * half() + i];
            }
            sums[sumsAt + i] = softmax(column, 0, rows, scale);
            for (int row = 0; row < rows; row++) {
                x[at + row * half() + i] = column[row];
            }
        }
    }

    @Override
    public long multiplyAdds(int rounds, float[] result) {
        float c0 = 0;
        float c1 = 1;
        float c2 = 2;
        float c3 = 3;
        float c4 = 4;
        float c5 = 5;
        float c6 = 6;
        float c7 = 7;
        float term = result[0];
        for (int round = 0; round < rounds; round++) {
            c0 = Math.fma(1e-9f, term, c0);
            c1 = Math.fma(1e-9f, term, c1);
            c2 = Math.fma(1e-9f, term, c2);
            c3 = Math.fma(1e-9f, term, c3);
            c4 = Math.fma(1e-9f, term, c4);
            c5 = Math.fma(1e-9f, term, c5);
            c6 = Math.fma(1e-9f, term, c6);
            c7 = Math.fma(1e-9f, term, c7);
        }
        result[0] = c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7;
        return 8L * rounds;
    }
}
