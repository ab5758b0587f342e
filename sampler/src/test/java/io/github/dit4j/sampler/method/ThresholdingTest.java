package io.github.dit4j.sampler.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.dit4j.sampler.schedule.FlowPath;
import org.junit.jupiter.api.Test;

class ThresholdingTest {

    @Test
    void dynamicThresholdingHoldsEachImageToItsOwnPercentile() {
        // numpy.quantile([0, 1, 2, 3, 4], 0.9) is 3.6; the second image lies within [−1, 1] and stays.
        float[] images = {0, -1, 2, -3, 4, 0.1f, 0.2f, -0.3f, 0.4f, -0.5f};
        new Thresholding.Dynamic(0.9, 5).apply(images);
        assertArrayEquals(new float[] {0, -1 / 3.6f, 2 / 3.6f, -3 / 3.6f, 1, 0.1f, 0.2f, -0.3f, 0.4f, -0.5f}, images, 1e-6f);
        assertThrows(IllegalArgumentException.class, () -> new Thresholding.Dynamic(99.5, 5));
    }

    @Test
    void thresholdedImagesDecideTheNoiseThatASolverGoesBy() {
        var estimate = new Estimate(new float[] {2}, new float[] {-1}, Prediction.EPSILON, new Thresholding.Clip(),
                FlowPath.LINEAR.at(0.5f));
        assertArrayEquals(new float[] {1}, estimate.start());
        assertArrayEquals(new float[] {3}, estimate.noise(), 1e-6f);
        assertArrayEquals(new float[] {-2}, estimate.velocity(), 1e-6f); // x₀ − ε on the linear path
    }
}
