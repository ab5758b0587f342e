package io.github.dit4j.layers.vae;

import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;

/**
 * What the encoder says about the latents of images: independent normal distributions
 * ({@code DiagonalGaussianDistribution} of latent-diffusion).
 *
 * @param mean {@code [N, embedDim, H, W]}
 * @param logvar logarithms of the variances, the same shape, from −30 to 20
 */
public record LatentDistribution(TensorData mean, TensorData logvar) {
    private static final float LEAST = -30;
    private static final float MOST = 20;

    /**
     * Takes what the encoder gave apart.
     *
     * @param moments {@code [N, 2 · embedDim, H, W]}: means, then logarithms of variances, which are held in [−30, 20]
     */
    public static LatentDistribution of(TensorData moments) {
        Shape shape = moments.shape().with(1, moments.shape().dim(1) / 2);
        int size = shape.size() / shape.dim(0);
        var mean = new float[shape.size()];
        var logvar = new float[shape.size()];
        for (int image = 0; image < shape.dim(0); image++) {
            moments.copyTo(2L * image * size, mean, image * size, size);
            moments.copyTo((2L * image + 1) * size, logvar, image * size, size);
        }
        for (int i = 0; i < logvar.length; i++) {
            logvar[i] = Math.clamp(logvar[i], LEAST, MOST);
        }
        return new LatentDistribution(TensorData.of(shape, mean), TensorData.of(shape, logvar));
    }

    /**
     * Draws latents: {@code mean + e^(logvar / 2) · noise}.
     *
     * @param noise standard normal, the shape of the mean
     * @throws IllegalArgumentException if it has another shape
     */
    public TensorData sample(TensorData noise) {
        if (!noise.shape().equals(mean.shape())) {
            throw new IllegalArgumentException("noise " + noise.shape() + " is not for latents " + mean.shape());
        }
        float[] values = mean.toFloats();
        float[] logvars = logvar.toFloats();
        float[] draws = noise.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) Math.exp(0.5f * logvars[i]) * draws[i];
        }
        return TensorData.of(mean.shape(), values);
    }
}
