package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.FlowPath;
import io.github.dit4j.sampler.schedule.NoisePath;
import io.github.dit4j.sampler.schedule.TimeGrid;
import java.util.Arrays;

/** Where solvers of fixed steps in time stand. */
final class EvenTimes {
    /** Where U-ViT's published Euler–Maruyama makes its last step from, to time 0. */
    private static final float LAST_TIME = 1e-3f;

    private EvenTimes() {
    }

    /** Evenly spaced times of the probability flow. */
    static float[] ofFlow(Diffusion diffusion) {
        NoisePath path = diffusion.path();
        if (!(path instanceof FlowPath)) {
            return ofDiffusion(diffusion);
        }
        FlowInterval interval = FlowInterval.of(diffusion);
        return TimeGrid.TIME.times(path, interval.from(), interval.to(), diffusion.steps());
    }

    /** Evenly spaced times to one shortly before the image, and a last step to the image itself. */
    static float[] toImage(NoisePath path, float from, float last, float image, int steps) {
        float[] even = steps == 1 ? new float[] {from} : TimeGrid.TIME.times(path, from, last, steps - 1);
        float[] times = Arrays.copyOf(even, steps + 1);
        times[steps] = image;
        return times;
    }

    /** {@link #toImage} for the usual last step of diffusion models. */
    static float[] ofDiffusion(Diffusion diffusion) {
        NoisePath path = diffusion.path();
        return toImage(path, path.noisy(), Math.max(LAST_TIME, path.clean()), 0, diffusion.steps());
    }
}
