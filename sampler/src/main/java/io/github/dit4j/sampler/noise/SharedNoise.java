package io.github.dit4j.sampler.noise;

import io.github.dit4j.engine.tensor.Shape;

/**
 * The noise of the first image for all images, so that they differ in nothing but their conditions.
 *
 * @param source of that noise, which is asked for one image only
 */
public record SharedNoise(NoiseSource source) implements NoiseSource {

    @Override
    public Noise forRun(Shape latents, boolean doubled) {
        Noise one = source.forRun(latents.with(0, 1), doubled);
        return (draw, _, target, at, count) -> one.fill(draw, 0, target, at, count);
    }

    @Override
    public void check(Shape latents, int draws) {
        source.check(latents.with(0, 1), draws);
    }
}
