package io.github.dit4j.sampler.noise;

import io.github.dit4j.engine.tensor.Shape;

/**
 * Normal noise from {@link Philox4x32} by the Box–Muller transform. The seed is the key; the counter is (four elements'
 * index, draw, image, 0), so any element can be had without those before it. All arithmetic is strict, the bits are the
 * same on every machine.
 *
 * @param seed any
 */
public record PhiloxNoise(long seed) implements NoiseSource, Noise {
    private static final double TWO_TO_MINUS_32 = 0x1p-32;

    @Override
    public Noise forRun(Shape latents, boolean doubled) {
        return this;
    }

    @Override
    public void fill(int draw, int image, float[] target, int at, int count) {
        var bits = new int[4];
        var normals = new float[4];
        for (int element = 0; element < count; element += 4) {
            bits[0] = element >> 2;
            bits[1] = draw;
            bits[2] = image;
            bits[3] = 0;
            Philox4x32.scramble(bits, (int) seed, (int) (seed >>> 32));
            boxMuller(bits[0], bits[1], normals, 0);
            boxMuller(bits[2], bits[3], normals, 2);
            System.arraycopy(normals, 0, target, at + element, Math.min(4, count - element));
        }
    }

    /** Two normal numbers from two uniform ones, each in the middle of its 2⁻³² wide cell, so never 0. */
    private static void boxMuller(int first, int second, float[] normals, int at) {
        double radius = Math.sqrt(-2 * StrictMath.log((Integer.toUnsignedLong(first) + 0.5) * TWO_TO_MINUS_32));
        double angle = 2 * Math.PI * ((Integer.toUnsignedLong(second) + 0.5) * TWO_TO_MINUS_32);
        normals[at] = (float) (radius * StrictMath.cos(angle));
        normals[at + 1] = (float) (radius * StrictMath.sin(angle));
    }
}
