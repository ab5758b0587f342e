package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;

/**
 * Sinusoidal features of a timestep, {@code cos(t·f) ‖ sin(t·f)} with {@code f = 10000^(−i/half)} or nearly so, and the
 * perceptron that may follow.
 *
 * @param name of the layer
 * @param width number of features, even
 * @param kind which frequencies
 */
record TimestepEmbedding(String name, int width, TimeFrequencies kind) {
    private static final double MAX_PERIOD = 10_000;

    /** With the published frequencies. */
    TimestepEmbedding(String name, int width) {
        this(name, width, TimeFrequencies.PUBLISHED);
    }

    /** The features as one vector per image, {@code [batch, width]}. */
    Tensor vector(BlockBuilder block, Tensor t) {
        return features(block, t, Shape.of(t.shape().size(), width));
    }

    /** The features as one token per image, {@code [batch, 1, width]}. */
    Tensor token(BlockBuilder block, Tensor t) {
        return features(block, t, Shape.of(t.shape().size(), 1, width));
    }

    private Tensor features(BlockBuilder block, Tensor t, Shape shape) {
        Tensor frequencies = block.program().constant(name + ".frequencies", frequencies());
        return block.sinusoidalEmbedding(name + ".features", t, frequencies, shape);
    }

    /**
     * The perceptron {@code Linear · SiLU · Linear}.
     *
     * @param layers their name, of which {@code .0} and {@code .2} hold weights
     * @param features {@code [..., width]}
     * @return {@code [..., out]}
     */
    static Tensor mlp(BlockBuilder block, String layers, Tensor features, int hidden, int out) {
        Tensor h = block.linear(layers + ".0", features, hidden, new Epilogue.Activate(Activation.SILU));
        return block.linear(layers + ".2", h, out, Epilogue.NONE);
    }

    /**
     * The frequencies, {@code [width/2]}, each step rounded as PyTorch rounds
     * {@code exp(-log(max_period) * arange(half, dtype=float32) / (half - shift))}.
     */
    TensorData frequencies() {
        int half = width / 2;
        float scale = (float) -Math.log(MAX_PERIOD);
        var frequencies = new float[half];
        for (int i = 0; i < half; i++) {
            frequencies[i] = SingleExp.exp(scale * i / (half - kind.shift()));
        }
        return TensorData.of(Shape.of(half), frequencies);
    }
}
