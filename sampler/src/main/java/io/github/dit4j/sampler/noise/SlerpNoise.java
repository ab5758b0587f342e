package io.github.dit4j.sampler.noise;

import io.github.dit4j.engine.tensor.Shape;

/**
 * A path from the first image's noise of one source to that of another, at even steps along the great circle on which
 * noise keeps its length (spherical linear interpolation: Shoemake, SIGGRAPH 1985; for diffusion models Song et al., arXiv
 * 2010.02502, equation 67). The first image of the run starts from the one end, the last from the other. What steps add is
 * the same for all images, that of {@code from}.
 *
 * @param from where the path begins
 * @param to where it ends
 */
public record SlerpNoise(NoiseSource from, NoiseSource to) implements NoiseSource {
    /** Below this sine of the angle the circle is not determined well, and a straight line is as good. */
    private static final double PARALLEL = 1e-6;

    @Override
    public Noise forRun(Shape latents, boolean doubled) {
        int last = latents.dim(0) - 1;
        Shape single = latents.with(0, 1);
        Noise begin = from.forRun(single, doubled);
        Noise end = to.forRun(single, doubled);
        return (draw, image, target, at, count) -> {
            begin.fill(draw, 0, target, at, count);
            if (draw == 0 && image > 0) {
                var other = new float[count];
                end.fill(0, 0, other, 0, count);
                slerp(target, at, other, (double) image / last);
            }
        };
    }

    @Override
    public void check(Shape latents, int draws) {
        from.check(latents.with(0, 1), draws);
        to.check(latents.with(0, 1), 0);
    }

    /** Replaces a by {@code (sin((1−t)Ω) a + sin(tΩ) b) / sin Ω}, Ω the angle between a and b. */
    private static void slerp(float[] a, int at, float[] b, double t) {
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int i = 0; i < b.length; i++) {
            aa += (double) a[at + i] * a[at + i];
            bb += (double) b[i] * b[i];
            ab += (double) a[at + i] * b[i];
        }
        double angle = StrictMath.acos(Math.clamp(ab / Math.sqrt(aa * bb), -1.0, 1.0));
        double sine = StrictMath.sin(angle);
        boolean parallel = !(sine > PARALLEL);
        double ofA = t == 1 ? 0 : parallel ? 1 - t : StrictMath.sin((1 - t) * angle) / sine;
        double ofB = t == 1 ? 1 : parallel ? t : StrictMath.sin(t * angle) / sine;
        for (int i = 0; i < b.length; i++) {
            a[at + i] = (float) (ofA * a[at + i] + ofB * b[i]);
        }
    }
}
