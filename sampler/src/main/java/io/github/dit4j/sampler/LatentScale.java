package io.github.dit4j.sampler;

import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.layers.vae.AutoencoderConfig;

/** What the latents of a network are multiples of: they were multiplied by it for training, and are divided by it. */
public final class LatentScale {
    /** That of U-ViT's text-to-image networks, {@code scale_factor} in {@code configs/mscoco_uvit_small.py}. */
    public static final double UVIT_MSCOCO = 0.23010;

    private LatentScale() {
    }

    /** The scale of a network's latents: that of the autoencoder's configuration, unless its publishers use another. */
    public static double of(DiffusionTransformer network, AutoencoderConfig autoencoder) {
        return network.conditioning() instanceof Conditioning.Text ? UVIT_MSCOCO : autoencoder.scalingFactor();
    }
}
