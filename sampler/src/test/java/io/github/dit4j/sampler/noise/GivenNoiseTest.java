package io.github.dit4j.sampler.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GivenNoiseTest {
    private static final TensorData Z = counting(2, 1, 1, 3);
    private static final TensorData NOISE = counting(4, 2, 1, 1, 3);

    @Test
    void drawZeroIsZAndLaterDrawsAreTheNoiseOfTheirSteps() {
        var noise = new GivenNoise(Z, Optional.of(NOISE));
        assertArrayEquals(new float[] {3, 4, 5}, drawn(noise, 0, 1));
        assertArrayEquals(new float[] {0, 1, 2}, drawn(noise, 1, 0));
        assertArrayEquals(new float[] {15, 16, 17}, drawn(noise, 3, 1));
    }

    @Test
    void fewerImagesAndDrawsThanThereAreWillDo() {
        assertDoesNotThrow(() -> new GivenNoise(Z, Optional.of(NOISE)).check(Shape.of(1, 1, 1, 3), 3));
        assertDoesNotThrow(() -> new GivenNoise(Z, Optional.empty()).check(Shape.of(2, 1, 1, 3), 0));
    }

    @Test
    void tooFewImagesAreRefused() {
        assertRefused(Shape.of(3, 1, 1, 3), 0, "noise z holds 2 images, but 3 are asked for");
    }

    @Test
    void tooFewDrawsAreRefused() {
        assertRefused(Shape.of(2, 1, 1, 3), 5, "holds only 4 draws; give noise [5, images");
        var error = assertThrows(IllegalArgumentException.class,
                () -> new GivenNoise(Z, Optional.empty()).check(Shape.of(2, 1, 1, 3), 9));
        assertTrue(error.getMessage().contains("draws noise 9 times, but the tensor \"noise\" is missing"),
                error.getMessage());
    }

    @Test
    void noiseOfAnotherShapeIsRefused() {
        assertRefused(Shape.of(2, 4, 8, 8), 0, "noise z is [2, 1, 1, 3], but this model's images are [channels, height, "
                + "width] = [4, 8, 8]");
        assertThrows(IllegalArgumentException.class, () -> new GivenNoise(counting(3, 3), Optional.empty()));
        var error = assertThrows(IllegalArgumentException.class,
                () -> new GivenNoise(Z, Optional.of(counting(4, 3, 1, 1, 3))));
        assertTrue(error.getMessage().contains("[4, 3, 1, 1, 3], not [steps, 2, 1, 1, 3] as z wants"),
                error.getMessage());
    }

    private static void assertRefused(Shape latents, int draws, String message) {
        var error = assertThrows(IllegalArgumentException.class,
                () -> new GivenNoise(Z, Optional.of(NOISE)).check(latents, draws));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    private static float[] drawn(GivenNoise source, int draw, int image) {
        var values = new float[3];
        source.fill(draw, image, values, 0, 3);
        return values;
    }

    private static TensorData counting(int... dims) {
        Shape shape = Shape.of(dims);
        var values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return TensorData.of(shape, values);
    }
}
