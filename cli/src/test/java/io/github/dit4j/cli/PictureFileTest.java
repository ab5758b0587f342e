package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFileTest {
    @TempDir
    Path folder;

    private Path write(BufferedImage image, String format) throws IOException {
        Path file = folder.resolve("a." + format);
        assertTrue(ImageIO.write(image, format, file.toFile()));
        return file;
    }

    private static BufferedImage image(int width, int height, int type, long seed) {
        var image = new BufferedImage(width, height, type);
        var random = new Random(seed);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int band = 0; band < image.getRaster().getNumBands(); band++) {
                    image.getRaster().setSample(x, y, band, random.nextInt(256));
                }
            }
        }
        return image;
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_RGB})
    void aPictureOfTheRightSizeIsTakenPixelByPixel(int type) throws IOException {
        BufferedImage image = image(7, 7, type, 1);
        boolean grey = type == BufferedImage.TYPE_BYTE_GRAY;
        double[] read = PictureFile.read(write(image, "png"), grey ? 1 : 3, 7);
        for (int c = 0; c < (grey ? 1 : 3); c++) {
            for (int i = 0; i < 49; i++) {
                assertEquals(image.getRaster().getSample(i % 7, i / 7, c) / 255.0, read[c * 49 + i], 1e-12);
            }
        }
    }

    @Test
    void theSquareInTheMiddleIsTaken() throws IOException {
        BufferedImage image = image(11, 5, BufferedImage.TYPE_BYTE_GRAY, 2);
        double[] read = PictureFile.read(write(image, "png"), 1, 5);
        assertEquals(image.getRaster().getSample(3, 0, 0) / 255.0, read[0], 1e-12);
        assertEquals(image.getRaster().getSample(7, 4, 0) / 255.0, read[24], 1e-12);
    }

    /** By the definition: the integral of the picture against a tent, over both axes at once. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8, 13, 16})
    void otherSizesAreResampledByATentAsWideAsTheCoarserPixel(int size) throws IOException {
        int from = 8;
        BufferedImage image = image(from, from, BufferedImage.TYPE_BYTE_GRAY, 3);
        double[] read = PictureFile.read(write(image, "png"), 1, size);
        double scale = (double) from / size;
        double reach = Math.max(1, scale);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double sum = 0;
                double weights = 0;
                for (int v = 0; v < from; v++) {
                    for (int u = 0; u < from; u++) {
                        double weight = Math.max(0, 1 - Math.abs((u + 0.5) - (x + 0.5) * scale) / reach)
                                * Math.max(0, 1 - Math.abs((v + 0.5) - (y + 0.5) * scale) / reach);
                        sum += weight * image.getRaster().getSample(u, v, 0) / 255.0;
                        weights += weight;
                    }
                }
                assertEquals(sum / weights, read[y * size + x], 1e-12);
            }
        }
    }

    @Test
    void anEvenPictureStaysEvenAtEverySize() throws IOException {
        var even = new BufferedImage(10, 10, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 100; i++) {
            even.getRaster().setSample(i % 10, i / 10, 0, 128);
        }
        for (int size : new int[] {1, 3, 10, 32}) {
            var expected = new double[size * size];
            Arrays.fill(expected, 128 / 255.0);
            assertArrayEquals(expected, PictureFile.read(write(even, "png"), 1, size), 1e-12);
        }
    }

    @Test
    void colourTurnsGreyByLuminanceAndGreyTurnsToEqualColours() throws IOException {
        var colour = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        colour.setRGB(0, 0, 0xFF8040);
        assertEquals((0.299 * 255 + 0.587 * 128 + 0.114 * 64) / 255,
                PictureFile.read(write(colour, "png"), 1, 1)[0], 1e-12);
        var grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(0, 0, 0, 77);
        assertArrayEquals(new double[] {77 / 255.0, 77 / 255.0, 77 / 255.0},
                PictureFile.read(write(grey, "png"), 3, 1), 1e-12);
    }

    @Test
    void transparentPixelsCountAsBlack() throws IOException {
        var image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x80FFFFFF);
        assertEquals(128 / 255.0, PictureFile.read(write(image, "png"), 1, 1)[0], 1e-12);
    }

    @Test
    void sixteenBitsAndPalettesAreRead() throws IOException {
        var fine = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        fine.getRaster().setSample(0, 0, 0, 12345);
        assertEquals(12345 / 65535.0, PictureFile.read(write(fine, "png"), 1, 1)[0], 1e-12);
        var palette = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED);
        palette.setRGB(0, 0, 0xFF0000);
        assertArrayEquals(new double[] {1, 0, 0}, PictureFile.read(write(palette, "gif"), 3, 1), 1e-12);
    }

    @Test
    void tooManyPixelsAreRefusedBeforeTheyAreDecoded() throws IOException {
        Path file = write(new BufferedImage(10_001, 10_000, BufferedImage.TYPE_BYTE_BINARY), "png");
        assertTrue(Files.size(file) < 100_000);
        var error = assertThrows(IOException.class, () -> PictureFile.read(file, 1, 8));
        assertTrue(error.getMessage().endsWith(
                "a.png: 10001×10000 pixels, more than the 100 million that are taken; scale it down"), error.getMessage());
    }

    /** As {@code <(cat a.png)} of a shell, or {@code /dev/stdin}. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aPictureComesThroughAPipeAndACheckpointDoesNot() throws Exception {
        BufferedImage image = image(5, 5, BufferedImage.TYPE_BYTE_GRAY, 5);
        Path file = write(image, "png");
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Thread writer = Thread.ofVirtual().start(() -> assertDoesNotThrow(() -> Files.write(pipe, Files.readAllBytes(file))));
        assertArrayEquals(PictureFile.read(file, 1, 5), PictureFile.read(pipe, 1, 5));
        writer.join();
        Cli.Run run = Cli.run("inspect", pipe);
        assertEquals(ExitCode.FAILURE, run.exit());
        assertTrue(run.error().contains("pipe: a pipe or a device, which cannot be mapped; give a file"), run.err());
    }

    @Test
    void whatIsNoPictureIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        var error = assertThrows(IOException.class, () -> PictureFile.read(text, 1, 8));
        assertTrue(error.getMessage().contains("give PNG, JPEG, GIF or BMP"), error.getMessage());
        Path whole = write(image(9, 9, BufferedImage.TYPE_INT_RGB, 4), "png");
        Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(Files.readAllBytes(whole), 60));
        error = assertThrows(IOException.class, () -> PictureFile.read(cut, 1, 8));
        assertTrue(error.getMessage().contains("cut.png: cannot be read as a picture"), error.getMessage());
        assertThrows(NoSuchFileException.class, () -> PictureFile.read(folder.resolve("none.png"), 1, 8));
        error = assertThrows(IOException.class, () -> PictureFile.read(folder, 1, 8));
        assertTrue(error.getMessage().endsWith(": a folder, not a picture"), error.getMessage());
    }
}
