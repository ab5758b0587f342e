package io.github.dit4j.layers;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;

/** DiT's fixed position table. */
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
        int quarter = width / 4;
        var table = new float[Math.multiplyExact(Math.multiplyExact(grid, grid), width)];
        for (int row = 0; row < grid; row++) {
            for (int column = 0; column < grid; column++) {
                int at = (row * grid + column) * width;
                for (int i = 0; i < quarter; i++) {
                    double omega = 1 / StrictMath.pow(10_000, i / (double) quarter);
                    table[at + i] = (float) StrictMath.sin(column * omega);
                    table[at + quarter + i] = (float) StrictMath.cos(column * omega);
                    table[at + 2 * quarter + i] = (float) StrictMath.sin(row * omega);
                    table[at + 3 * quarter + i] = (float) StrictMath.cos(row * omega);
                }
            }
        }
        return TensorData.of(Shape.of(1, grid * grid, width), table);
    }
}
