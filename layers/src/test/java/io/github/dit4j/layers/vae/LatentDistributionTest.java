package io.github.dit4j.layers.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import org.junit.jupiter.api.Test;

class LatentDistributionTest {

    @Test
    void meansComeBeforeLogarithmsImageByImage() {
        var moments = TensorData.of(Shape.of(2, 2, 1, 2), 1f, 2f, 0f, -1f, 3f, 4f, 5f, 6f);
        LatentDistribution distribution = LatentDistribution.of(moments);
        assertArrayEquals(new float[] {1, 2, 3, 4}, distribution.mean().toFloats());
        assertArrayEquals(new float[] {0, -1, 5, 6}, distribution.logvar().toFloats());
    }

    @Test
    void logarithmsAreHeldBetweenMinus30And20() {
        var distribution = LatentDistribution.of(TensorData.of(Shape.of(1, 2, 1, 2), 0f, 0f, -31f, 21f));
        assertArrayEquals(new float[] {-30, 20}, distribution.logvar().toFloats());
    }

    @Test
    void noiseOfOneStandardDeviationIsOneAwayFromTheMean() {
        var distribution = LatentDistribution.of(TensorData.of(Shape.of(1, 2, 1, 1), 3f, (float) Math.log(4)));
        assertArrayEquals(new float[] {1}, distribution.sample(TensorData.of(Shape.of(1, 1, 1, 1), -1f)).toFloats(), 1e-6f);
        assertThrows(IllegalArgumentException.class, () -> distribution.sample(TensorData.of(Shape.of(1), 1f)));
    }
}
