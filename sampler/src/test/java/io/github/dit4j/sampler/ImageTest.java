package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {

    @ParameterizedTest
    @CsvSource({"-1, 0", "1, 255", "0, 128", "-3, 0", "1.0001, 255", "-0.9961, 0", "-0.9960, 1", "0.9960, 254", "0.9961, 255"})
    void valuesAreRoundedToTheNearestOf256(float value, int pixel) {
        assertEquals(pixel, Image.of(new float[] {value}, 0, 1, 1, 1).value(0, 0, 0));
    }

    @Test
    void planesBecomePixels() {
        // [3, 1, 2] from index 1 on: red 0 and 255, green 128 and 0, blue 255 and 128
        Image image = Image.of(new float[] {9, -1, 1, 0, -1, 1, 0}, 1, 3, 1, 2);
        assertArrayEquals(new byte[] {0, (byte) 128, (byte) 255, (byte) 255, 0, (byte) 128}, image.pixels());
        assertEquals(0xFF0080FF, image.toBufferedImage().getRGB(0, 0));
        assertEquals(0xFFFF0080, image.toBufferedImage().getRGB(1, 0));
    }

    @Test
    void greyPixelsKeepTheirValuesInABufferedImage() {
        var pixels = new byte[256];
        for (int i = 0; i < 256; i++) {
            pixels[i] = (byte) i;
        }
        var raster = new Image(16, 16, 1, pixels).toBufferedImage().getRaster();
        for (int i = 0; i < 256; i++) {
            assertEquals(i, raster.getSample(i % 16, i / 16, 0));
        }
    }

    @Test
    void enlargingDrawsEachPixelAsASquare() {
        Image small = new Image(2, 1, 3, new byte[] {1, 2, 3, 4, 5, 6});
        assertEquals(new Image(4, 2, 3, new byte[] {1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6}),
                small.enlarged(2));
        assertEquals(small, small.enlarged(1));
        assertThrows(IllegalArgumentException.class, () -> small.enlarged(0));
    }

    @Test
    void aGridPutsImagesRowByRowWithBlackBetween() {
        var grid = Image.grid(
                List.of(plain(10), plain(20), plain(30)), 2);
        assertEquals(3 + 2 + 3, grid.width());
        assertEquals(2 + 2 + 2, grid.height());
        assertEquals(10, grid.value(0, 0, 0));
        assertEquals(10, grid.value(2, 1, 0));
        assertEquals(0, grid.value(3, 0, 0));
        assertEquals(0, grid.value(4, 0, 0));
        assertEquals(20, grid.value(5, 0, 0));
        assertEquals(0, grid.value(0, 2, 0));
        assertEquals(30, grid.value(0, 4, 0));
        assertEquals(0, grid.value(5, 4, 0));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 2, 1", "3, 3, 1", "4, 2, 2", "7, 3, 3", "8, 4, 2", "10, 5, 2", "12, 4, 3", "16, 4, 4", "20, 5, 4"})
    void aGridIsAboutAsWideAsHigh(int images, int columns, int rows) {
        Image grid = Image.grid(Collections.nCopies(images, plain(1)));
        assertEquals(columns * 5 - 2, grid.width());
        assertEquals(rows * 4 - 2, grid.height());
    }

    @Test
    void aGridOfNoImagesIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Image.grid(List.of()));
        assertThrows(IllegalArgumentException.class, () -> Image.grid(List.of(), 2));
        assertThrows(IllegalArgumentException.class, () -> Image.grid(List.of(plain(1)), 0));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY})
    void whatIsNoNumberIsNotDrawn(float value) {
        var error = assertThrows(
                IllegalArgumentException.class, () -> Image.of(new float[] {0, 0, 0, value}, 0, 1, 2, 2));
        assertTrue(error.getMessage().startsWith("pixel 1, 1 is " + value), error.getMessage());
    }

    @Test
    void latentsAreNotAnImage() {
        var error = assertThrows(IllegalArgumentException.class, () -> Image.of(new float[16], 0, 4, 2, 2));
        assertTrue(error.getMessage().contains("not 4"), error.getMessage());
    }

    private static Image plain(int value) {
        byte[] pixels = {(byte) value, (byte) value, (byte) value, (byte) value, (byte) value, (byte) value};
        return new Image(3, 2, 1, pixels);
    }

    @Test
    void picturesBecomeNumbersAndTheSamePicturesAgain() {
        var picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 6; i++) {
            picture.setRGB(i % 3, i / 3, 0x10203 * (7 * i + 1));
        }
        Image image = Image.of(picture);
        assertEquals(picture.getRGB(2, 1) >> 8 & 0xff, image.value(2, 1, 1));
        assertEquals(List.of(image), Image.all(image.toTensor()));
    }

    @Test
    void whatIsTransparentIsWhite() {
        assertEquals(255, Image.of(new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB)).value(0, 0, 0));
    }
}
