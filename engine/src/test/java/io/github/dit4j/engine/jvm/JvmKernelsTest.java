package io.github.dit4j.engine.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.jvm.kernels.ScalarKernels;
import io.github.dit4j.engine.jvm.kernels.Strassen;
import io.github.dit4j.engine.op.Activation;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels of this process and the scalar ones compute the same. */
class JvmKernelsTest {
    private static final Kernels VECTORS = KernelsProvider.kernels();
    private static final Kernels SCALARS = new ScalarKernels();

    private static float[] random(int size, long seed) {
        var random = new Random(seed);
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** a · b by panels; both have strides and offsets of their own. */
    private static float[] product(Kernels kernels, int rows, int depth, int columns) {
        Panels panels = kernels.panels(depth, columns);
        float[] a = random(3 + rows * (depth + 5), 1);
        float[] transposed = random(columns * depth, 2);
        var packed = new float[7 + panels.size()];
        for (int panel = 0; panel < panels.count(); panel++) {
            panels.packColumns(panel, transposed, panels.column(panel) * depth, depth, packed, 7);
        }
        int stride = panels.paddedColumns() + 1;
        var c = new float[2 + rows * stride];
        Arrays.fill(c, Float.NaN);
        for (int panel = 0; panel < panels.count(); panel++) {
            kernels.multiply(a, 3, depth + 5, rows, packed, 7 + panels.offset(panel), panels.width(panel), depth,
                    c, 2 + panels.column(panel), stride);
        }
        var dense = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(c, 2 + row * stride, dense, row * columns, columns);
        }
        return dense;
    }

    /** The sums of products are the same chains of fused multiply-adds, whatever the width of vectors and tiles. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 7, 8, 9, 12, 13, 15, 16, 17, 23, 31})
    void productsHaveTheSameBits(int rows) {
        for (int depth : new int[] {1, 3, 17, 255, 256, 257, 600}) {
            for (int columns : new int[] {1, 4, 13, 16, 17, 48, 63, 65, 130}) {
                assertArrayEquals(product(SCALARS, rows, depth, columns), product(VECTORS, rows, depth, columns), 0f,
                        rows + "×" + depth + "×" + columns);
            }
        }
    }

    /** So they are with a left factor by columns, of all rows or of the first. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 17, 256, 257})
    void productsByColumnsHaveTheSameBits(int depth) {
        int half = VECTORS.half();
        for (int columns : new int[] {4, 17, 64, 72}) {
            Panels panels = VECTORS.panels(depth, columns, depth);
            float[] a = random(3 + depth * half, 1);
            float[] packed = random(7 + panels.size(), 2);
            float[] from = random(5 + half * panels.paddedColumns(), 3);
            float[] rows = rowsOf(a, 3, depth);
            for (int count : new int[] {VECTORS.lanes(), half}) {
                var byRows = new float[from.length];
                var byColumns = new float[from.length];
                for (int panel = 0; panel < panels.count(); panel++) {
                    int at = 7 + panels.offset(panel);
                    int to = 5 + panels.column(panel);
                    VECTORS.accumulate(rows, 0, depth, count, packed, at, panels.width(panel), depth,
                            from, to, panels.paddedColumns(), byRows, to, panels.paddedColumns());
                    VECTORS.accumulateColumns(a, 3, count, packed, at, panels.width(panel), depth,
                            from, to, panels.paddedColumns(), byColumns, to, panels.paddedColumns());
                }
                int end = 5 + count * panels.paddedColumns();
                assertArrayEquals(Arrays.copyOf(byRows, end), Arrays.copyOf(byColumns, end), 0f, count + "×" + depth + "×" + columns);
            }
        }
    }

    /** And where the depth is more than a block. */
    @Test
    void deepProductsByColumnsHaveTheSameBits() {
        int depth = 2 * Kernels.DEPTH_BLOCK + 5;
        int half = VECTORS.half();
        Panels panels = VECTORS.panels(depth, 72);
        float[] a = random(3 + depth * half, 1);
        float[] packed = random(7 + panels.size(), 2);
        int stride = panels.paddedColumns();
        var byRows = new float[half * stride];
        var byColumns = new float[half * stride];
        for (int panel = 0; panel < panels.count(); panel++) {
            int at = 7 + panels.offset(panel);
            int to = panels.column(panel);
            VECTORS.multiply(rowsOf(a, 3, depth), 0, depth, half, packed, at, panels.width(panel), depth, byRows, to, stride);
            VECTORS.multiplyColumns(a, 3, half, packed, at, panels.width(panel), depth, byColumns, to, stride);
        }
        assertArrayEquals(byRows, byColumns, 0f);
    }

    private static float[] rowsOf(float[] columns, int at, int depth) {
        int half = VECTORS.half();
        var rows = new float[half * depth];
        for (int row = 0; row < half; row++) {
            for (int k = 0; k < depth; k++) {
                rows[row * depth + k] = columns[at + k * half + row];
            }
        }
        return rows;
    }

    /** Some rows and each block of an arranged factor by panels of each width: no tile of any kind rounds otherwise. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 23, 24, 35})
    void arrangedRowsGiveTheSameBits(int rows) {
        for (int width : widths()) {
            for (int aDepth : new int[] {1, 2, 17, 192, 400, 770}) {
                int before = Kernels.ARRANGED_ROWS;
                int stride = aDepth + 1;
                int row = VECTORS.arrangedRow(aDepth);
                float[] a = random(4 + (before + rows) * stride, 1);
                var arranged = new float[7 + (before + rows) * row];
                VECTORS.arrange(a, 4, stride, before + rows, aDepth, arranged, 7);
                int block = Kernels.depthBlock(aDepth);
                for (int k = 0; k < aDepth; k += block) {
                    int depth = Math.min(block, aDepth - k);
                    float[] b = random(5 + depth * width, 2);
                    float[] from = random(2 + rows * (width + 1), 3);
                    var expected = new float[1 + rows * (width + 2)];
                    VECTORS.accumulate(a, 4 + before * stride + k, stride, rows, b, 5, width, depth,
                            from, 2, width + 1, expected, 1, width + 2);
                    var actual = new float[expected.length];
                    var ahead = new Ahead();
                    ahead.at(b, 5, b.length - 5);
                    VECTORS.accumulateArranged(arranged, 7 + before * row, aDepth, k, rows, b, 5, width, depth,
                            from, 2, width + 1, actual, 1, width + 2, ahead);
                    assertArrayEquals(expected, actual, 0f, rows + "×" + depth + "×" + width);
                }
            }
        }
    }

    /** Of a narrow and a wide panel; where wide ones are halved, of half of one. */
    private static int[] widths() {
        int lanes = VECTORS.lanes();
        return VECTORS.wantsArranged() ? new int[] {lanes, 2 * lanes, 4 * lanes} : new int[] {lanes, 4 * lanes};
    }

    /** Each element is in its place, and nothing but the places of rows that are not there is written beside them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 64, 71})
    void rowsLieSideBySide(int depth) {
        int lanes = VECTORS.lanes();
        int gap = 3;
        for (int rows = 1; rows <= lanes; rows++) {
            float[] a = random(4 + rows * (depth + 5), 1);
            var out = new float[2 + depth * (lanes + gap)];
            Arrays.fill(out, Float.NaN);
            VECTORS.sideBySide(a, 4, depth + 5, rows, depth, out, 2, lanes + gap);
            for (int i = 0; i < out.length; i++) {
                int k = Math.floorDiv(i - 2, lanes + gap);
                int row = Math.floorMod(i - 2, lanes + gap);
                if (row < rows && i >= 2) {
                    assertEquals(a[4 + row * (depth + 5) + k], out[i], rows + " rows, row " + row + ", term " + k);
                } else if (row >= lanes || i < 2) {
                    assertEquals(Float.NaN, out[i], rows + " rows, element " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {48, 96, 528})
    void theSumsOfStrassensAlgorithmHaveTheSameBits(int size) {
        assertArrayEquals(strassen(SCALARS.strassen(), size), strassen(VECTORS.strassen(), size), 0f);
    }

    private static float[] strassen(Strassen strassen, int size) {
        float[] a = random(4 * size + 5, 1);
        float[] b = random(4 * size + 9, 2);
        var out = new float[18 * size + 7];
        strassen.left(a, 5, size, out, 1);
        strassen.differences(b, 3, 2 * size + 6, size);
        strassen.right(b, 3, 2 * size + 6, size, out, 7 * size + 1);
        strassen.combine(out, 3, size, b, 2, 2 * size, out, 10 * size + 7);
        strassen.combine(out, 3, size, b, 2, 0, out, 14 * size + 7);
        return out;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 6, 8, 13, 16, 17, 63, 65, 130})
    void rowsOfElementsHaveTheSameBits(int count) {
        float[] x = random(count + 1, 1);
        float[] y = random(count + 2, 2);
        float[] z = random(count + 3, 3);
        var scalar = new float[count + 4];
        var vector = new float[count + 4];
        SCALARS.add(x, 1, y, 2, scalar, 3, count);
        VECTORS.add(x, 1, y, 2, vector, 3, count);
        assertArrayEquals(scalar, vector, 0f);
        SCALARS.scale(x, 1, 0.3f, scalar, 3, count);
        VECTORS.scale(x, 1, 0.3f, vector, 3, count);
        assertArrayEquals(scalar, vector, 0f);
    }

    /** Three rows, of which those of the output lie further apart; what is between them stays as it was. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 6, 8, 13, 16, 17, 63, 65, 130})
    void someRowsAtOnceHaveTheSameBits(int count) {
        int rows = 3;
        float[] x = random(1 + rows * (count + 1), 1);
        float[] y = random(2 + rows * (count + 5), 2);
        float[] factors = random(3 + count, 3);
        float[] scalar = random(y.length, 4);
        float[] vector = scalar.clone();
        SCALARS.add(x, 1, count + 1, y, scalar, 2, count + 5, rows, count);
        VECTORS.add(x, 1, count + 1, y, vector, 2, count + 5, rows, count);
        assertArrayEquals(scalar, vector, 0f);
        SCALARS.multiplyAdd(x, 1, count + 1, factors, 3, y, scalar, 2, count + 5, rows, count);
        VECTORS.multiplyAdd(x, 1, count + 1, factors, 3, y, vector, 2, count + 5, rows, count);
        assertArrayEquals(scalar, vector, 0f);
        for (Activation function : Activation.values()) {
            SCALARS.activate(function, x, 1, count + 1, scalar, 2, count + 5, rows, count);
            VECTORS.activate(function, x, 1, count + 1, vector, 2, count + 5, rows, count);
            assertArrayEquals(scalar, vector, 0f, function.name());
        }
    }

    /** Sums over a row are added up in another order: a few roundings of 6e-8 apart. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 6, 8, 13, 16, 17, 63, 65, 130, 1153})
    void sumsOverARowAreClose(int count) {
        float[] scale = random(count, 2);
        float[] shift = random(count, 3);
        var scalar = new float[count];
        var vector = new float[count];
        SCALARS.normalize(random(count, 1), 0, count, 1e-3f, scale, 0, 1, shift, 0, scalar, 0);
        VECTORS.normalize(random(count, 1), 0, count, 1e-3f, scale, 0, 1, shift, 0, vector, 0);
        assertArrayEquals(scalar, vector, 1e-5f);

        float[] scalarPowers = random(count, 4);
        float[] vectorPowers = random(count, 4);
        float scalarSum = SCALARS.softmax(scalarPowers, 0, count, 0.125f);
        float vectorSum = VECTORS.softmax(vectorPowers, 0, count, 0.125f);
        assertArrayEquals(scalarPowers, vectorPowers, 0f);
        assertEquals(scalarSum, vectorSum, 1e-6f * scalarSum);
    }

    /** Those of columns are in order but for some at a time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 31, 32, 33, 64, 257})
    void softmaxOfColumnsIsThatOfEach(int rows) {
        int columns = VECTORS.half();
        float[] x = random(3 + rows * columns, 5);
        for (int row = 0; row < rows; row++) {
            x[3 + row * columns] = -1 - row; // of which the largest is found another way
        }
        var sums = new float[1 + columns];
        float[] powers = x.clone();
        VECTORS.softmaxOfColumns(powers, 3, rows, 0.125f, sums, 1);
        for (int i = 0; i < columns; i++) {
            var column = new float[rows];
            var computed = new float[rows];
            for (int row = 0; row < rows; row++) {
                column[row] = x[3 + row * columns + i];
                computed[row] = powers[3 + row * columns + i];
            }
            float sum = SCALARS.softmax(column, 0, rows, 0.125f);
            assertArrayEquals(column, computed, 0f);
            assertEquals(sum, sums[1 + i], 1e-6f * sum);
        }
    }

    /** A row far from zero keeps its variance. */
    @Test
    void normalisationDoesNotCancel() {
        var x = new float[64];
        for (int i = 0; i < x.length; i++) {
            x[i] = 4096 + (i % 2 == 0 ? 1 : -1);
        }
        var out = new float[x.length];
        VECTORS.normalize(x, 0, x.length, 0, new float[x.length], 0, 1, new float[x.length], 0, out, 0);
        for (int i = 0; i < x.length; i++) {
            assertEquals(i % 2 == 0 ? 1f : -1f, out[i], 1e-6f);
        }
    }

    /** Scores in the thousands neither overflow nor vanish. */
    @Test
    void softmaxOfLargeScoresIsThatOfTheirDifferences() {
        float[] x = {30000, 30001, 29000, 30000};
        float sum = VECTORS.softmax(x, 0, x.length, 1);
        double e = Math.exp(-1);
        assertEquals(1 + 2 * e, sum, 1e-6);
        assertArrayEquals(new float[] {(float) e, 1, 0, (float) e}, x, 1e-7f);
    }
}
