package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.FlowPath;
import io.github.dit4j.sampler.schedule.NoisePath;

/**
 * The times between which the probability flow is integrated.
 *
 * @param from noise
 * @param to image
 */
record FlowInterval(float from, float to) {

    /**
     * From end to end where the network predicts velocities of a path that has them there; otherwise as far as all that is
     * divided by stays above 0 (SiT's {@code check_interval}).
     */
    static FlowInterval of(Diffusion diffusion) {
        NoisePath path = diffusion.path();
        boolean whole = diffusion.prediction() == Prediction.VELOCITY
                && path instanceof FlowPath flow && flow.isFiniteForVelocities();
        return whole ? new FlowInterval(0, 1) : new FlowInterval(path.noisy(), path.clean());
    }
}
