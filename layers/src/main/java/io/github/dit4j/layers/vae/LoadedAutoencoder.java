package io.github.dit4j.layers.vae;

import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.layers.ModelException;

/**
 * An autoencoder and its weights.
 *
 * @param autoencoder writes the programs
 * @param weights all that they ask for; those of a checkpoint are read when asked for
 * @param decodes whether the decoder's weights are there
 * @param encodes whether the encoder's weights are there
 */
public record LoadedAutoencoder(AutoencoderKL autoencoder, Weights weights, boolean decodes, boolean encodes) {

    /**
     * Checks that there is a decoder.
     *
     * @throws ModelException if not
     */
    public void requireDecoder() {
        if (!decodes) {
            throw new ModelException("the checkpoint holds only the encoder of an autoencoder: it cannot make images");
        }
    }

    /**
     * Checks that there is an encoder.
     *
     * @throws ModelException if not
     */
    public void requireEncoder() {
        if (!encodes) {
            throw new ModelException("the checkpoint holds only the decoder of an autoencoder: it cannot make latents");
        }
    }
}
