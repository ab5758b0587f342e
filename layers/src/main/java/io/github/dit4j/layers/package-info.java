/**
 * The diffusion transformers DiT and U-ViT. {@link io.github.dit4j.layers.DiT} and {@link io.github.dit4j.layers.UViT} are
 * each the whole model on one screen, put together from the layers they share; their weights have the names of the published
 * checkpoints. {@link io.github.dit4j.layers.ModelLoader} finds out which of them a checkpoint is,
 * {@link io.github.dit4j.layers.NamedModel} lists the published sizes.
 */
package io.github.dit4j.layers;
