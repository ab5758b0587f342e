package io.github.dit4j.sampler;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.util.Optional;

/**
 * A picture that a run begins with, in place of noise alone.
 *
 * <p>With a {@link #strength} below 1 the run starts in the middle: the picture is noised as the forward process would, and
 * only the last steps are made (SDEdit: Meng et al., arXiv 2108.01073). With a {@link #mask}, what it keeps is put back
 * after every step, at that step's noise level and with the noise that the run began with; so at the end it is the picture
 * itself, and what is drawn fits to it (the replacement of RePaint, arXiv 2201.09865, equation 8, without its resampling,
 * and of Song et al., arXiv 2011.13456, section 5).
 *
 * @param name for people
 * @param values {@code [pictures, channels, height, width]}, pixels in [−1, 1] or latents; the images of a run take the
 *     pictures in turn
 * @param strength which part of the steps is made, above 0; 1 starts from noise alone, so that the picture is no more than
 *     what the mask keeps
 * @param mask {@code [1, 1, height, width]}: 1 where to draw, 0 where to keep the picture, between them a mean of both
 */
public record Picture(String name, TensorData values, double strength, Optional<TensorData> mask) {

    /**
     * @throws IllegalArgumentException if a shape, the strength or a value of the mask is not as it has to be, or nothing
     *     of the picture would remain
     */
    public Picture {
        if (values.shape().rank() != 4 || values.shape().dim(0) < 1) {
            throw new IllegalArgumentException(
                    "picture " + name + " has the shape " + values.shape() + ", not [pictures, channels, height, width]");
        }
        if (!(strength > 0 && strength <= 1)) {
            throw new IllegalArgumentException("strength " + strength + " is out of range; give a number above 0 (the"
                    + " picture as it is) up to 1 (noise alone)");
        }
        if (strength == 1 && mask.isEmpty()) {
            throw new IllegalArgumentException("with strength 1 and no mask nothing of the picture " + name
                    + " would remain; give a strength below 1 or a mask");
        }
        mask.ifPresent(given -> checkMask(given, values.shape()));
    }

    private static void checkMask(TensorData mask, Shape picture) {
        Shape wanted = Shape.of(1, 1, picture.dim(2), picture.dim(3));
        if (!mask.shape().equals(wanted)) {
            throw new IllegalArgumentException("the mask has the shape " + mask.shape() + ", not " + wanted
                    + " as the picture wants");
        }
        for (float value : mask.toFloats()) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(
                        "the mask holds " + value + "; give 1 where to draw and 0 where to keep the picture");
            }
        }
    }

    /** How many pictures there are. */
    public int count() {
        return values.shape().dim(0);
    }

    /** How many of a run's steps are made: the last ones, at least one. */
    public int steps(int steps) {
        return (int) Math.clamp(Math.round(strength * steps), 1, steps);
    }

    /**
     * Checks that the picture is as large as the images of a run.
     *
     * @param latents {@code [images, channels, height, width]}
     * @throws IllegalArgumentException if not
     */
    void check(Shape latents) {
        if (!values.shape().with(0, 1).equals(latents.with(0, 1))) {
            throw new IllegalArgumentException("picture " + name + " is " + values.shape().with(0, 1)
                    + ", but this model's images are " + latents.with(0, 1));
        }
    }

    /** The picture of each of some images, row-major. */
    float[] of(int firstImage, int images) {
        int size = values.shape().with(0, 1).size();
        var result = new float[Math.multiplyExact(images, size)];
        for (int i = 0; i < images; i++) {
            values.copyTo((long) (firstImage + i) % values.shape().dim(0) * size, result, i * size, size);
        }
        return result;
    }
}
