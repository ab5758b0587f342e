package io.github.dit4j.sampler;

/**
 * The part of the way in which guidance acts; outside of it the conditional prediction is taken as it is, which costs half
 * as much (Kynkäänniemi et al., arXiv 2404.07724).
 *
 * @param from where it ends to act, as a fraction of the forward process: 0 is the image, 1 pure noise
 * @param to where it begins to act
 */
public record GuidanceInterval(double from, double to) {
    private static final String FORM = "; give two fractions of the way from image (0) to noise (1), as in 0.2..0.8";

    /**
     * @throws IllegalArgumentException if it is not a part of 0 to 1
     */
    public GuidanceInterval {
        if (!(from >= 0 && from < to && to <= 1)) {
            throw new IllegalArgumentException("guidance interval " + from + ".." + to + FORM);
        }
    }

    /**
     * Reads an interval.
     *
     * @param text {@code 0.2..0.8}
     * @throws IllegalArgumentException if it is none
     */
    public static GuidanceInterval parse(String text) {
        String[] ends = text.split("\\.\\.", -1);
        try {
            if (ends.length == 2) {
                return new GuidanceInterval(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw new IllegalArgumentException("guidance interval \"" + text + "\"" + FORM);
    }

    /** Whether guidance acts at a fraction of the forward process. */
    public boolean contains(double fraction) {
        return fraction >= from && fraction <= to;
    }

    @Override
    public String toString() {
        return from + ".." + to;
    }
}
