package io.github.dit4j.cli;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Pictures from files that Java reads: PNG, JPEG, GIF, BMP. The square in the middle is taken, as wide as the shorter side,
 * and resampled to the size that is wanted by a triangle filter, which is as wide as a pixel of the coarser grid (bilinear
 * with antialiasing). A picture of the right size is taken pixel by pixel. Transparent pixels count as black.
 */
final class PictureFile {
    /** ITU-R BT.601, as most programs turn colour to grey. */
    private static final double[] LUMINANCE = {0.299, 0.587, 0.114};

    /** A small file may hold very many pixels, which take minutes and gigabytes before they are scaled down. */
    private static final long MOST_PIXELS = 100_000_000;

    private PictureFile() {}

    /**
     * Reads a picture.
     *
     * @param channels 1 for grey, 3 for colour
     * @param size height and width of the result
     * @return {@code [channels, size, size]}, each value 0 … 1
     * @throws IOException if it cannot be read
     */
    static double[] read(Path file, int channels, int size) throws IOException {
        BufferedImage image = decoded(file);
        int side = Math.min(image.getWidth(), image.getHeight());
        double[][] square = square(image, side);
        double[][] wanted = channels == 1 ? new double[][] {grey(square)} : square;
        var values = new double[channels * size * size];
        for (int c = 0; c < channels; c++) {
            double[] rows = resampledRows(wanted[c], side, size);
            double[] both = transposed(resampledRows(transposed(rows, side, size), side, size), size, size);
            System.arraycopy(both, 0, values, c * size * size, both.length);
        }
        return values;
    }

    /**
     * Decodes a picture, of a file or of what comes through a pipe.
     *
     * @throws IOException if it cannot be read; the message names the file
     */
    static BufferedImage decoded(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": a folder, not a picture");
        }
        try (InputStream bytes = Files.newInputStream(file);
                var in = new MemoryCacheImageInputStream(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException(file + ": not a picture in a format that can be read; give PNG, JPEG, GIF or BMP");
            }
            return decoded(file, readers.next(), in);
        }
    }

    private static BufferedImage decoded(Path file, ImageReader reader, ImageInputStream in) throws IOException {
        int width;
        int height;
        try {
            reader.setInput(in, true, true);
            width = reader.getWidth(0);
            height = reader.getHeight(0);
            if ((long) width * height <= MOST_PIXELS) {
                return reader.read(0);
            }
        } catch (IOException | RuntimeException damaged) {
            // The readers of damaged files fail with exceptions of many kinds.
            throw new IOException(file + ": cannot be read as a picture: it is damaged or cut off", damaged);
        } finally {
            reader.dispose();
        }
        throw new IOException(file + ": " + width + "×" + height + " pixels, more than the " + MOST_PIXELS / 1_000_000
                + " million that are taken; scale it down");
    }

    /** Red, green, blue of the square in the middle, each {@code [side, side]}. */
    private static double[][] square(BufferedImage image, int side) {
        int left = (image.getWidth() - side) / 2;
        int top = (image.getHeight() - side) / 2;
        boolean grey = image.getColorModel() instanceof ComponentColorModel model && model.getNumColorComponents() == 1;
        var planes = new double[3][side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                for (int c = 0; c < 3; c++) {
                    planes[c][y * side + x] = grey
                            ? greySample(image, left + x, top + y)
                            : colourSample(image.getRGB(left + x, top + y), c);
                }
            }
        }
        return planes;
    }

    /** As stored: {@link BufferedImage#getRGB} takes grey for linear light and would brighten it. */
    private static double greySample(BufferedImage image, int x, int y) {
        double value = image.getRaster().getSample(x, y, 0) / most(image, 0);
        return image.getColorModel().hasAlpha() ? value * image.getRaster().getSample(x, y, 1) / most(image, 1) : value;
    }

    private static double most(BufferedImage image, int band) {
        return (1 << image.getColorModel().getComponentSize(band)) - 1;
    }

    private static double colourSample(int argb, int channel) {
        double alpha = (argb >>> 24) / 255.0;
        return (argb >> 16 - 8 * channel & 0xFF) / 255.0 * alpha;
    }

    private static double[] grey(double[][] colours) {
        var grey = new double[colours[0].length];
        for (int i = 0; i < grey.length; i++) {
            for (int c = 0; c < 3; c++) {
                grey[i] += LUMINANCE[c] * colours[c][i];
            }
        }
        return grey;
    }

    /** Resamples the columns away: {@code [rows, from]} to {@code [rows, to]}, for as many rows as there are. */
    private static double[] resampledRows(double[] values, int from, int to) {
        int rows = values.length / from;
        double scale = (double) from / to;
        double reach = Math.max(1, scale);
        var result = new double[rows * to];
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale - 0.5;
            int first = Math.max(0, (int) Math.ceil(centre - reach));
            int last = Math.min(from - 1, (int) Math.floor(centre + reach));
            double sum = 0;
            for (int k = first; k <= last; k++) {
                sum += weight(k, centre, reach);
            }
            for (int k = first; k <= last; k++) {
                double weight = weight(k, centre, reach) / sum;
                for (int row = 0; row < rows; row++) {
                    result[row * to + i] += weight * values[row * from + k];
                }
            }
        }
        return result;
    }

    private static double weight(int k, double centre, double reach) {
        return Math.max(0, 1 - Math.abs(k - centre) / reach);
    }

    private static double[] transposed(double[] values, int rows, int columns) {
        var result = new double[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result[column * rows + row] = values[row * columns + column];
            }
        }
        return result;
    }
}
