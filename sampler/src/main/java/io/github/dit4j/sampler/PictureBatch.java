package io.github.dit4j.sampler;

import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.sampler.method.SamplerState;
import io.github.dit4j.sampler.schedule.NoiseLevel;
import java.util.Optional;

/** What a {@link Picture} does to the images of one batch. */
final class PictureBatch {
    private final Picture picture;
    private final float[] known;
    private final float[] noise;
    private final Optional<float[]> mask;

    /**
     * @param first the index of the batch's first image in the run
     * @param images how many images the batch has
     * @param noise what it would start from without a picture, {@code [images, channels, height, width]}
     */
    PictureBatch(Picture picture, int first, int images, float[] noise) {
        this.picture = picture;
        this.known = picture.of(first, images);
        this.noise = noise;
        this.mask = picture.mask().map(TensorData::toFloats);
    }

    /**
     * What sampling starts from.
     *
     * @param level where the first step stands
     */
    float[] start(NoiseLevel level) {
        float[] x = picture.strength() == 1 ? noise.clone() : noised(level);
        return keep(x, level);
    }

    /** The same state with what the mask keeps put back. */
    SamplerState keep(SamplerState state, NoiseLevel level) {
        return mask.isPresent() ? state.with(keep(state.x(), level)) : state;
    }

    private float[] keep(float[] x, NoiseLevel level) {
        if (mask.isEmpty()) {
            return x;
        }
        float[] drawn = mask.get();
        float[] put = noised(level);
        for (int i = 0; i < x.length; i++) {
            // Exact where the mask is 0 or 1, whatever x has become elsewhere.
            float share = drawn[i % drawn.length];
            put[i] = share == 0 ? put[i] : share == 1 ? x[i] : share * x[i] + (1 - share) * put[i];
        }
        return put;
    }

    /** {@code α x_0 + σ ε}. */
    private float[] noised(NoiseLevel level) {
        var x = new float[known.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (level.alpha() * known[i] + level.sigma() * noise[i]);
        }
        return x;
    }
}
