package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.Winograd;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Winograd's transforms on vectors. A vector holds one component of a run of tiles: the first half of the run in its even
 * lanes, the second half in its odd ones. Pixels 2i of a row come into that order by a blend of two loads, and go back by
 * an exchange of neighbouring lanes.
 *
 * <p>As in {@link PanamaProduct}, what has to stay in registers is a local variable of one method. The methods are short
 * because the compiler gives up to inline, and makes objects of vectors, where there are too many of them.
 */
final class PanamaWinograd implements Winograd {
    private static final VectorMask<Float> ODD = VectorMask.fromLong(SPECIES, 0xAAAAAAAAAAAAAAAAL);
    private static final VectorShuffle<Float> NEIGHBOURS = VectorShuffle.fromOp(SPECIES, lane -> lane ^ 1);
    /** Lane by lane the tile that it is for: 0, n/2, 1, n/2 + 1 … */
    private static final VectorShuffle<Float> TILES =
            VectorShuffle.fromOp(SPECIES, lane -> lane / 2 + lane % 2 * (LANES / 2));

    @Override
    public void rows(float[] x, int xAt, int runs, float[] rows, int rowsAt) {
        for (int run = 0; run < runs; run++) {
            int from = xAt + run * 2 * LANES;
            int to = rowsAt + run * 4 * LANES;
            var d0 = pixels(x, from);
            var d1 = pixels(x, from + 1);
            var d2 = pixels(x, from + 2);
            var d3 = pixels(x, from + 3);
            d0.sub(d2).intoArray(rows, to);
            d1.add(d2).intoArray(rows, to + LANES);
            d2.sub(d1).intoArray(rows, to + 2 * LANES);
            d1.sub(d3).intoArray(rows, to + 3 * LANES);
        }
    }

    /** Pixels 0, 2, 4 … of a row. */
    private static FloatVector pixels(float[] x, int at) {
        return at(x, at).blend(at(x, at + LANES - 1), ODD);
    }

    @Override
    public void rowsRepeated(float[] x, int xAt, int runs, float[] rows, int rowsAt) {
        for (int run = 0; run < runs; run++) {
            int from = xAt + run * LANES;
            int to = rowsAt + run * 3 * LANES;
            var d0 = at(x, from).rearrange(TILES);
            var d1 = at(x, from + 1).rearrange(TILES);
            var d2 = at(x, from + 2).rearrange(TILES);
            d0.sub(d1).intoArray(rows, to);
            d1.add(d1).intoArray(rows, to + LANES);
            d1.sub(d2).intoArray(rows, to + 2 * LANES);
        }
    }

    @Override
    public void input(float[] rows, int rowsAt, int rowStride, float[] v, int vAt, int stride) {
        for (int j = 0; j < 4; j++) {
            int from = rowsAt + j * LANES;
            int to = vAt + j * stride;
            var d0 = at(rows, from);
            var d1 = at(rows, from + rowStride);
            var d2 = at(rows, from + 2 * rowStride);
            var d3 = at(rows, from + 3 * rowStride);
            d0.sub(d2).intoArray(v, to);
            d1.add(d2).intoArray(v, to + 4 * stride);
            d2.sub(d1).intoArray(v, to + 8 * stride);
            d1.sub(d3).intoArray(v, to + 12 * stride);
        }
    }

    @Override
    public void inputRepeated(float[] rows, int rowsAt, int rowStride, float[] v, int vAt, int stride) {
        for (int j = 0; j < 3; j++) {
            int from = rowsAt + j * LANES;
            int to = vAt + j * stride;
            var d0 = at(rows, from);
            var d1 = at(rows, from + rowStride);
            var d2 = at(rows, from + 2 * rowStride);
            d0.sub(d1).intoArray(v, to);
            d1.add(d1).intoArray(v, to + 3 * stride);
            d1.sub(d2).intoArray(v, to + 6 * stride);
        }
    }

    @Override
    public void output(float[] m, int mAt, int stride, float bias, float[] out, int outAt, int outStride) {
        for (int row = 0; row < 2; row++) {
            // m0 + m1 + m2 above, m1 − m2 − m3 below: the same with another sign, exactly.
            var sign = FloatVector.broadcast(SPECIES, 1 - 2 * row);
            int m0 = mAt + 4 * row * stride;
            int m1 = m0 + 4 * stride;
            int m2 = m1 + 4 * stride;
            var s0 = sign.fma(at(m, m1), at(m, m0));
            var s1 = sign.fma(at(m, m1 + stride), at(m, m0 + stride));
            var s2 = sign.fma(at(m, m1 + 2 * stride), at(m, m0 + 2 * stride));
            var s3 = sign.fma(at(m, m1 + 3 * stride), at(m, m0 + 3 * stride));
            s0 = sign.fma(at(m, m2), s0);
            s1 = sign.fma(at(m, m2 + stride), s1);
            s2 = sign.fma(at(m, m2 + 2 * stride), s2);
            s3 = sign.fma(at(m, m2 + 3 * stride), s3);
            store(s0.add(s1).add(s2).add(bias), s1.sub(s2).sub(s3).add(bias), out, outAt + row * outStride);
        }
    }

    @Override
    public void outputRepeated(float[] m, int mAt, int stride, float bias, float[] out, int outAt, int outStride) {
        for (int row = 0; row < 2; row++) {
            var sign = FloatVector.broadcast(SPECIES, 1 - 2 * row);
            int m0 = mAt + 3 * row * stride;
            int m1 = m0 + 3 * stride;
            var s0 = sign.fma(at(m, m1), at(m, m0));
            var s1 = sign.fma(at(m, m1 + stride), at(m, m0 + stride));
            var s2 = sign.fma(at(m, m1 + 2 * stride), at(m, m0 + 2 * stride));
            store(s0.add(s1).add(bias), s1.sub(s2).add(bias), out, outAt + row * outStride);
        }
    }

    /** Stores the left and the right pixels of the tiles. */
    private static void store(FloatVector left, FloatVector right, float[] out, int at) {
        left.blend(right.rearrange(NEIGHBOURS), ODD).intoArray(out, at);
        left.rearrange(NEIGHBOURS).blend(right, ODD).intoArray(out, at + LANES);
    }

    private static FloatVector at(float[] row, int index) {
        return FloatVector.fromArray(SPECIES, row, index);
    }
}
