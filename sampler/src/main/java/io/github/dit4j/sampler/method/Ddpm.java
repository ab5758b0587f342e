package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.DiffusionTables;
import io.github.dit4j.sampler.schedule.NoiseLevel;
import io.github.dit4j.sampler.schedule.Timeline;

/**
 * Ancestral sampling: each step draws from the posterior around the predicted image (Ho et al., arXiv 2006.11239;
 * {@code p_sample} in DiT's diffusion/gaussian_diffusion.py).
 *
 * @param variance how much noise a step adds
 */
public record Ddpm(Variance variance) implements Sampler {

    @Override
    public String name() {
        return "ddpm";
    }

    @Override
    public int draws(int steps) {
        return steps - 1;
    }

    @Override
    public void check(Timeline timeline, boolean learnedVariance) {
        Diffusion.tables(timeline);
        if (variance == Variance.LEARNED_RANGE && !learnedVariance) {
            throw new IllegalArgumentException(
                    "this model predicts no variance; take fixed_small or fixed_large instead of learned_range");
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

        var next = new float[x.length];
        float ofStart = (float) tables.posteriorMeanCoef1(i);
        float ofX = (float) tables.posteriorMeanCoef2(i);
        for (int j = 0; j < x.length; j++) {
            next[j] = ofStart * start[j] + ofX * x[j];
        }
        if (i > 0) {
            float[] added = noise.draw(tables.steps() - i);
            addNoise(next, added, i, tables, output);
        }
        return state.next(next, start);
    }

    private void addNoise(float[] x, float[] noise, int i, DiffusionTables tables, NetworkOutput output) {
        float small = (float) tables.posteriorLogVarianceClipped(i);
        if (variance == Variance.FIXED_SMALL) {
            addScaled(x, noise, deviation(small));
        } else if (variance == Variance.FIXED_LARGE || output.variance().isEmpty()) {
            addScaled(x, noise, deviation((float) tables.fixedLargeLogVariance(i)));
        } else {
            float[] learned = output.variance().get();
            float large = (float) tables.logBeta(i);
            for (int j = 0; j < x.length; j++) {
                float fraction = (learned[j] + 1) / 2;
                x[j] += deviation(fraction * large + (1 - fraction) * small) * noise[j];
            }
        }
    }

    private static void addScaled(float[] x, float[] noise, float deviation) {
        for (int j = 0; j < x.length; j++) {
            x[j] += deviation * noise[j];
        }
    }

    private static float deviation(float logVariance) {
        return (float) StrictMath.exp(0.5f * logVariance);
    }
}
