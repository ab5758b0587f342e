package io.github.dit4j.engine.jvm.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.FastProducts;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.jvm.panama.PanamaKernels;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.OpCase;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fast products on the vectors of this process, whether or not they pay here. */
class FastProductsTest {
    private static final Kernels KERNELS = new PanamaKernels(true);
    private static final FastProducts PRODUCTS = KERNELS.fastProducts().orElseThrow();
    private static final int COLUMNS = 2 * Panels.WIDE * KERNELS.lanes();
    private static final ThreadTeam TEAM = new ThreadTeam(1);

    @AfterAll
    static void close() {
        TEAM.close();
    }

    /** Half, one and several groups of terms, with some left over, and several blocks of the depth. */
    @ParameterizedTest
    @ValueSource(ints = {24, 48, 128, 256, 384, 400, 770, 1537})
    void productsAreAsPreciseAsSumsOfSoManyTerms(int depth) {
        float[] a = random(21 * depth, 1, x -> x);
        assertPrecise(a, random(COLUMNS * depth, 2, x -> 0.02 * x), depth);
    }

    /** Rows and weights of any size: of both the others would be lost beside them, if they were not scaled. */
    @Test
    void sizesDoNotMatter() {
        int depth = 384;
        var random = new Random(3);
        float[] a = random(21 * depth, 1, x -> x);
        for (int row = 0; row < 21; row++) {
            float scale = Math.scalb(1f, random.nextInt(-40, 40));
            for (int k = 0; k < depth; k++) {
                a[row * depth + k] *= scale;
            }
        }
        assertPrecise(a, random(COLUMNS * depth, 2, x -> 1e-5 * x), depth);
        assertPrecise(a, random(COLUMNS * depth, 2, x -> 1e5 * x), depth);
    }

    /** What is subtracted does not grow with the depth when all terms have the same sign. */
    @Test
    void termsOfOneSignAreNoWorse() {
        int depth = 384;
        assertPrecise(random(21 * depth, 1, Math::abs), random(COLUMNS * depth, 2, x -> 0.02 * x), depth);
        assertPrecise(random(21 * depth, 1, Math::abs), random(COLUMNS * depth, 2, x -> 0.02 * Math.abs(x)), depth);
    }

    /** A weight that is much larger, or no number, costs the other columns nothing. */
    @ParameterizedTest
    @ValueSource(floats = {1e3f, 1e6f, 1e30f, Float.POSITIVE_INFINITY, Float.NaN})
    void columnsDoNotSufferFromAnother(float size) {
        int depth = 384;
        float[] a = random(21 * depth, 1, x -> x);
        float[] b = random(COLUMNS * depth, 2, x -> 0.02 * x);
        float[] regular = product(a, b, depth, 21, new float[COLUMNS]);
        b[3 * depth + 40] = size;
        float[] actual = product(a, b, depth, 21, new float[COLUMNS]);
        double difference = 0;
        double all = 0;
        for (int i = 0; i < actual.length; i++) {
            if (i % COLUMNS != 3) {
                difference += Math.pow(actual[i] - regular[i], 2);
                all += Math.pow(regular[i], 2);
            }
        }
        assertEquals(0, Math.sqrt(difference / all), 1e-6);
    }

    @Test
    void zerosGiveZeros() {
        int depth = 256;
        float[] zeros = new float[21 * depth];
        for (float element : product(zeros, random(COLUMNS * depth, 2, x -> x), depth, 21, new float[COLUMNS])) {
            assertEquals(0, element, 1e-15);
        }
        for (float element : product(random(21 * depth, 2, x -> x), new float[COLUMNS * depth], depth, 21, new float[COLUMNS])) {
            assertEquals(0, element, 1e-15);
        }
    }

    @Test
    void whatIsNoNumberSpoilsItsOwnRowAlone() {
        int depth = 128;
        float[] a = random(21 * depth, 1, x -> x);
        float[] b = random(COLUMNS * depth, 2, x -> x);
        float[] expected = product(a, b, depth, 21, new float[COLUMNS]);
        a[5 * depth + 17] = Float.NaN;
        float[] spoilt = product(a, b, depth, 21, new float[COLUMNS]);
        for (int row = 0; row < 21; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                float element = spoilt[row * COLUMNS + column];
                assertEquals(row == 5 ? Float.NaN : expected[row * COLUMNS + column], element, 0f);
            }
        }
    }

    /** So it does not show how rows are divided among threads. */
    @ParameterizedTest
    @ValueSource(ints = {384, 400, 770})
    void rowsHaveTheSameBitsInTilesOfEverySize(int depth) {
        float[] a = random(21 * depth, 1, x -> x);
        float[] b = random(COLUMNS * depth, 2, x -> 0.02 * x);
        float[] bias = random(COLUMNS, 3, x -> x);
        float[] all = product(a, b, depth, 21, bias);
        for (int rows = 1; rows < 21; rows++) {
            float[] some = product(Arrays.copyOfRange(a, (21 - rows) * depth, a.length), b, depth, rows, bias);
            assertArrayEquals(Arrays.copyOfRange(all, (21 - rows) * COLUMNS, all.length), some, 0f, rows + " rows");
        }
    }

    private static void assertPrecise(float[] a, float[] b, int depth) {
        float[] bias = random(COLUMNS, 3, x -> 1e-3 * x);
        float[] actual = product(a, b, depth, 21, bias);
        for (int row = 0; row < 21; row++) {
            var expected = new double[COLUMNS];
            for (int column = 0; column < COLUMNS; column++) {
                expected[column] = bias[column];
                for (int k = 0; k < depth; k++) {
                    expected[column] += (double) a[row * depth + k] * b[column * depth + k];
                }
            }
            float[] ofRow = Arrays.copyOfRange(actual, row * COLUMNS, (row + 1) * COLUMNS);
            double error = OpCase.relativeError(ofRow, expected);
            assertTrue(error < 1e-6, "row " + row + " is off by a relative " + error);
        }
    }

    /**
     * The product and the bias, the first rows and the others multiplied for themselves.
     *
     * @param a {@code [rows, depth]}
     * @param b {@code [COLUMNS, depth]}
     */
    private static float[] product(float[] a, float[] b, int depth, int rows, float[] bias) {
        var weights = new JvmWeights(OpCase.weights(Map.of()), DType.F32, TEAM, KERNELS);
        var shape = Shape.of(COLUMNS, depth);
        FastMatrix right = weights.packFast(new Tensor("b", shape, DType.F32, Tensor.Role.WEIGHT), TensorData.of(shape, b), DType.F32);
        var left = new int[7 + rows * FastProducts.row(depth)];
        PRODUCTS.arrange(a, 0, depth, rows, depth, right.meanSquare(), left, 7);
        var c = new float[rows * COLUMNS];
        int block = Kernels.depthBlock(depth);
        int half = rows / 2 / FastProducts.ROWS * FastProducts.ROWS;
        for (int panel = 0; panel < right.matrix().panels().count(); panel++) {
            int column = right.matrix().panels().column(panel);
            for (int k = 0; k < depth; k += block) {
                for (int first : half == 0 ? new int[] {0} : new int[] {0, half}) {
                    int count = first == 0 && half > 0 ? half : rows - first;
                    int at = first * COLUMNS + column;
                    PRODUCTS.accumulate(left, 7 + first * FastProducts.row(depth), depth, k, count,
                            right.matrix().loaded(c), right.matrix().loadedAt(panel, k, 0), Math.min(block, depth - k),
                            right.corrections(), right.correctionsAt(panel, k),
                            k == 0 ? bias : c, k == 0 ? column : at, k == 0 ? 0 : COLUMNS, c, at, COLUMNS, new Ahead());
                }
            }
        }
        return c;
    }

    private static float[] random(int size, long seed, DoubleUnaryOperator function) {
        var random = new Random(seed);
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) function.applyAsDouble(random.nextGaussian());
        }
        return values;
    }
}
