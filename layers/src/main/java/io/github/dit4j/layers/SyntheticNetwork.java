package io.github.dit4j.layers;

import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.vae.AutoencoderConfig;
import io.github.dit4j.layers.vae.AutoencoderKL;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A network that has a name but no file: for measurements, which do not depend on what it learned.
 *
 * @param name of the published size, or {@code vae-decoder:256}
 * @param forward one evaluation for a batch of images
 * @param weights by the rule of {@link SyntheticWeights}
 */
public record SyntheticNetwork(String name, IntFunction<Program> forward, Weights weights) {
    /** The decoder of Stable Diffusion's autoencoder; pixels of a side follow. */
    private static final String DECODER = "vae-decoder:";

    /**
     * The network of this name: a {@linkplain NamedModel#of published size}, or {@code vae-decoder:SIZE}, the decoder of
     * Stable Diffusion's autoencoder for pictures of so many pixels a side.
     *
     * @throws ModelException if there is none; the message says what there is
     */
    public static SyntheticNetwork of(String name) {
        return name.startsWith(DECODER) ? decoder(name) : transformer(NamedModel.of(name));
    }

    /**
     * As {@link #of}, or nothing if no network has this name.
     *
     * @throws ModelException if it is a decoder of a size that makes no sense
     */
    public static Optional<SyntheticNetwork> find(String name) {
        return name.startsWith(DECODER)
                ? Optional.of(decoder(name))
                : NamedModel.find(name).map(SyntheticNetwork::transformer);
    }

    private static SyntheticNetwork transformer(NamedModel size) {
        return new SyntheticNetwork(size.id(), size.config().model()::forward, SyntheticModel.weights(size.config()));
    }

    private static SyntheticNetwork decoder(String name) {
        AutoencoderKL autoencoder = AutoencoderConfig.stableDiffusion().model();
        String size = name.substring(DECODER.length());
        int pixels = size.matches("[1-9]\\d{0,4}") ? Integer.parseInt(size) : 0;
        if (pixels == 0 || pixels % autoencoder.factor() != 0) {
            throw new ModelException(name + ": give the pixels of a side, a multiple of " + autoencoder.factor()
                    + ", as in " + DECODER + "256");
        }
        int latents = pixels / autoencoder.factor();
        return new SyntheticNetwork(name, batch -> autoencoder.decoder(batch, latents, latents),
                SyntheticWeights.of(autoencoder.decoderWeights()));
    }
}
