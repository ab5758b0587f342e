package io.github.dit4j.layers;

import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.tensor.Weights;
import java.util.Map;

/** Models with the weights of {@link SyntheticWeights}, where a trained file cannot be had: for tests and benchmarks. */
public final class SyntheticModel {

    private SyntheticModel() {}

    /**
     * The weights of a configuration: all that a checkpoint of it holds, by the rule; but DiT's position table is the
     * published one, which is not learned.
     */
    public static Weights weights(NetworkConfig config) {
        var weights = SyntheticWeights.of(config.model().weightShapes());
        return switch (config) {
            case DiTConfig dit -> weights.with(
                    Map.of(DiT.POSITIONS, PositionTable.sinCos2d(dit.hiddenSize(), dit.grid())));
            case UViTConfig _, ViTConfig _ -> weights;
        };
    }
}
