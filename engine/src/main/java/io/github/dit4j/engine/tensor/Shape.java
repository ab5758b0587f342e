package io.github.dit4j.engine.tensor;

import java.util.Arrays;

/** The extents of a tensor, outermost first; a scalar has none. Immutable. */
public final class Shape {
    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /**
     * Makes a shape.
     *
     * @param dims the extents, outermost first, each at least 0
     * @throws IllegalArgumentException if an extent is negative or the number of elements exceeds {@code Long.MAX_VALUE}
     */
    public static Shape of(int... dims) {
        long elements = 1;
        for (int dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("negative extent in shape " + Arrays.toString(dims));
            }
            try {
                elements = Math.multiplyExact(elements, (long) dim);
            } catch (ArithmeticException tooLarge) {
                throw new IllegalArgumentException("shape too large: " + Arrays.toString(dims), tooLarge);
            }
        }
        return new Shape(dims.clone());
    }

    /** The number of extents. */
    public int rank() {
        return dims.length;
    }

    /**
     * One extent.
     *
     * @param axis 0 is the outermost; −1 is the innermost
     */
    public int dim(int axis) {
        return dims[axis < 0 ? dims.length + axis : axis];
    }

    /** The innermost extent, the width of a row. */
    public int width() {
        return dim(-1);
    }

    /** The number of rows: all elements divided into rows of {@link #width()}. */
    public int rows() {
        return width() == 0 ? 0 : Math.toIntExact(elements() / width());
    }

    /** The number of elements. */
    public long elements() {
        long elements = 1;
        for (int dim : dims) {
            elements *= dim;
        }
        return elements;
    }

    /**
     * The number of elements as an array size.
     *
     * @throws ArithmeticException if it exceeds an {@code int}
     */
    public int size() {
        return Math.toIntExact(elements());
    }

    /** A copy of the extents. */
    public int[] dims() {
        return dims.clone();
    }

    /** This shape with another extent at {@code axis} (−1 is the innermost). */
    public Shape with(int axis, int extent) {
        int[] changed = dims.clone();
        changed[axis < 0 ? dims.length + axis : axis] = extent;
        return of(changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** As in {@code [2, 16, 64]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
