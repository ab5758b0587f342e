package io.github.dit4j.layers.vae;

import java.util.List;
import java.util.Set;

/** The autoencoder of the golden cases {@code vae_tiny_*}. */
final class TinyAutoencoder {
    static final AutoencoderConfig CONFIG = new AutoencoderConfig(3, 3, List.of(32, 64, 64, 64), 1, 4, 4,
            AutoencoderConfig.GROUPS, Set.of(), AutoencoderConfig.STABLE_DIFFUSION_SCALE);
    static final AutoencoderKL MODEL = CONFIG.model();

    private TinyAutoencoder() {}
}
