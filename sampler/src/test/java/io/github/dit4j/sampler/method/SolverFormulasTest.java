package io.github.dit4j.sampler.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.sampler.schedule.FlowPath;
import io.github.dit4j.sampler.schedule.TimeGrid;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Single steps against the formulas of the papers in double precision, for a network that says what it likes. On SiT's path
 * of even speed, whose weights are a sine and a cosine.
 */
class SolverFormulasTest {
    private static final int STEPS = 6;
    /** Of a step in single precision that adds up numbers of some units. */
    private static final double TOLERANCE = 5e-6;

    private final GaussianData path = new GaussianData(FlowPath.GVP, 0, 1);
    private final Random random = new Random(31);
    private final double x = random.nextGaussian();
    private final double[] said = {
        (float) random.nextGaussian(), (float) random.nextGaussian(), (float) random.nextGaussian()};
    private final List<Double> asked = new ArrayList<>();

    @Test
    void aStepOfDpmSolver2IsAlgorithm1() {
        var solver = new DpmSolver(false, 2, DpmSolver.Method.SINGLESTEP, TimeGrid.LOGSNR);
        double[] times = times(solver, 2);
        double h = path.lambda(times[1]) - path.lambda(times[0]);
        double middle = path.timeAt(path.lambda(times[0]) + h / 2);
        double expected = alpha(times[1]) / alpha(times[0]) * x - sigma(times[1]) * Math.expm1(h) * said[1];
        assertNear(expected, step(solver, Prediction.EPSILON, 2));
        assertAsked(times[0], middle);
    }

    @Test
    void aStepOfDpmSolver3IsAlgorithm2() {
        var solver = new DpmSolver(false, 3, DpmSolver.Method.SINGLESTEP, TimeGrid.LOGSNR);
        double[] times = times(solver, 2);
        double h = path.lambda(times[1]) - path.lambda(times[0]);
        double expected = alpha(times[1]) / alpha(times[0]) * x - sigma(times[1]) * Math.expm1(h) * said[0]
                - sigma(times[1]) * 1.5 * (Math.expm1(h) / h - 1) * (said[2] - said[0]);
        assertNear(expected, step(solver, Prediction.EPSILON, 2));
        assertAsked(times[0], path.timeAt(path.lambda(times[0]) + h / 3), path.timeAt(path.lambda(times[0]) + 2 * h / 3));
    }

    @Test
    void aStepOfDpmSolverPlusPlus2sIsItsAlgorithm1() {
        var solver = new DpmSolver(true, 2, DpmSolver.Method.SINGLESTEP, TimeGrid.LOGSNR);
        double[] times = times(solver, 2);
        double h = path.lambda(times[1]) - path.lambda(times[0]);
        // (1 − 1/(2r)) of the first and 1/(2r) of the second, r = ½
        double expected = sigma(times[1]) / sigma(times[0]) * x - alpha(times[1]) * Math.expm1(-h) * said[1];
        assertNear(expected, step(solver, Prediction.X_START, 2));
    }

    @Test
    void aStepOfDpmSolverPlusPlus2mIsItsAlgorithm2() {
        var solver = new DpmSolver(true, 2, DpmSolver.Method.MULTISTEP, TimeGrid.TIME);
        double[] times = times(solver, STEPS);
        double h = path.lambda(times[2]) - path.lambda(times[1]);
        double r = (path.lambda(times[1]) - path.lambda(times[0])) / h;
        double mixed = (1 + 1 / (2 * r)) * said[1] - 1 / (2 * r) * said[0];
        double expected = sigma(times[2]) / sigma(times[1]) * x - alpha(times[2]) * Math.expm1(-h) * mixed;
        assertNear(expected, stepAfter(solver, Prediction.X_START, 1));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aMultistepOfOrder3IntegratesTheParabolaThroughThreePredictions(boolean predictsStart) {
        var solver = new DpmSolver(predictsStart, 3, DpmSolver.Method.MULTISTEP, TimeGrid.TIME);
        double[] times = times(solver, 12);
        double[] lambdas = {path.lambda(times[0]), path.lambda(times[1]), path.lambda(times[2])};
        DoubleUnaryOperator parabola = lambda -> {
            double sum = 0;
            for (int i = 0; i < 3; i++) {
                double product = said[i];
                for (int j = 0; j < 3; j++) {
                    product *= i == j ? 1 : (lambda - lambdas[j]) / (lambdas[i] - lambdas[j]);
                }
                sum += product;
            }
            return sum;
        };
        double sign = predictsStart ? 1 : -1;
        double integral = simpson(lambda -> Math.exp(sign * lambda) * parabola.applyAsDouble(lambda),
                lambdas[2], path.lambda(times[3]));
        double expected = predictsStart
                ? sigma(times[3]) / sigma(times[2]) * x + sigma(times[3]) * integral
                : alpha(times[3]) / alpha(times[2]) * x - alpha(times[3]) * integral;
        assertNear(expected, stepAfter(solver, predictsStart ? Prediction.X_START : Prediction.EPSILON, 2, 12), 5e-5);
    }

    @Test
    void aStepOfUniPcPredictsAndCorrectsWithItsB2() {
        var solver = new UniPc(2, TimeGrid.TIME);
        double[] times = times(solver, STEPS);
        double h = path.lambda(times[2]) - path.lambda(times[1]);
        double r = (path.lambda(times[0]) - path.lambda(times[1])) / h;
        double slope = (said[0] - said[1]) / r;
        double b = Math.expm1(-h);
        double plain = sigma(times[2]) / sigma(times[1]) * x - alpha(times[2]) * b * said[1];
        double predicted = plain - alpha(times[2]) * b * 0.5 * slope;
        // The two conditions of order 2: w₁ + w₂ = b₁ and r w₁ + w₂ = b₂, by Cramer's rule.
        double phi2 = b / -h - 1;
        double b1 = phi2 / b;
        double b2 = 2 * (phi2 / -h - 0.5) / b;
        double w1 = (b1 - b2) / (1 - r);
        double w2 = (b2 - r * b1) / (1 - r);
        double corrected = plain - alpha(times[2]) * b * (w1 * slope + w2 * (said[2] - said[1]));

        var given = new ArrayList<Double>();
        var state = new SamplerState(STEPS - 1, new float[] {(float) x}, Optional.empty(), new Memory.Predictions(List.of(
                new Memory.Predicted((float) times[0], new float[] {(float) said[0]}),
                new Memory.Predicted((float) times[1], new float[] {(float) said[1]}))));
        float next = solver.step(diffusion(Prediction.X_START, STEPS), state, (now, _) -> {
            given.add((double) now[0]);
            return new NetworkOutput(new float[] {(float) said[2]}, Optional.empty());
        }, null).x()[0];
        assertEquals(predicted, given.getFirst(), TOLERANCE);
        assertNear(corrected, next);
    }

    @ParameterizedTest
    @EnumSource(FlowPath.class)
    void whatSitReadsFromAVelocityIsReadFromIt(FlowPath flow) {
        float t = 0.3f;
        var data = new GaussianData(flow, 0, 1);
        double alpha = data.alpha(t);
        double sigma = data.sigma(t);
        double alphaSlope = (data.alpha(t + 1e-6) - data.alpha(t - 1e-6)) / 2e-6;
        double sigmaSlope = (data.sigma(t + 1e-6) - data.sigma(t - 1e-6)) / 2e-6;
        double ratio = alpha / alphaSlope;
        double score = (ratio * said[0] - x) / (sigma * sigma - ratio * sigmaSlope * sigma);
        double noise = (ratio * said[0] - x) / (ratio * sigmaSlope - sigma);
        Estimate estimate = new Estimate(new float[] {(float) x}, new float[] {(float) said[0]}, Prediction.VELOCITY,
                new Thresholding.None(), flow.at(t));
        assertEquals(noise, estimate.noise()[0], 1e-5);
        assertEquals(score, -estimate.noise()[0] / sigma, 1e-5);
        assertEquals((x - sigma * noise) / alpha, estimate.start()[0], 5e-5);
        Estimate back = new Estimate(new float[] {(float) x}, new float[] {(float) score}, Prediction.SCORE,
                new Thresholding.None(), flow.at(t));
        assertEquals(said[0], back.velocity()[0], 5e-5);
        Estimate byStart = new Estimate(new float[] {(float) x}, estimate.start(), Prediction.X_START,
                new Thresholding.None(), flow.at(t));
        assertEquals(said[0], byStart.velocity()[0], 5e-5);
    }

    @ParameterizedTest
    @EnumSource(EulerMaruyama.Amount.class)
    void aStepOfEulerMaruyamaIsSits(EulerMaruyama.Amount amount) {
        var solver = new EulerMaruyama(amount);
        var diffusion = new Diffusion(FlowPath.LINEAR.timeline(TimestepSpacing.evenly(STEPS)), Prediction.VELOCITY, false);
        float[] times = solver.times(diffusion);
        assertEquals(0.96f, times[STEPS - 1]);
        assertEquals(1, times[STEPS]);
        double t = times[2];
        double h = times[3] - t;
        double sigma = 1 - t;
        double score = (t * said[0] - x) / (sigma * sigma + t * sigma);
        double w = switch (amount) {
            case FORWARD -> sigma * sigma / t + sigma;
            case SIGMA, AS_PUBLISHED, LINEAR -> 1 - t;
            case DECREASING -> 0.25 * Math.pow(Math.cos(Math.PI * t) + 1, 2);
            case INCREASING_DECREASING -> Math.pow(Math.sin(Math.PI * t), 2);
            case CONSTANT -> 1;
        };
        double expected = x + h * (said[0] + w * score) + Math.sqrt(2 * w * h) * said[1];
        SamplerState state = new SamplerState(STEPS - 2, new float[] {(float) x}, Optional.empty());
        float next = solver.step(diffusion, state, this::says, draw -> {
            assertEquals(3, draw);
            return new float[] {(float) said[1]};
        }).x()[0];
        assertNear(expected, next);
        // The last step adds no noise.
        var last = new SamplerState(1, new float[] {(float) x}, Optional.empty());
        solver.step(diffusion, last, (_, _) -> new NetworkOutput(new float[] {1}, Optional.empty()), draw -> {
            throw new AssertionError("draw " + draw);
        });
    }

    @Test
    void dormandPrinceStepsAsTorchdiffeqDoes() {
        var data = new GaussianData(FlowPath.LINEAR, 0.3, 0.1, 0.2, 0.1);
        double[] start = {1.2f, -0.7f, 0.4f};
        var diffusion = new Diffusion(FlowPath.LINEAR.timeline(TimestepSpacing.evenly(1)), Prediction.VELOCITY, false);
        List<Double> expected = TorchDormandPrince.times(data, start, 1e-4, 1e-7);
        var times = new ArrayList<Double>();
        SamplerState state = SamplerState.initial(1, new float[] {1.2f, -0.7f, 0.4f});
        var solver = new DormandPrince(1e-4, 1e-7);
        while (state.remaining() > 0) {
            state = solver.step(diffusion, state, data.network(Prediction.VELOCITY), null);
            times.add(((Memory.Adaptive) state.memory()).t());
        }
        assertEquals(expected.size(), times.size(), expected + " " + times);
        for (int i = 0; i < times.size(); i++) {
            // Error estimates are differences that lose digits in single precision, which lengths feel by their fifth root.
            assertEquals(expected.get(i), times.get(i), 5e-3);
        }
        assertTrue(times.size() > 3, "steps " + times);
    }

    /** The first step, at so many steps of the solver. */
    private float step(DpmSolver solver, Prediction prediction, int steps) {
        return solver.step(diffusion(prediction, steps * solver.order()),
                new SamplerState(steps, new float[] {(float) x}, Optional.empty()), this::says, null).x()[0];
    }

    private float stepAfter(DpmSolver solver, Prediction prediction, int before) {
        return stepAfter(solver, prediction, before, STEPS);
    }

    /** A step that remembers the predictions of those before. */
    private float stepAfter(DpmSolver solver, Prediction prediction, int before, int steps) {
        double[] times = times(solver, steps);
        var known = new ArrayList<Memory.Predicted>();
        for (int i = 0; i < before; i++) {
            known.add(new Memory.Predicted((float) times[i], new float[] {(float) said[i]}));
            asked.add(times[i]);
        }
        var state = new SamplerState(
                steps - before, new float[] {(float) x}, Optional.empty(), new Memory.Predictions(known));
        return solver.step(diffusion(prediction, steps), state, this::says, null).x()[0];
    }

    private NetworkOutput says(float[] now, double time) {
        asked.add(time);
        return new NetworkOutput(new float[] {(float) said[asked.size() - 1]}, Optional.empty());
    }

    private void assertAsked(double... times) {
        assertEquals(times.length, asked.size());
        for (int i = 0; i < times.length; i++) {
            assertEquals(times[i], asked.get(i), 1e-6);
        }
    }

    private static Diffusion diffusion(Prediction prediction, int steps) {
        return new Diffusion(FlowPath.GVP.timeline(TimestepSpacing.evenly(steps)), prediction, false);
    }

    private static double[] times(GridSampler solver, int steps) {
        int evaluations = solver instanceof DpmSolver dpm && dpm.method() != DpmSolver.Method.MULTISTEP
                ? steps * dpm.order() : steps;
        float[] times = solver.times(diffusion(Prediction.EPSILON, evaluations));
        var wide = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            wide[i] = times[i];
        }
        return wide;
    }

    private double alpha(double t) {
        return path.alpha(t);
    }

    private double sigma(double t) {
        return path.sigma(t);
    }

    private static double simpson(DoubleUnaryOperator function, double from, double to) {
        int cells = 2000;
        double width = (to - from) / cells;
        double sum = function.applyAsDouble(from) + function.applyAsDouble(to);
        for (int i = 1; i < cells; i++) {
            sum += (i % 2 == 1 ? 4 : 2) * function.applyAsDouble(from + i * width);
        }
        return sum * width / 3;
    }

    private static void assertNear(double expected, float actual) {
        assertNear(expected, actual, TOLERANCE);
    }

    private static void assertNear(double expected, float actual, double tolerance) {
        assertEquals(expected, actual, tolerance * (1 + Math.abs(expected)));
    }
}
