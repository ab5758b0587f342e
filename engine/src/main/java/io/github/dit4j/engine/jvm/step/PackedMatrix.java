package io.github.dit4j.engine.jvm.step;

import io.github.dit4j.engine.jvm.kernels.Ahead;
import io.github.dit4j.engine.jvm.kernels.Kernels;
import io.github.dit4j.engine.jvm.kernels.Panels;
import io.github.dit4j.engine.tensor.DType;

/**
 * The right factor of a product: the panels of a matrix, one after another. A product takes them block by block of the
 * depth: it loads a block into memory of its worker's own, if the matrix is not there as floats, and multiplies as many rows
 * by it as it can.
 */
sealed interface PackedMatrix {

    /** How it is cut. */
    Panels panels();

    /** Whether loading a block copies it. If not, products read the matrix itself. */
    boolean isCopied();

    /** Elements of the memory that a loaded block of so many rows takes, 0 if it is not copied. */
    default int blockSize(int rows) {
        return isCopied() ? Panels.WIDE * panels().lanes() * rows : 0;
    }

    /**
     * Loads a block of a panel.
     *
     * @param k the first row of the block
     * @param rows of the block
     * @param memory of the worker, {@link #blockSize} elements from {@code at} on
     */
    void load(int panel, int k, int rows, Kernels kernels, float[] memory, int at);

    /** Says that a block is the next to be loaded; a matrix that is copied is not worth it, as it is read at one go. */
    void announce(int panel, int k, int rows, Ahead ahead);

    /** The array that holds loaded blocks. */
    float[] loaded(float[] memory);

    /** Where a loaded block begins in that array. */
    int loadedAt(int panel, int k, int at);

    /**
     * As floats, which products read as they are.
     *
     * @param data the panels, from {@link Kernels#ALIGNED} on
     */
    record Singles(Panels panels, float[] data) implements PackedMatrix {
        @Override
        public boolean isCopied() {
            return false;
        }

        @Override
        public void load(int panel, int k, int rows, Kernels kernels, float[] memory, int at) {}

        @Override
        public void announce(int panel, int k, int rows, Ahead ahead) {
            ahead.at(data, loadedAt(panel, k, 0), rows * panels.width(panel));
        }

        @Override
        public float[] loaded(float[] memory) {
            return data;
        }

        @Override
        public int loadedAt(int panel, int k, int at) {
            return Kernels.ALIGNED + panels.offset(panel) + k * panels.width(panel);
        }
    }

    /**
     * In half the memory: loading a block widens it.
     *
     * @param type F16 or BF16
     * @param data its bits
     */
    record Halves(Panels panels, DType type, short[] data) implements PackedMatrix {
        @Override
        public boolean isCopied() {
            return true;
        }

        @Override
        public void load(int panel, int k, int rows, Kernels kernels, float[] memory, int at) {
            int width = panels.width(panel);
            kernels.widen(type, data, panels.offset(panel) + k * width, memory, at, rows * width);
        }

        @Override
        public void announce(int panel, int k, int rows, Ahead ahead) {
            ahead.nothing();
        }

        @Override
        public float[] loaded(float[] memory) {
            return memory;
        }

        @Override
        public int loadedAt(int panel, int k, int at) {
            return at;
        }
    }
}
