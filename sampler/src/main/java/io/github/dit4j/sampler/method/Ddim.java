package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.DiffusionTables;
import io.github.dit4j.sampler.schedule.NoiseLevel;
import io.github.dit4j.sampler.schedule.Timeline;

/**
 * Denoising diffusion implicit models (Song et al., arXiv 2010.02502, equation 12; {@code ddim_sample} in DiT's
 * diffusion/gaussian_diffusion.py).
 *
 * @param eta how much of a DDPM step's noise is added: 0 for none, so that the first noise alone decides the image; 1
 *     for all of it
 */
public record Ddim(double eta) implements Sampler {

    /**
     * @throws IllegalArgumentException if eta is negative or not a number
     */
    public Ddim {
        if (!(eta >= 0 && Double.isFinite(eta))) {
            throw new IllegalArgumentException("eta " + eta + " is out of range; give 0 (no noise) to 1 (that of DDPM)");
        }
    }

    @Override
    public String name() {
        return "ddim";
    }

    @Override
    public int draws(int steps) {
        return eta == 0 ? 0 : steps - 1;
    }

    @Override
    public void check(Timeline timeline, boolean learnedVariance) {
        DiffusionTables tables = Diffusion.tables(timeline);
        for (int i = 0; i < tables.steps(); i++) {
            if (Float.isNaN(direction(tables, i))) {
                throw new IllegalArgumentException("eta " + eta + " adds more noise than there is at timestep "
                        + tables.timestep(i) + "; give at most 1");
            }
        }
    }

    @Override
    public NoiseLevel level(Diffusion diffusion, SamplerState state) {
        return diffusion.tables().level(state.remaining());
    }

    @Override
    public double time(Diffusion diffusion, SamplerState state) {
        return diffusion.time(state.remaining() - 1);
    }

    @Override
    public SamplerState step(Diffusion diffusion, SamplerState state, Network network, StepNoise noise) {
        DiffusionTables tables = diffusion.tables();
        int i = state.remaining() - 1;
        float[] x = state.x();
        NetworkOutput output = network.predict(x, diffusion.time(i));
        float[] start = diffusion.predictedStart(i, x, output);
        // Derived again, because clipping the image changes the noise that goes with it.
        float[] epsilon = diffusion.noiseGiven(i, x, start);

        var next = new float[x.length];
        float ofStart = (float) Math.sqrt((float) tables.alphasCumprodPrev(i));
        float ofEpsilon = direction(tables, i);
        for (int j = 0; j < x.length; j++) {
            next[j] = start[j] * ofStart + ofEpsilon * epsilon[j];
        }
        if (i > 0 && eta > 0) {
            float sigma = sigma(tables, i);
            float[] added = noise.draw(tables.steps() - i);
            for (int j = 0; j < x.length; j++) {
                next[j] += sigma * added[j];
            }
        }
        return state.next(next, start);
    }

    /** {@code σ = η √((1−ᾱ′)/(1−ᾱ)) √(1−ᾱ/ᾱ′)}. */
    private float sigma(DiffusionTables tables, int i) {
        float alpha = (float) tables.alphasCumprod(i);
        float previous = (float) tables.alphasCumprodPrev(i);
        return (float) eta * (float) Math.sqrt((1 - previous) / (1 - alpha))
                * (float) Math.sqrt(1 - alpha / previous);
    }

    /** {@code √(1−ᾱ′−σ²)}, how far a step goes along the predicted noise. */
    private float direction(DiffusionTables tables, int i) {
        float sigma = sigma(tables, i);
        return (float) Math.sqrt(1 - (float) tables.alphasCumprodPrev(i) - sigma * sigma);
    }
}
