package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;

/** The fixed position tables. */
final class PositionTable {

    private PositionTable() {}

    /**
     * The two-dimensional sine-cosine table of DiT's {@code get_2d_sincos_pos_embed}: the first half of a row tells the
     * column of the patch, the second half its row; each half is {@code sin(p·ω) ‖ cos(p·ω)} with
     * {@code ω = 10000^(−i/(width/4))}. Computed in double precision, then rounded.
     *
     * @param width elements of a token, a multiple of 4
     * @param grid patches along a side
     * @return {@code [1, grid · grid, width]}
     */
    static TensorData sinCos2d(int width, int grid) {
        int half = width / 2;
        var table = new float[Math.multiplyExact(Math.multiplyExact(grid, grid), width)];
        for (int row = 0; row < grid; row++) {
            for (int column = 0; column < grid; column++) {
                int at = (row * grid + column) * width;
                sinCos(column, half, table, at);
                sinCos(row, half, table, at + half);
            }
        }
        return TensorData.of(Shape.of(1, grid * grid, width), table);
    }

    /**
     * The table of the U-ViT paper, which joins the sinusoids of i and of j for the patch at (i, j), row and column.
     *
     * @param extra tokens before the patches: for them there are zeros
     * @return {@code [1, extra + grid · grid, width]}
     */
    static TensorData rowThenColumn(int width, int grid, int extra) {
        int half = width / 2;
        int tokens = Math.addExact(extra, Math.multiplyExact(grid, grid));
        var table = new float[Math.multiplyExact(tokens, width)];
        for (int row = 0; row < grid; row++) {
            for (int column = 0; column < grid; column++) {
                int at = (extra + row * grid + column) * width;
                sinCos(row, half, table, at);
                sinCos(column, half, table, at + half);
            }
        }
        return TensorData.of(Shape.of(1, tokens, width), table);
    }

    private static void sinCos(int position, int features, float[] table, int at) {
        int half = features / 2;
        for (int i = 0; i < half; i++) {
            double omega = 1 / StrictMath.pow(10_000, i / (double) half);
            table[at + i] = (float) StrictMath.sin(position * omega);
            table[at + half + i] = (float) StrictMath.cos(position * omega);
        }
    }
}
