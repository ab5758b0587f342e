package io.github.dit4j.sampler;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pixels of 8 bits.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels 1 for grey, 3 for red, green, blue
 * @param pixels row by row, the channels of a pixel together; not to be changed
 */
public record Image(int width, int height, int channels, byte[] pixels) {
    /** Pixels between the images of a grid. */
    private static final int GRID_GAP = 2;
    /** Bytes of pixels: what an array can hold, less what files put between the rows. */
    private static final int LARGEST = 2_000_000_000;

    /**
     * @throws IllegalArgumentException if it is neither grey nor coloured, or the number of pixels is not that of the
     *     extents
     */
    public Image {
        requireColours(channels);
        if (pixels.length != Math.multiplyExact(Math.multiplyExact(width, height), channels)) {
            throw new IllegalArgumentException("an image of " + width + "×" + height + " pixels and " + channels
                    + " channels does not have " + pixels.length + " bytes");
        }
    }

    /**
     * Rounds values from [−1, 1] to 0 … 255: {@code ⌊127.5 (v + 1) + ½⌋}, values outside clamped (as torchvision's
     * {@code save_image}).
     *
     * @param values {@code [channels, height, width]} from index {@code from} on
     * @throws IllegalArgumentException if a value is not finite, or there are not 1 or 3 channels
     */
    public static Image of(float[] values, int from, int channels, int height, int width) {
        requireColours(channels);
        var pixels = new byte[channels * height * width];
        int plane = height * width;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < plane; i++) {
                float value = values[from + c * plane + i];
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException("pixel " + i % width + ", " + i / width + " is " + value
                            + "; a setting is too extreme, such as the guidance scale, or the model or the device failed:"
                            + " try usual settings, then --device reference");
                }
                pixels[i * channels + c] = (byte) Math.clamp((long) Math.floor(127.5 * (value + 1.0) + 0.5), 0, 255);
            }
        }
        return new Image(width, height, channels, pixels);
    }

    /**
     * Rounds values as {@link #of}.
     *
     * @param values {@code [images, channels, height, width]}
     */
    public static List<Image> all(TensorData values) {
        float[] floats = values.toFloats();
        int channels = values.shape().dim(1);
        int height = values.shape().dim(2);
        int width = values.shape().dim(3);
        return IntStream.range(0, values.shape().dim(0))
                .mapToObj(i -> of(floats, i * channels * height * width, channels, height, width))
                .toList();
    }

    /** The pixels of a picture in colour, whatever it is made of; what is transparent is white. */
    public static Image of(BufferedImage picture) {
        var flat = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        var graphics = flat.createGraphics();
        try {
            graphics.drawImage(picture, 0, 0, Color.WHITE, null);
        } finally {
            graphics.dispose();
        }
        int width = flat.getWidth();
        var pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(width, flat.getHeight()))];
        for (int i = 0; i < pixels.length / 3; i++) {
            int colour = flat.getRGB(i % width, i / width);
            pixels[3 * i] = (byte) (colour >> 16);
            pixels[3 * i + 1] = (byte) (colour >> 8);
            pixels[3 * i + 2] = (byte) colour;
        }
        return new Image(width, flat.getHeight(), 3, pixels);
    }

    /** The pixels as numbers from −1 to 1, {@code [1, channels, height, width]}: the reverse of {@link #of}. */
    public TensorData toTensor() {
        var values = new float[pixels.length];
        int plane = width * height;
        for (int i = 0; i < pixels.length; i++) {
            values[i % channels * plane + i / channels] = Byte.toUnsignedInt(pixels[i]) / 127.5f - 1;
        }
        return TensorData.of(Shape.of(1, channels, height, width), values);
    }

    private static void requireColours(int channels) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(
                    "an image has 1 channel (grey) or 3 (colour), not " + channels + "; decode latents first");
        }
    }

    /** The value of one channel of one pixel, 0 … 255. */
    public int value(int x, int y, int channel) {
        return Byte.toUnsignedInt(pixels[(y * width + x) * channels + channel]);
    }

    /**
     * Several images as one, row by row, with a black line between them.
     *
     * @param images of the same extents, at least one
     * @param columns how many in a row, at least one
     * @throws IllegalArgumentException if there is no image, or the extents differ
     */
    public static Image grid(List<Image> images, int columns) {
        if (images.isEmpty() || columns < 1) {
            throw new IllegalArgumentException(
                    "a grid of " + images.size() + " images in " + columns + " columns has no cells");
        }
        Image first = images.getFirst();
        int across = Math.min(columns, images.size());
        int down = (images.size() + across - 1) / across;
        int width = across * (first.width + GRID_GAP) - GRID_GAP;
        int height = down * (first.height + GRID_GAP) - GRID_GAP;
        var pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), first.channels)];
        for (int i = 0; i < images.size(); i++) {
            Image image = images.get(i);
            if (image.width != first.width || image.height != first.height || image.channels != first.channels) {
                throw new IllegalArgumentException("image " + i + " is " + image + ", not " + first + " as the first");
            }
            int left = i % across * (first.width + GRID_GAP);
            int top = i / across * (first.height + GRID_GAP);
            int row = image.width * image.channels;
            for (int y = 0; y < image.height; y++) {
                System.arraycopy(image.pixels, y * row, pixels, ((top + y) * width + left) * image.channels, row);
            }
        }
        return new Image(width, height, first.channels, pixels);
    }

    /**
     * Several images as one, about as wide as high, with full rows where the number allows it.
     *
     * @param images of the same extents, at least one
     * @throws IllegalArgumentException if there is no image, or the extents differ
     */
    public static Image grid(List<Image> images) {
        return grid(images, columns(images.size()));
    }

    private static int columns(int images) {
        int square = Math.max(1, (int) Math.ceil(Math.sqrt(images)));
        int columns = square;
        while (columns <= 2 * square && images % columns != 0) {
            columns++;
        }
        return columns <= 2 * square ? columns : square;
    }

    /**
     * Finds out whether images can become one, see {@link #grid(List)}, before they are made.
     *
     * @param shape {@code [images, channels, height, width]}
     * @param factor how many times the grid is enlarged
     * @throws IllegalArgumentException if it would have more pixels than an image can; the message says how many
     */
    public static void requireGrid(Shape shape, int factor) {
        int across = Math.min(columns(shape.dim(0)), shape.dim(0));
        int down = Math.ceilDiv(shape.dim(0), across);
        long width = factor * (across * ((long) shape.dim(3) + GRID_GAP) - GRID_GAP);
        long height = factor * (down * ((long) shape.dim(2) + GRID_GAP) - GRID_GAP);
        if (width * height > LARGEST / shape.dim(1)) {
            throw new IllegalArgumentException(shape.dim(0) + " images would be a picture of " + width + "×" + height
                    + " pixels, more than fit into one; make fewer images at once" + (factor > 1 ? ", or enlarge them less" : ""));
        }
    }

    /**
     * Each pixel as a square of {@code factor} by {@code factor}: to look at small images without blurring them.
     *
     * @throws IllegalArgumentException if the factor is less than 1
     */
    public Image enlarged(int factor) {
        if (factor < 1) {
            throw new IllegalArgumentException("an image cannot be enlarged " + factor + " times");
        }
        int wide = Math.multiplyExact(width, factor);
        int high = Math.multiplyExact(height, factor);
        var large = new byte[Math.multiplyExact(Math.multiplyExact(wide, high), channels)];
        for (int at = 0; at < large.length; at++) {
            int pixel = at / channels;
            int source = (pixel / wide / factor) * width + pixel % wide / factor;
            large[at] = pixels[source * channels + at % channels];
        }
        return new Image(wide, high, channels, large);
    }

    /** The same pixels for {@code java.awt} and {@code javax.imageio}. */
    public BufferedImage toBufferedImage() {
        var image = new BufferedImage(
                width, height, channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        if (channels == 1) {
            image.getRaster().setDataElements(0, 0, width, height, pixels);
            return image;
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, value(x, y, 0) << 16 | value(x, y, 1) << 8 | value(x, y, 2));
            }
        }
        return image;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image image && width == image.width && height == image.height
                && Arrays.equals(pixels, image.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return width + "×" + height + (channels == 1 ? " grey" : " colour");
    }
}
