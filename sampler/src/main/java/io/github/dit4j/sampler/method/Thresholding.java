package io.github.dit4j.sampler.method;

import java.util.Arrays;

/** What is done to predicted images whose values lie outside [−1, 1]. */
public sealed interface Thresholding {

    /** They are held in a range, in place. */
    void apply(float[] images);

    /** The images are taken as they are. */
    record None() implements Thresholding {
        @Override
        public void apply(float[] images) {
        }
    }

    /** Values are clipped to [−1, 1]. */
    record Clip() implements Thresholding {
        @Override
        public void apply(float[] images) {
            for (int i = 0; i < images.length; i++) {
                images[i] = Math.clamp(images[i], -1f, 1f);
            }
        }
    }

    /**
     * Dynamic thresholding (Imagen, Saharia et al., arXiv 2205.11487, section 2.3): each image is clipped to [−s, s] and
     * divided by s, the percentile of its absolute values, or 1 if that is less.
     *
     * @param percentile as a fraction; 0.995 as published
     * @param elements how many elements an image has
     */
    record Dynamic(double percentile, int elements) implements Thresholding {

        /** The percentile of the published code. */
        public static final double USUAL_PERCENTILE = 0.995;

        /**
         * @throws IllegalArgumentException if the percentile is not in (0, 1]
         */
        public Dynamic {
            if (!(percentile > 0 && percentile <= 1)) {
                throw new IllegalArgumentException("dynamic threshold " + percentile
                        + " is not a percentile; give a fraction above 0 and up to 1, usually " + USUAL_PERCENTILE);
            }
        }

        @Override
        public void apply(float[] images) {
            for (int from = 0; from < images.length; from += elements) {
                float limit = limit(images, from);
                for (int i = from; i < from + elements; i++) {
                    images[i] = Math.clamp(images[i], -limit, limit) / limit;
                }
            }
        }

        /** As {@code torch.quantile}: on a line between the two values beside the percentile. */
        private float limit(float[] images, int from) {
            var sorted = new float[elements];
            for (int i = 0; i < elements; i++) {
                sorted[i] = Math.abs(images[from + i]);
            }
            Arrays.sort(sorted);
            double rank = percentile * (elements - 1);
            int below = (int) rank;
            float low = sorted[below];
            float high = sorted[Math.min(below + 1, elements - 1)];
            return Math.max(1, (float) (low + (rank - below) * (high - low)));
        }
    }
}
