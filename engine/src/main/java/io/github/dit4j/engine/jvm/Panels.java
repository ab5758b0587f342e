package io.github.dit4j.engine.jvm;

/**
 * How a matrix {@code [depth, columns]} is cut into panels of columns, each dense and row by row: the right factor of a
 * product, in the order in which {@link Kernels#multiply} reads it. As many panels as fit are {@code 4·lanes} wide, the
 * others {@code lanes}; what the last has beyond the last column does not matter.
 *
 * @param depth rows
 * @param columns without the padding
 * @param lanes of the kernels
 */
record Panels(int depth, int columns, int lanes) {
    /** The vectors in a row of a wide panel. */
    static final int WIDE = 4;
    // An array has a few elements less than there are numbers.
    private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8 - Kernels.ALIGNED;

    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if the matrix does not fit into an array
     */
    Panels {
        long elements = (long) Math.ceilDiv(columns, lanes) * lanes * depth;
        if (elements > MOST_ELEMENTS) {
            throw new IllegalArgumentException("a matrix of " + depth + "×" + columns + " has " + elements
                    + " elements, more than an array can hold (" + MOST_ELEMENTS + "); use another device");
        }
    }

    private int groups() {
        return Math.ceilDiv(columns, lanes);
    }

    private int widePanels() {
        return groups() / WIDE;
    }

    /** The number of panels. */
    int count() {
        return groups() - (WIDE - 1) * widePanels();
    }

    /** The columns, the padding included. */
    int paddedColumns() {
        return groups() * lanes;
    }

    /** The elements of all panels. */
    int size() {
        return paddedColumns() * depth;
    }

    /** The first column of a panel. */
    int column(int panel) {
        return (panel + (WIDE - 1) * Math.min(panel, widePanels())) * lanes;
    }

    /** Where a panel starts. */
    int offset(int panel) {
        return column(panel) * depth;
    }

    /** The columns of a panel, the padding included. */
    int width(int panel) {
        return panel < widePanels() ? WIDE * lanes : lanes;
    }

    /** The columns of a panel without the padding. */
    int used(int panel) {
        return Math.min(width(panel), columns - column(panel));
    }

    /**
     * Writes the columns of a panel.
     *
     * @param rows the columns one after another, {@code [used, depth]}, one every {@code stride} elements
     * @param data the panels
     * @param at where they start
     */
    void packColumns(int panel, float[] rows, int rowsAt, int stride, float[] data, int at) {
        int width = width(panel);
        int used = used(panel);
        int target = at + offset(panel);
        // Some at a time: where the stride is 3·2ⁿ, the lines of all of them would contend for a few places of the cache.
        for (int first = 0; first < used; first += lanes) {
            int end = Math.min(first + lanes, used);
            for (int k = 0; k < depth; k++) {
                for (int column = first; column < end; column++) {
                    data[target + k * width + column] = rows[rowsAt + column * stride + k];
                }
            }
        }
    }
}
