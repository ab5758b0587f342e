package io.github.dit4j.cli.png;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.sampler.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 1, 3", "5, 3, 1", "3, 5, 3", "32, 32, 1", "168, 66, 3", "1, 40, 3", "40, 1, 1"})
    void anotherReaderSeesTheSamePixels(int width, int height, int channels) throws IOException {
        Image image = image(width, height, channels, true);
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(PngEncoder.encode(image, Map.of("Software", "x"))));
        assertEquals(width, read.getWidth());
        assertEquals(height, read.getHeight());
        assertEquals(channels, read.getRaster().getNumBands());
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    assertEquals(image.value(x, y, c), read.getRaster().getSample(x, y, c), x + ", " + y + ", " + c);
                }
            }
        }
    }

    @Test
    void smoothImagesCompressBetterThanTheirPixels() {
        Image smooth = image(64, 64, 3, false);
        assertTrue(PngEncoder.encode(smooth, Map.of()).length < smooth.pixels().length / 4);
    }

    @Test
    void textsComeBackInAnyScript() throws IOException {
        var texts = new LinkedHashMap<String, String>();
        texts.put("Software", "dit4j");
        texts.put("latin", "naïve café\nzweite Zeile");
        texts.put("dit4j", "{\"labels\":[\"七\",\"😀\"]}");
        texts.put("empty", "");
        Path file = Files.write(folder.resolve("a.png"), PngEncoder.encode(image(4, 2, 1, true), texts));
        assertTrue(PngInfo.isPng(file));
        assertEquals(new PngInfo(4, 2, texts), PngInfo.read(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "七", "a\0b"})
    void refusesAKeywordThatTheFormatDoesNotAllow(String keyword) {
        Image image = image(1, 1, 1, true);
        assertThrows(IllegalArgumentException.class, () -> PngEncoder.encode(image, Map.of(keyword, "x")));
    }

    @Test
    void otherFilesAreNoPng() throws IOException {
        assertFalse(PngInfo.isPng(Files.write(folder.resolve("a"), new byte[3])));
    }

    /** A damaged file is read or refused with an IOException, and nothing else. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void damageIsReadOrRefused(long seed) {
        var random = new Random(seed);
        byte[] whole = PngEncoder.encode(image(9, 9, 3, true), Map.of("latin", "é", "wide", "七"));
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] damaged = random.nextBoolean() ? whole.clone() : Arrays.copyOf(whole, 9 + random.nextInt(whole.length));
            damaged[8 + random.nextInt(damaged.length - 8)] ^= (byte) (1 << random.nextInt(8));
            try {
                PngInfo.read(new DataInputStream(new ByteArrayInputStream(damaged)), damaged.length);
            } catch (IOException expected) {
                refused++;
            }
        }
        assertTrue(refused > 1000, "refused " + refused);
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        byte[] whole = PngEncoder.encode(image(9, 9, 3, true), Map.of());
        Path file = Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, whole.length - 13));
        var refused = assertThrows(IOException.class, () -> PngInfo.read(file));
        assertEquals(file + ": truncated PNG file", refused.getMessage());
    }

    private static Image image(int width, int height, int channels, boolean noisy) {
        var pixels = new byte[width * height * channels];
        if (noisy) {
            new Random(7).nextBytes(pixels);
        } else {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (i / channels % width + i / (channels * width) * 2);
            }
        }
        return new Image(width, height, channels, pixels);
    }
}
