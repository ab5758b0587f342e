package io.github.dit4j.sampler.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run without images, to learn beforehand what the network will be told. */
public final class Rehearsal {
    private static final float[] NO_IMAGES = {};

    private Rehearsal() {
    }

    /**
     * The times at which a run evaluates the network, in order.
     *
     * @param steps how many are made
     * @return empty for a sampler that chooses its steps by what it finds
     */
    public static List<Double> times(Sampler sampler, Diffusion diffusion, int steps) {
        if (sampler.isAdaptive()) {
            return List.of();
        }
        var times = new ArrayList<Double>();
        Network network = (x, time) -> {
            times.add(time);
            return new NetworkOutput(x, Optional.empty());
        };
        SamplerState state = SamplerState.initial(steps, NO_IMAGES);
        while (state.remaining() > 0) {
            state = sampler.step(diffusion, state, network, _ -> NO_IMAGES);
        }
        return List.copyOf(times);
    }
}
