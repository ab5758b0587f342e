package io.github.dit4j.engine.jvm.kernels;

/**
 * How a matrix {@code [depth, columns]} is cut into panels of columns, each dense and row by row: the right factor of a
 * product, in the order in which {@link Kernels#multiply} reads it. As many panels as fit are {@code 4·lanes} wide, the
 * others {@code lanes}; what the last has beyond the last column does not matter. A wide panel may be halved: of so many rows
 * the left half comes first, then the right one.
 *
 * @param depth rows
 * @param columns without the padding
 * @param lanes of the kernels
 * @param halved the rows of a block in which halves lie apart, 0 if rows are whole
 */
public record Panels(int depth, int columns, int lanes, int halved) {
    /** The vectors in a row of a wide panel. */
    public static final int WIDE = 4;
    // An array has a few elements less than there are numbers.
    private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8 - Kernels.ALIGNED;

    private int groups() {
        return Math.ceilDiv(columns, lanes);
    }

    private int widePanels() {
        return groups() / WIDE;
    }

    /** The number of panels. */
    public int count() {
        return groups() - (WIDE - 1) * widePanels();
    }

    /** The columns, the padding included. */
    public int paddedColumns() {
        return groups() * lanes;
    }

    /**
     * The elements of all panels.
     *
     * @throws IllegalArgumentException if they do not fit into an array
     */
    public int size() {
        long elements = (long) paddedColumns() * depth;
        if (elements > MOST_ELEMENTS) {
            throw new IllegalArgumentException("a matrix of " + depth + "×" + columns + " has " + elements
                    + " elements, more than an array can hold (" + MOST_ELEMENTS + "); use another device");
        }
        return (int) elements;
    }

    /** The first column of a panel. */
    public int column(int panel) {
        return (panel + (WIDE - 1) * Math.min(panel, widePanels())) * lanes;
    }

    /** Where a panel starts; where that is beyond all numbers, the difference of two is right all the same. */
    public int offset(int panel) {
        return column(panel) * depth;
    }

    /** The columns of a panel, the padding included. */
    public int width(int panel) {
        return panel < widePanels() ? WIDE * lanes : lanes;
    }

    /** The columns of a panel without the padding. */
    public int used(int panel) {
        return Math.min(width(panel), columns - column(panel));
    }

    /** The columns of a panel that lie together in a row, from a multiple of as many on. */
    public int together(int panel) {
        return isHalved(panel) ? width(panel) / 2 : width(panel);
    }

    private int block(int panel) {
        return isHalved(panel) ? halved : depth;
    }

    private boolean isHalved(int panel) {
        return halved > 0 && panel < widePanels();
    }

    /** Where an element of a panel is. */
    public int at(int panel, int k, int column) {
        if (!isHalved(panel)) {
            return offset(panel) + k * width(panel) + column;
        }
        int first = k / halved * halved;
        int half = width(panel) / 2;
        int rows = Math.min(halved, depth - first);
        return offset(panel) + first * width(panel) + (column / half * rows + k - first) * half + column % half;
    }

    /**
     * Writes the rows of a panel.
     *
     * @param kernels that copy them
     * @param rows {@code [depth, used]}, one every {@code stride} elements
     * @param data the panels
     * @param at where they start
     */
    public void packRows(int panel, Kernels kernels, float[] rows, int rowsAt, int stride, float[] data, int at) {
        int used = used(panel);
        int together = together(panel);
        int block = block(panel);
        for (int first = 0; first < depth; first += block) {
            int end = Math.min(first + block, depth);
            for (int column = 0; column < used; column += together) {
                int count = Math.min(together, used - column);
                kernels.copy(rows, rowsAt + first * stride + column, stride, data, at + at(panel, first, column), together,
                        end - first, count);
            }
        }
    }

    /**
     * Writes the columns of a panel.
     *
     * @param rows the columns one after another, {@code [used, depth]}, one every {@code stride} elements
     * @param data the panels
     * @param at where they start
     */
    public void packColumns(int panel, float[] rows, int rowsAt, int stride, float[] data, int at) {
        int used = used(panel);
        int together = together(panel);
        int block = block(panel);
        // Some at a time: where the stride is 3·2ⁿ, the lines of all of them would contend for a few places of the cache.
        for (int first = 0; first < used; first += lanes) {
            int count = Math.min(lanes, used - first);
            for (int k = 0; k < depth; k += block) {
                Kernels.oneByOne(rows, rowsAt + first * stride + k, stride, count, Math.min(block, depth - k),
                        data, at + at(panel, k, first), together);
            }
        }
    }
}
