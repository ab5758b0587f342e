package io.github.dit4j.sampler.schedule;

/**
 * A run through a path of flow matching. The network is told the time itself.
 *
 * @param path from noise to image
 * @param spacing how many steps; flow models have no timesteps to choose from
 */
record FlowTimeline(FlowPath path, TimestepSpacing spacing) implements Timeline {

    FlowTimeline {
        if (spacing.evenCount().isEmpty()) {
            throw new IllegalArgumentException("steps " + spacing + " chooses timesteps, but this model was trained on "
                    + "continuous time; give a number of steps");
        }
    }

    @Override
    public int steps() {
        return spacing.evenCount().getAsInt();
    }

    @Override
    public float networkTime(float t, int firstTimestep) {
        return t;
    }

    @Override
    public double noiseFraction(double networkTime, int firstTimestep) {
        return 1 - networkTime;
    }
}
