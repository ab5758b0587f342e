package io.github.dit4j.sampler.schedule;

import java.util.Locale;

/**
 * The paths of flow matching as SiT has them (Ma et al., arXiv 2401.08740; transport/path.py): from noise at time 0 to the
 * image at time 1.
 */
public enum FlowPath implements NoisePath, ForwardProcess {
    /** {@code α = t, σ = 1 − t}. */
    LINEAR {
        @Override
        public PathPoint at(float t) {
            return new PathPoint(t, 1.0 - t, 1, -1);
        }

        @Override
        public float lambda(float t) {
            return (float) StrictMath.log(t / (1.0 - t));
        }

        @Override
        public float timeAt(float lambda) {
            return (float) (1 / (1 + StrictMath.exp(-lambda)));
        }
    },
    /** The variance-preserving path of diffusion models, {@code β} from 0.1 to 20, with time reversed. */
    VP {
        @Override
        public PathPoint at(float t) {
            double back = 1.0 - t;
            double logAlpha = -0.25 * back * back * (BETA_1 - BETA_0) - 0.5 * back * BETA_0;
            return PathPoint.variancePreserving(
                    StrictMath.exp(logAlpha),
                    Math.sqrt(-StrictMath.expm1(2 * logAlpha)),
                    0.5 * (BETA_0 + back * (BETA_1 - BETA_0)));
        }

        @Override
        public float lambda(float t) {
            PathPoint point = at(t);
            return (float) StrictMath.log(point.alpha() / point.sigma());
        }

        @Override
        public float timeAt(float lambda) {
            double l = StrictMath.log1p(StrictMath.exp(-2.0 * lambda));
            double slope = BETA_1 - BETA_0;
            double back = 2 * l / (Math.sqrt(BETA_0 * BETA_0 + 2 * slope * l) + BETA_0);
            return (float) (1 - back);
        }

        @Override
        public float noisy() {
            return 0;
        }
    },
    /** {@code α = sin(πt/2), σ = cos(πt/2)}: variance-preserving, with even speed. */
    GVP {
        @Override
        public PathPoint at(float t) {
            double sine = StrictMath.sin(Math.PI / 2 * t);
            // π/2 is rounded, so that its cosine would be 6e-17: something to divide by, where there is no noise left.
            double cosine = t == 1 ? 0 : StrictMath.cos(Math.PI / 2 * t);
            return new PathPoint(sine, cosine, Math.PI / 2 * cosine, -Math.PI / 2 * sine);
        }

        @Override
        public float lambda(float t) {
            return (float) StrictMath.log(StrictMath.tan(Math.PI / 2 * t));
        }

        @Override
        public float timeAt(float lambda) {
            return (float) (2 / Math.PI * StrictMath.atan(StrictMath.exp(lambda)));
        }
    };

    private static final double BETA_0 = 0.1;
    private static final double BETA_1 = 20;
    /** How far SiT keeps from the ends where something is divided by α or σ. */
    private static final float MARGIN = 1e-3f;

    @Override
    public float noisy() {
        return MARGIN;
    }

    @Override
    public float clean() {
        return 1 - MARGIN;
    }

    /** Whether α is 0 at the start, σ at the end: only velocities may be asked for there. */
    public boolean isFiniteForVelocities() {
        return this != VP;
    }

    @Override
    public Timeline timeline(TimestepSpacing spacing) {
        return new FlowTimeline(this, spacing);
    }

    /**
     * The path of a name.
     *
     * @throws IllegalArgumentException if there is no such path
     */
    public static FlowPath named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "linear" -> LINEAR;
            case "vp" -> VP;
            case "gvp" -> GVP;
            default -> throw new IllegalArgumentException(
                    "path \"" + name + "\" is not known; there are linear, gvp and vp");
        };
    }

    @Override
    public String label() {
        return "flow-" + name().toLowerCase(Locale.ROOT);
    }
}
