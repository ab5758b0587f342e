package io.github.dit4j.engine.jvm.kernels;

/** Winograd's transforms in scalar Java, tile by tile. */
final class ScalarWinograd implements Winograd {
    private final int lanes;

    ScalarWinograd(int lanes) {
        this.lanes = lanes;
    }

    @Override
    public void rows(float[] x, int xAt, int runs, float[] rows, int rowsAt) {
        for (int run = 0; run < runs; run++) {
            for (int tile = 0; tile < lanes; tile++) {
                int from = xAt + 2 * (run * lanes + tile);
                int to = rowsAt + 4 * run * lanes + tile;
                rows[to] = x[from] - x[from + 2];
                rows[to + lanes] = x[from + 1] + x[from + 2];
                rows[to + 2 * lanes] = x[from + 2] - x[from + 1];
                rows[to + 3 * lanes] = x[from + 1] - x[from + 3];
            }
        }
    }

    @Override
    public void rowsRepeated(float[] x, int xAt, int runs, float[] rows, int rowsAt) {
        for (int run = 0; run < runs; run++) {
            for (int tile = 0; tile < lanes; tile++) {
                int from = xAt + run * lanes + tile;
                int to = rowsAt + 3 * run * lanes + tile;
                rows[to] = x[from] - x[from + 1];
                rows[to + lanes] = x[from + 1] + x[from + 1];
                rows[to + 2 * lanes] = x[from + 1] - x[from + 2];
            }
        }
    }

    @Override
    public void input(float[] rows, int rowsAt, int rowStride, float[] v, int vAt, int stride) {
        for (int j = 0; j < 4; j++) {
            for (int tile = 0; tile < lanes; tile++) {
                int from = rowsAt + j * lanes + tile;
                int to = vAt + j * stride + tile;
                v[to] = rows[from] - rows[from + 2 * rowStride];
                v[to + 4 * stride] = rows[from + rowStride] + rows[from + 2 * rowStride];
                v[to + 8 * stride] = rows[from + 2 * rowStride] - rows[from + rowStride];
                v[to + 12 * stride] = rows[from + rowStride] - rows[from + 3 * rowStride];
            }
        }
    }

    @Override
    public void inputRepeated(float[] rows, int rowsAt, int rowStride, float[] v, int vAt, int stride) {
        for (int j = 0; j < 3; j++) {
            for (int tile = 0; tile < lanes; tile++) {
                int from = rowsAt + j * lanes + tile;
                int to = vAt + j * stride + tile;
                v[to] = rows[from] - rows[from + rowStride];
                v[to + 3 * stride] = rows[from + rowStride] + rows[from + rowStride];
                v[to + 6 * stride] = rows[from + rowStride] - rows[from + 2 * rowStride];
            }
        }
    }

    @Override
    public void output(float[] m, int mAt, int stride, float bias, float[] out, int outAt, int outStride) {
        for (int tile = 0; tile < lanes; tile++) {
            for (int row = 0; row < 2; row++) {
                float s0 = sum(m, mAt + tile, 4 * stride, row);
                float s1 = sum(m, mAt + tile + stride, 4 * stride, row);
                float s2 = sum(m, mAt + tile + 2 * stride, 4 * stride, row);
                float s3 = sum(m, mAt + tile + 3 * stride, 4 * stride, row);
                out[outAt + row * outStride + 2 * tile] = s0 + s1 + s2 + bias;
                out[outAt + row * outStride + 2 * tile + 1] = s1 - s2 - s3 + bias;
            }
        }
    }

    /** A row of Aᵀ: m0 + m1 + m2 or m1 − m2 − m3. */
    private static float sum(float[] m, int at, int stride, int row) {
        return row == 0
                ? m[at] + m[at + stride] + m[at + 2 * stride]
                : m[at + stride] - m[at + 2 * stride] - m[at + 3 * stride];
    }

    @Override
    public void outputRepeated(float[] m, int mAt, int stride, float bias, float[] out, int outAt, int outStride) {
        for (int tile = 0; tile < lanes; tile++) {
            for (int row = 0; row < 2; row++) {
                float s0 = sumRepeated(m, mAt + tile, 3 * stride, row);
                float s1 = sumRepeated(m, mAt + tile + stride, 3 * stride, row);
                float s2 = sumRepeated(m, mAt + tile + 2 * stride, 3 * stride, row);
                out[outAt + row * outStride + 2 * tile] = s0 + s1 + bias;
                out[outAt + row * outStride + 2 * tile + 1] = s1 - s2 + bias;
            }
        }
    }

    private static float sumRepeated(float[] m, int at, int stride, int row) {
        return row == 0 ? m[at] + m[at + stride] : m[at + stride] - m[at + 2 * stride];
    }
}
