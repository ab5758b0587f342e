/** The autoencoder between images and the latents that networks draw; see {@link io.github.dit4j.layers.vae.AutoencoderKL}. */
package io.github.dit4j.layers.vae;
