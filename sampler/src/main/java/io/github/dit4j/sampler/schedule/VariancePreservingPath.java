package io.github.dit4j.sampler.schedule;

import static io.github.dit4j.sampler.schedule.SingleMath.exp;
import static io.github.dit4j.sampler.schedule.SingleMath.log;
import static io.github.dit4j.sampler.schedule.SingleMath.logAddExpZero;
import static io.github.dit4j.sampler.schedule.SingleMath.sqrt;

import java.util.Arrays;

/**
 * Paths with {@code σ² = 1 − α²}, from the image at time 0 to noise at time 1. In single precision throughout, as
 * {@code NoiseScheduleVP} of LuChengTHU/dpm-solver and U-ViT: close to the image {@code 1 − α²} loses digits there, and a
 * grid of steps that is even in λ moves with them.
 */
abstract sealed class VariancePreservingPath implements NoisePath {

    /** {@code log α}. */
    abstract float logAlpha(float t);

    /** Its derivative. */
    abstract double logAlphaSlope(float t);

    /** The time at which {@code log α} has a value, given as {@code log α = −½ l}. */
    abstract float timeAtHalved(float l);

    @Override
    public PathPoint at(float t) {
        float logAlpha = logAlpha(t);
        return PathPoint.variancePreserving(exp(logAlpha), sqrt(1 - exp(2 * logAlpha)), logAlphaSlope(t));
    }

    @Override
    public float lambda(float t) {
        float logAlpha = logAlpha(t);
        return logAlpha - 0.5f * log(1 - exp(2 * logAlpha));
    }

    @Override
    public float timeAt(float lambda) {
        return timeAtHalved(logAddExpZero(-2 * lambda));
    }

    @Override
    public float noisy() {
        return 1;
    }

    /** The stochastic process with {@code β(t) = β₀ + t (β₁ − β₀)} (Song et al., arXiv 2011.13456). */
    static final class Linear extends VariancePreservingPath {
        /** Where U-ViT's published sampling ends. */
        private static final float CLEAN = 1e-4f;

        private final double beta0;
        private final double beta1;

        Linear(double beta0, double beta1) {
            this.beta0 = beta0;
            this.beta1 = beta1;
        }

        @Override
        float logAlpha(float t) {
            return -0.25f * (t * t) * (float) (beta1 - beta0) - 0.5f * t * (float) beta0;
        }

        @Override
        double logAlphaSlope(float t) {
            return -0.5 * (beta0 + t * (beta1 - beta0));
        }

        @Override
        float timeAtHalved(float l) {
            float scaled = (float) (2 * (beta1 - beta0)) * l;
            float root = sqrt((float) (beta0 * beta0) + scaled);
            return scaled / (root + (float) beta0) / (float) (beta1 - beta0);
        }

        @Override
        public float clean() {
            return CLEAN;
        }
    }

    /** Between timesteps {@code log α} lies on a line; the timesteps i = 0 … N−1 stand at the times (i+1)/N. */
    static final class Discrete extends VariancePreservingPath {
        /**
         * What is noisier is left out, as in LuChengTHU/dpm-solver: the cosine schedule has no digits left there. The times
         * of the others stay what they are, unlike there, so that the network is told the timesteps it was trained on.
         */
        private static final double LEAST_LAMBDA = -5.1;

        private final float[] times;
        private final float[] logAlphas;

        /**
         * @param times ascending, at least 1
         * @param logAlphas descending
         */
        private Discrete(float[] times, float[] logAlphas) {
            int kept = logAlphas.length;
            while (kept > 2 && lambdaOf(logAlphas[kept - 1]) < LEAST_LAMBDA) {
                kept--;
            }
            this.times = Arrays.copyOf(times, kept);
            this.logAlphas = Arrays.copyOf(logAlphas, kept);
        }

        private static double lambdaOf(double logAlpha) {
            return logAlpha - 0.5 * StrictMath.log(-StrictMath.expm1(2 * logAlpha));
        }

        /** Sums in double precision, rounded at the end: LuChengTHU/dpm-solver on betas in double precision. */
        static Discrete ofDoubles(double[] betas) {
            var logAlphas = new float[betas.length];
            double sum = 0;
            for (int i = 0; i < betas.length; i++) {
                sum += 0.5 * StrictMath.log(1 - betas[i]);
                logAlphas[i] = (float) sum;
            }
            float[] times = SingleMath.linspace(0, 1, betas.length + 1);
            return new Discrete(Arrays.copyOfRange(times, 1, times.length), logAlphas);
        }

        /** On betas rounded to single precision: U-ViT's dpm_solver_pp.py. */
        static Discrete ofFloats(double[] betas) {
            var logAlphas = new float[betas.length];
            double sum = 0; // torch.cumsum sums up in double precision, too
            for (int i = 0; i < betas.length; i++) {
                sum += log(1 - (float) betas[i]);
                logAlphas[i] = 0.5f * (float) sum;
            }
            return new Discrete(SingleMath.linspace(1f / betas.length, 1, betas.length), logAlphas);
        }

        float[] times() {
            return times.clone();
        }

        float[] logAlphas() {
            return logAlphas.clone();
        }

        @Override
        float logAlpha(float t) {
            if (times.length == 1) {
                return logAlphas[0] * t / times[0];
            }
            int i = segment(Arrays.binarySearch(times, t));
            return interpolate(t, times[i], times[i + 1], logAlphas[i], logAlphas[i + 1]);
        }

        @Override
        double logAlphaSlope(float t) {
            if (times.length == 1) {
                return logAlphas[0] / times[0];
            }
            int i = segment(Arrays.binarySearch(times, t));
            return ((double) logAlphas[i + 1] - logAlphas[i]) / ((double) times[i + 1] - times[i]);
        }

        @Override
        float timeAtHalved(float l) {
            float wanted = -0.5f * l;
            if (times.length == 1) {
                return times[0] * wanted / logAlphas[0];
            }
            int above = 0;
            while (above < logAlphas.length && logAlphas[above] > wanted) {
                above++;
            }
            int i = Math.clamp(above - 1, 0, times.length - 2);
            // From the noisier end, as published: the tables are flipped there.
            return interpolate(wanted, logAlphas[i + 1], logAlphas[i], times[i + 1], times[i]);
        }

        /** The first of the two knots around a place; the outermost two carry on beyond the ends. */
        private int segment(int found) {
            return Math.clamp(found >= 0 ? found : -found - 2, 0, times.length - 2);
        }

        private static float interpolate(float x, float startX, float endX, float startY, float endY) {
            return startY + (x - startX) * (endY - startY) / (endX - startX);
        }

        @Override
        public float noisy() {
            return times[times.length - 1];
        }

        @Override
        public float clean() {
            return times[0];
        }
    }
}
