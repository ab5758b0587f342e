/**
 * Sampling from diffusion models: {@link io.github.dit4j.sampler.DiffusionPipeline} is the way in,
 * {@link io.github.dit4j.sampler.Sampling} the loop beneath it.
 */
package io.github.dit4j.sampler;
