package io.github.dit4j.sampler.noise;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.Optional;

/**
 * Noise from tensors, to repeat another program's run.
 *
 * @param z {@code [images, channels, height, width]}, what sampling starts from
 * @param noise {@code [draws, images, channels, height, width]}, what the steps add, in the order of the steps; a
 *     sampler that draws nothing needs none
 */
public record GivenNoise(TensorData z, Optional<TensorData> noise) implements NoiseSource, Noise {

    /**
     * @throws IllegalArgumentException if z has not 4 extents, or those of the noise do not go with it
     */
    public GivenNoise {
        if (z.shape().rank() != 4) {
            throw new IllegalArgumentException(
                    "noise z has the shape " + z.shape() + ", not [images, channels, height, width]");
        }
        if (noise.isPresent() && !fits(noise.get().shape(), z.shape())) {
            throw new IllegalArgumentException("noise has the shape " + noise.get().shape() + ", not [steps, "
                    + z.shape().toString().substring(1) + " as z wants");
        }
    }

    private static boolean fits(Shape noise, Shape z) {
        return noise.rank() == 5 && Shape.of(noise.dim(1), noise.dim(2), noise.dim(3), noise.dim(4)).equals(z);
    }

    /** For how many images there is noise. */
    public int images() {
        return z.shape().dim(0);
    }

    @Override
    public void check(Shape latents, int draws) {
        if (!z.shape().with(0, 0).equals(latents.with(0, 0))) {
            throw new IllegalArgumentException("noise z is " + z.shape() + ", but this model's images are "
                    + "[channels, height, width] = [" + latents.dim(1) + ", " + latents.dim(2) + ", " + latents.dim(3)
                    + "]");
        }
        if (images() < latents.dim(0)) {
            throw new IllegalArgumentException("noise z holds " + images() + " images, but " + latents.dim(0)
                    + " are asked for; ask for at most " + images());
        }
        int given = noise.map(values -> values.shape().dim(0)).orElse(0);
        if (given < draws) {
            throw new IllegalArgumentException("the sampler draws noise " + draws + " times, but the tensor \"noise\" "
                    + (noise.isPresent() ? "holds only " + given + " draws" : "is missing")
                    + "; give noise [" + draws + ", images, channels, height, width], or take fewer steps");
        }
    }

    @Override
    public Noise forRun(Shape latents, boolean doubled) {
        return this;
    }

    @Override
    public void fill(int draw, int image, float[] target, int at, int count) {
        TensorData source = draw == 0 ? z : noise.orElseThrow();
        long row = draw == 0 ? image : (long) (draw - 1) * images() + image;
        source.copyTo(row * count, target, at, count);
    }
}
