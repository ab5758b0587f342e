package io.github.dit4j.tornado.sim;

import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Which elements of the matrices of {@code mma.m16n8k16} each of the 32 lanes of a warp holds, as the manual of PTX has it
 * (section "Matrix Fragments for mma.m16n8k16 with floating point type"), and the product itself: {@code D = A · B + C},
 * A {@code [16, 16]} and B {@code [16, 8]} of halves, C and D {@code [16, 8]} of floats.
 *
 * <p>With {@code group = lane / 4} and {@code pair = lane % 4 · 2}, a lane holds of
 * <ul>
 * <li>A: rows {@code group} and {@code group + 8}, columns {@code pair}, {@code pair + 1} and both 8 further on, 8 elements;
 * <li>B: rows {@code pair}, {@code pair + 1} and both 8 further on, column {@code group}, 4 elements;
 * <li>C, D: rows {@code group} and {@code group + 8}, columns {@code pair} and {@code pair + 1}, 4 elements.
 * </ul>
 */
public final class Fragments {

    /** Lanes of a warp. */
    public static final int LANES = 32;

    private static final int ROWS = 16;
    private static final int COLUMNS = 8;
    private static final int DEPTH = 16;

    private Fragments() {
    }

    private static int rowOfA(int lane, int i) {
        return lane / 4 + 8 * (i / 2 % 2);
    }

    private static int columnOfA(int lane, int i) {
        return lane % 4 * 2 + i % 2 + 8 * (i / 4);
    }

    private static int rowOfB(int lane, int i) {
        return lane % 4 * 2 + i % 2 + 8 * (i / 2);
    }

    private static int columnOfB(int lane) {
        return lane / 4;
    }

    private static int rowOfC(int lane, int i) {
        return lane / 4 + 8 * (i / 2);
    }

    private static int columnOfC(int lane, int i) {
        return lane % 4 * 2 + i % 2;
    }

    /**
     * A lane's part of A, from a tile {@code [16, 16]} of halves, two in each int, the first in the lower bits.
     *
     * @param byteOffset where the tile begins; a multiple of 16, as {@code ldmatrix} has it
     */
    public static HalfFloat[] loadA(int[] tile, int byteOffset, int lane) {
        HalfFloat[] fragment = new HalfFloat[8];
        for (int i = 0; i < fragment.length; i++) {
            fragment[i] = half(tile, byteOffset, rowOfA(lane, i) * DEPTH + columnOfA(lane, i));
        }
        return fragment;
    }

    /** A lane's part of B, from a tile {@code [16, 8]}; see {@link #loadA}. */
    public static HalfFloat[] loadB(int[] tile, int byteOffset, int lane) {
        HalfFloat[] fragment = new HalfFloat[4];
        for (int i = 0; i < fragment.length; i++) {
            fragment[i] = half(tile, byteOffset, rowOfB(lane, i) * COLUMNS + columnOfB(lane));
        }
        return fragment;
    }

    private static HalfFloat half(int[] tile, int byteOffset, int index) {
        if (byteOffset % 16 != 0) {
            throw new IllegalArgumentException("a tile at byte " + byteOffset + "; ldmatrix reads rows of 16 bytes, and so"
                    + " a tile must begin at a multiple of 16");
        }
        int at = byteOffset / 2 + index;
        return new HalfFloat((short) (tile[at / 2] >> 16 * (at % 2)));
    }

    /** Stores a lane's part of D at a row and a column of a matrix, {@code stride} elements from row to row. */
    public static void store(float[] fragment, FloatArray target, int row, int column, int stride, int lane) {
        for (int i = 0; i < fragment.length; i++) {
            target.set((row + rowOfC(lane, i)) * stride + column + columnOfC(lane, i), fragment[i]);
        }
    }

    /** What each lane gets of {@code A · B + C}, given what each holds. Sums are floats. */
    static float[][] multiply(HalfFloat[][] a, HalfFloat[][] b, float[][] c) {
        float[][] left = new float[ROWS][DEPTH];
        float[][] right = new float[DEPTH][COLUMNS];
        float[][] d = new float[LANES][];
        for (int lane = 0; lane < LANES; lane++) {
            for (int i = 0; i < a[lane].length; i++) {
                left[rowOfA(lane, i)][columnOfA(lane, i)] = a[lane][i].getFloat32();
            }
            for (int i = 0; i < b[lane].length; i++) {
                right[rowOfB(lane, i)][columnOfB(lane)] = b[lane][i].getFloat32();
            }
        }
        for (int lane = 0; lane < LANES; lane++) {
            d[lane] = c[lane].clone();
            for (int i = 0; i < d[lane].length; i++) {
                for (int k = 0; k < DEPTH; k++) {
                    d[lane][i] += left[rowOfC(lane, i)][k] * right[k][columnOfC(lane, i)];
                }
            }
        }
        return d;
    }
}
