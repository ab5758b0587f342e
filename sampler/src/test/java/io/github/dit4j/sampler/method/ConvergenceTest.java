package io.github.dit4j.sampler.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.sampler.schedule.FlowPath;
import io.github.dit4j.sampler.schedule.ForwardProcess;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimeGrid;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Solvers on data whose probability flow is known in closed form: how fast their error falls as steps become smaller. */
class ConvergenceTest {
    private static final float[] NOISE = {1.3f, -0.4f, 0.6f, -1.7f, 0.9f};
    private static final double[] DEVIATIONS = {0.3, 0.5, 0.8, 1.5, 1.2};
    private static final double MEAN = 0.3;
    /** The order that two doublings of the steps show is not yet that of the limit. */
    private static final double SLACK = 0.35;

    private static final List<ForwardProcess> PROCESSES =
            List.of(FlowPath.LINEAR, FlowPath.GVP, FlowPath.VP, new NoiseSchedule.ContinuousVp(1000));

    static Stream<Arguments> solversOnProcesses() {
        var solvers = List.of(
                Arguments.of(new Euler(), 1),
                Arguments.of(new Heun(), 2),
                Arguments.of(dpm(false, 1, DpmSolver.Method.MULTISTEP), 1),
                Arguments.of(dpm(false, 2, DpmSolver.Method.MULTISTEP), 2),
                Arguments.of(dpm(false, 3, DpmSolver.Method.MULTISTEP), 3),
                Arguments.of(dpm(true, 1, DpmSolver.Method.MULTISTEP), 1),
                Arguments.of(dpm(true, 2, DpmSolver.Method.MULTISTEP), 2),
                Arguments.of(dpm(true, 3, DpmSolver.Method.MULTISTEP), 3),
                Arguments.of(dpm(false, 2, DpmSolver.Method.SINGLESTEP), 2),
                Arguments.of(dpm(false, 3, DpmSolver.Method.SINGLESTEP), 3),
                Arguments.of(dpm(true, 2, DpmSolver.Method.SINGLESTEP), 2),
                Arguments.of(dpm(true, 3, DpmSolver.Method.SINGLESTEP), 3),
                // A last step of lower order costs the whole its order; of order 2, no step is left over.
                Arguments.of(dpm(false, 2, DpmSolver.Method.FAST), 2),
                Arguments.of(dpm(false, 3, DpmSolver.Method.FAST), 2),
                Arguments.of(dpm(true, 3, DpmSolver.Method.FAST), 2),
                // The corrector raises the order of the predictor by one.
                Arguments.of(new UniPc(1, TimeGrid.LOGSNR), 2),
                Arguments.of(new UniPc(2, TimeGrid.LOGSNR), 3),
                Arguments.of(new UniPc(3, TimeGrid.LOGSNR), 3));
        return PROCESSES.stream().flatMap(process -> solvers.stream()
                .map(solver -> Arguments.of(process, solver.get()[0], solver.get()[1])));
    }

    private static DpmSolver dpm(boolean predictsStart, int order, DpmSolver.Method method) {
        return new DpmSolver(predictsStart, order, method, TimeGrid.LOGSNR);
    }

    @ParameterizedTest
    @MethodSource("solversOnProcesses")
    void theErrorFallsWithTheOrderOfTheSolver(ForwardProcess process, Sampler solver, int order) {
        Prediction prediction = process instanceof FlowPath ? Prediction.VELOCITY : Prediction.EPSILON;
        double coarse = error(process, solver, prediction, 72);
        double fine = error(process, solver, prediction, 288);
        double observed = Math.log(coarse / fine) / Math.log(4);
        // Single precision ends what can be seen at an error of some 1e-6, ten times that where steps amplify it.
        assertTrue(observed > order - SLACK || fine < 1e-5,
                "order " + observed + ": " + coarse + " fell to " + fine);
        assertTrue(fine < (order == 1 ? 5e-2 : order == 2 ? 5e-3 : 5e-5), "error " + fine);
    }

    @ParameterizedTest
    @EnumSource(Prediction.class)
    void whateverTheNetworkPredictsTheFlowIsTheSame(Prediction prediction) {
        for (FlowPath path : FlowPath.values()) {
            // Where a path is cut short at its ends, the flow is that from cut to cut.
            assertTrue(error(path, new Heun(), prediction, 200) < 2e-3, path + " " + error(path, new Heun(), prediction, 200));
            Sampler solver = dpm(true, 2, DpmSolver.Method.MULTISTEP);
            assertTrue(error(path, solver, prediction, 200) < 1e-3, path + " " + error(path, solver, prediction, 200));
        }
    }

    @ParameterizedTest
    @EnumSource(FlowPath.class)
    void imagesThatAreClippedReachTheEndOfThePath(FlowPath path) {
        var data = new GaussianData(path, MEAN, DEVIATIONS);
        var diffusion = new Diffusion(path.timeline(TimestepSpacing.evenly(200)), Prediction.VELOCITY, true);
        for (Sampler sampler : List.of(new Euler(), new Heun(), DormandPrince.USUAL)) {
            SamplerState state = SamplerState.initial(sampler.steps(diffusion.timeline()), NOISE);
            while (state.remaining() > 0) {
                state = sampler.step(diffusion, state, data.network(Prediction.VELOCITY), ConvergenceTest::drawsNothing);
            }
            FlowInterval interval = FlowInterval.of(diffusion);
            for (int j = 0; j < NOISE.length; j++) {
                double image = Math.clamp(data.flow(j, NOISE[j], interval.from(), interval.to()), -1, 1);
                assertEquals(image, state.x()[j], 0.03, sampler + " " + j);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TimeGrid.class)
    void everyGridLeadsToTheImage(TimeGrid grid) {
        for (ForwardProcess process : PROCESSES) {
            Prediction prediction = process instanceof FlowPath ? Prediction.VELOCITY : Prediction.EPSILON;
            for (DpmSolver.Method method : DpmSolver.Method.values()) {
                double error = error(process, new DpmSolver(true, 2, method, grid), prediction, 200);
                assertTrue(error < 1e-2, process + " " + method + " " + error);
            }
        }
    }

    private static double error(ForwardProcess process, Sampler sampler, Prediction prediction, int steps) {
        var data = new GaussianData(process, MEAN, DEVIATIONS);
        var diffusion = new Diffusion(process.timeline(TimestepSpacing.evenly(steps)), prediction, false);
        float[] times = sampler instanceof GridSampler grid ? grid.times(diffusion) : ends(diffusion);
        Network network = data.network(prediction);
        var evaluations = new int[1];
        SamplerState state = SamplerState.initial(sampler.steps(diffusion.timeline()), NOISE);
        while (state.remaining() > 0) {
            state = sampler.step(diffusion, state, (x, time) -> {
                evaluations[0]++;
                return network.predict(x, time);
            }, ConvergenceTest::drawsNothing);
        }
        if (sampler instanceof DpmSolver || sampler instanceof UniPc || sampler instanceof Euler) {
            assertEquals(steps, evaluations[0], "evaluations");
        } else if (sampler instanceof Heun) {
            assertEquals(process instanceof FlowPath ? 2 * steps : 2 * steps - 1, evaluations[0], "evaluations");
        }
        double worst = 0;
        for (int j = 0; j < NOISE.length; j++) {
            double exact = data.flow(j, NOISE[j], times[0], times[times.length - 1]);
            worst = Math.max(worst, Math.abs(state.x()[j] - exact));
        }
        return worst;
    }

    private static float[] ends(Diffusion diffusion) {
        FlowInterval interval = FlowInterval.of(diffusion);
        return new float[] {interval.from(), interval.to()};
    }

    private static float[] drawsNothing(int draw) {
        throw new AssertionError("draw " + draw);
    }

    @Test
    void tighterTolerancesMakeDormandPrinceMorePrecise() {
        for (ForwardProcess process : PROCESSES) {
            Prediction prediction = process instanceof FlowPath ? Prediction.VELOCITY : Prediction.EPSILON;
            for (double tolerance : new double[] {1e-2, 1e-3, 1e-4, 1e-5}) {
                double error = error(process, new DormandPrince(tolerance, tolerance * 1e-3), prediction, 1);
                // The tolerance is that of one step; several add up.
                assertTrue(error < 20 * tolerance, process + " " + tolerance + " " + error);
            }
        }
    }

    @Test
    void eulerMaruyamaDrawsFromTheDistributionOfTheData() {
        var random = new Random(5);
        int elements = 20_000;
        var deviations = new double[elements];
        Arrays.fill(deviations, 0.5);
        for (ForwardProcess process : PROCESSES) {
            boolean flow = process instanceof FlowPath;
            Prediction prediction = flow ? Prediction.VELOCITY : Prediction.EPSILON;
            var diffusion = new Diffusion(process.timeline(TimestepSpacing.evenly(100)), prediction, false);
            var sampler = new EulerMaruyama(EulerMaruyama.Amount.AS_PUBLISHED);
            Network network = new GaussianData(process, MEAN, deviations).network(prediction);
            SamplerState state = SamplerState.initial(100, normal(random, elements));
            while (state.remaining() > 0) {
                state = sampler.step(diffusion, state, network, _ -> normal(random, elements));
            }
            double mean = 0;
            double squares = 0;
            for (float x : state.x()) {
                mean += x / (double) elements;
                squares += (x - MEAN) * (x - MEAN) / elements;
            }
            // The method is of order 1: 100 steps leave some hundredths. Chance alone: 0.5/√20000 = 0.0035.
            assertEquals(MEAN, mean, 0.02, process + " mean");
            assertEquals(0.5, Math.sqrt(squares), 0.03, process + " deviation");
        }
    }

    private static float[] normal(Random random, int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
