package io.github.dit4j.sampler.method;

import io.github.dit4j.sampler.schedule.NoiseLevel;
import io.github.dit4j.sampler.schedule.Timeline;
import java.util.Optional;

/**
 * The method of Dormand and Prince of order 5 with steps as long as an error estimate of order 4 allows (J. Comput. Appl.
 * Math. 6, 1980), on the probability flow: SiT's default. Error norm, first step and step control are those of
 * torchdiffeq's {@code dopri5}; the last step ends at the end, where torchdiffeq goes beyond and interpolates.
 *
 * <p>Six evaluations for each attempt at a step, and two before the first. The number of steps that was asked for does not
 * matter.
 *
 * @param relative error allowed in a step, relative to the state
 * @param absolute error allowed in a step
 */
public record DormandPrince(double relative, double absolute) implements Sampler {
    /** SiT's tolerances. */
    public static final DormandPrince USUAL = new DormandPrince(1e-3, 1e-6);

    /** Of what is computed in single precision, less is never seen. */
    private static final double LEAST = 1e-12;
    private static final int GUESSED_STEPS = 10;
    private static final double SAFETY = 0.9;
    private static final double MOST_GROWTH = 10;
    private static final double MOST_SHRINKING = 0.2;

    private static final double[] TIMES = {1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1};
    private static final double[][] STAGES = {
        {1.0 / 5},
        {3.0 / 40, 9.0 / 40},
        {44.0 / 45, -56.0 / 15, 32.0 / 9},
        {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
        {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
        {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}, // the result
    };
    private static final double[] ERROR = { // the result less that of order 4, as Shampine has it
        35.0 / 384 - 1951.0 / 21600, 0, 500.0 / 1113 - 22642.0 / 50085, 125.0 / 192 - 451.0 / 720,
        -2187.0 / 6784 + 12231.0 / 42400, 11.0 / 84 - 649.0 / 6300, -1.0 / 60
    };

    /**
     * @throws IllegalArgumentException if a tolerance is less than 1e-12, or the relative one not less than 1
     */
    public DormandPrince {
        if (!(relative >= LEAST && relative < 1 && absolute >= LEAST && absolute < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("tolerances " + relative + " (relative) and " + absolute
                    + " (absolute) are out of range; give some of at least " + LEAST + ", usually 1e-3 and 1e-6");
        }
    }

    @Override
    public String name() {
        return "dopri5";
    }

    @Override
    public boolean isAdaptive() {
        return true;
    }

    @Override
    public int steps(Timeline timeline) {
        return GUESSED_STEPS;
    }

    @Override
    public void check(Timeline timeline, boolean learnedVariance) {
        // Nothing that was asked for matters.
    }

    @Override
    public NoiseLevel level(Diffusion diffusion, SamplerState state) {
        return state.remaining() == 0 ? NoiseLevel.CLEAN : diffusion.path().at((float) timeOf(diffusion, state)).level();
    }

    @Override
    public double time(Diffusion diffusion, SamplerState state) {
        return diffusion.timeAt((float) timeOf(diffusion, state));
    }

    private static double timeOf(Diffusion diffusion, SamplerState state) {
        return state.memory() instanceof Memory.Adaptive(double t, _, _) ? t : FlowInterval.of(diffusion).from();
    }

    /**
     * @throws IllegalArgumentException if the network gives NaN or infinite values, or steps would have to be shorter than
     *     times can tell apart
     */
    @Override
    public SamplerState step(Diffusion diffusion, SamplerState state, Network network, StepNoise noise) {
        double end = FlowInterval.of(diffusion).to();
        Memory.Adaptive now = state.memory() instanceof Memory.Adaptive known
                ? known
                : start(diffusion, state.x(), network, end);
        double size = now.size();
        while (true) {
            boolean last = Math.abs(size) >= Math.abs(end - now.t());
            double h = last ? end - now.t() : size;
            if (now.t() + h == now.t() && !last) {
                throw new IllegalArgumentException("the steps of dopri5 became too short at time " + now.t()
                        + "; allow larger tolerances than " + relative + " and " + absolute);
            }
            Attempt attempt = attempt(diffusion, state.x(), now, h, network);
            size = h * growth(attempt.errorRatio());
            if (attempt.errorRatio() <= 1) {
                double t = last ? end : now.t() + h;
                int remaining = last ? 0 : Math.max(1, (int) Math.min(1e6, Math.ceil((end - t) / size)));
                return new SamplerState(remaining, attempt.x(), Optional.of(attempt.start()),
                        new Memory.Adaptive(t, size, attempt.velocity()));
            }
        }
    }

    /** A step that was tried. */
    private record Attempt(float[] x, float[] start, float[] velocity, double errorRatio) {
    }

    private Attempt attempt(Diffusion diffusion, float[] x, Memory.Adaptive now, double h, Network network) {
        var slopes = new float[STAGES.length + 1][];
        slopes[0] = now.velocity();
        float[] next = x;
        Estimate estimate = null;
        for (int stage = 0; stage < STAGES.length; stage++) {
            next = sum(x, h, STAGES[stage], slopes);
            estimate = diffusion.estimate((float) (now.t() + TIMES[stage] * h), next, network);
            slopes[stage + 1] = finite(estimate.velocity(), now.t() + TIMES[stage] * h);
        }
        float[] error = sum(new float[x.length], h, ERROR, slopes);
        double squares = 0;
        for (int j = 0; j < x.length; j++) {
            double allowed = absolute + relative * Math.max(Math.abs(x[j]), Math.abs(next[j]));
            squares += error[j] / allowed * (error[j] / allowed);
        }
        return new Attempt(next, estimate.start(), slopes[STAGES.length], Math.sqrt(squares / x.length));
    }

    /** With other velocities no step would ever be short enough. */
    private static float[] finite(float[] velocity, double t) {
        for (float value : velocity) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("dopri5 was given a velocity of " + value + " at time " + t
                        + ": the network gave NaN or infinite values; the model or the device failed, try --device reference");
            }
        }
        return velocity;
    }

    private static float[] sum(float[] x, double h, double[] weights, float[][] slopes) {
        var sum = new float[x.length];
        for (int j = 0; j < x.length; j++) {
            double change = 0;
            for (int k = 0; k < weights.length; k++) {
                change += h * weights[k] * slopes[k][j];
            }
            sum[j] = (float) (x[j] + change);
        }
        return sum;
    }

    private static double growth(double errorRatio) {
        if (errorRatio == 0) {
            return MOST_GROWTH;
        }
        double least = errorRatio < 1 ? 1 : MOST_SHRINKING;
        return Math.min(MOST_GROWTH, Math.max(SAFETY / Math.pow(errorRatio, 1.0 / 5), least));
    }

    /** The first step's length (Hairer, Nørsett, Wanner, Solving Ordinary Differential Equations I, II.4). */
    private Memory.Adaptive start(Diffusion diffusion, float[] x, Network network, double end) {
        double t = FlowInterval.of(diffusion).from();
        double direction = Math.signum(end - t);
        float[] velocity = finite(diffusion.estimate((float) t, x, network).velocity(), t);
        double ofX = norm(x, x);
        double ofVelocity = norm(velocity, x);
        double trial = ofX < 1e-5 || ofVelocity < 1e-5 ? 1e-6 : 0.01 * ofX / ofVelocity;
        double later = t + direction * trial;
        float[] ahead = finite(diffusion.estimate(
                (float) later, Floats.combined(1, x, direction * trial, velocity), network).velocity(), later);
        double bend = norm(Floats.combined(1, ahead, -1, velocity), x) / trial;
        double size = Math.max(ofVelocity, bend) <= 1e-15
                ? Math.max(1e-6, trial * 1e-3)
                : Math.pow(0.01 / Math.max(ofVelocity, bend), 1.0 / 5);
        return new Memory.Adaptive(t, direction * Math.min(100 * trial, size), velocity);
    }

    /** The root of the mean square, in units of what a step may err. */
    private double norm(float[] values, float[] x) {
        double squares = 0;
        for (int j = 0; j < values.length; j++) {
            double scaled = values[j] / (absolute + relative * Math.abs(x[j]));
            squares += scaled * scaled;
        }
        return Math.sqrt(squares / values.length);
    }
}
