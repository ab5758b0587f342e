package io.github.dit4j.engine.op;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;

/**
 * Columns {@code [offset, offset + width)} of the rows of a tensor: one of q, k, v in a packed projection, or one of the
 * shifts, scales and gates of an adaLN modulation.
 *
 * @param tensor {@code [..., columns]}
 * @param offset first column
 * @param width number of columns
 */
public record Slice(Tensor tensor, int offset, int width) {

    public Slice {
        if (offset < 0 || width <= 0 || offset + width > tensor.shape().width()) {
            throw new IllegalArgumentException(
                    "columns " + offset + " to " + (offset + width) + " do not lie in " + tensor);
        }
    }

    /** All columns. */
    public static Slice all(Tensor tensor) {
        return new Slice(tensor, 0, tensor.shape().width());
    }

    /**
     * One of several equal parts.
     *
     * @param index which part
     * @param parts how many there are
     */
    public static Slice part(Tensor tensor, int index, int parts) {
        int width = tensor.shape().width() / parts;
        if (width * parts != tensor.shape().width()) {
            throw new IllegalArgumentException(tensor + " does not divide into " + parts + " parts");
        }
        return new Slice(tensor, index * width, width);
    }

    /** The distance between the starts of two rows, in elements. */
    public int stride() {
        return tensor.shape().width();
    }

    /** The shape of the part alone. */
    public Shape shape() {
        return tensor.shape().with(-1, width);
    }
}
