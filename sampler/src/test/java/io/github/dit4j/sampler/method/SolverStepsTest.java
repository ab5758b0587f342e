package io.github.dit4j.sampler.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.sampler.schedule.FlowPath;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimeGrid;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How solvers divide the way, and which divisions they refuse. */
class SolverStepsTest {

    @ParameterizedTest
    @CsvSource({
        "3, 10, '[3, 3, 3, 1]'", "3, 9, '[3, 3, 2, 1]'", "3, 11, '[3, 3, 3, 2]'", "3, 3, '[2, 1]'", "3, 2, '[2]'",
        "3, 1, '[1]'", "2, 6, '[2, 2, 2]'", "2, 7, '[2, 2, 2, 1]'", "1, 3, '[1, 1, 1]'"
    })
    void theFastSolverUsesUpItsEvaluations(int order, int evaluations, String orders) {
        var solver = new DpmSolver(false, order, DpmSolver.Method.FAST, TimeGrid.LOGSNR);
        assertEquals(orders, solver.orders(evaluations).toString());
    }

    @Test
    void solversRefuseStepsThatDoNotComeOut() {
        var three = new NoiseSchedule.Linear(1000).timeline(TimestepSpacing.evenly(10));
        assertRefused("give 12 steps, or --method fast",
                () -> new DpmSolver(true, 3, DpmSolver.Method.SINGLESTEP, TimeGrid.TIME).check(three, false));
        var two = new NoiseSchedule.Linear(1000).timeline(TimestepSpacing.evenly(2));
        assertRefused("needs 3 steps at least", () -> new UniPc(3, TimeGrid.TIME).check(two, false));
        var chosen = new NoiseSchedule.Linear(1000).timeline(TimestepSpacing.parse("10,15,20"));
        assertRefused("places its steps in continuous time", () -> new Heun().check(chosen, false));
        assertRefused("give a number of steps", () -> FlowPath.LINEAR.timeline(TimestepSpacing.parse("ddim50")));
        var flow = FlowPath.LINEAR.timeline(TimestepSpacing.evenly(10));
        assertRefused("no timesteps and no betas", () -> new Ddim(0).check(flow, false));
        assertRefused("no timesteps and no betas", () -> new Ddpm(Variance.FIXED_LARGE).check(flow, false));
        assertRefused("predicts velocities", () -> new Diffusion(three, Prediction.VELOCITY, false));
        assertRefused("order 4", () -> new DpmSolver(true, 4, DpmSolver.Method.FAST, TimeGrid.TIME));
        assertRefused("tolerances 0.0", () -> new DormandPrince(0, 1e-6));
        assertRefused("give some of at least 1.0E-12", () -> new DormandPrince(1e-3, 1e-300));
        assertRefused("tolerances 1.0E-20", () -> new DormandPrince(1e-20, 1e-6));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void dormandPrinceRefusesNetworksThatFail(float value) {
        var diffusion = new Diffusion(FlowPath.LINEAR.timeline(TimestepSpacing.evenly(1)), Prediction.VELOCITY, false);
        for (int failing : new int[] {1, 2, 3, 8, 20}) {
            assertRefused("dopri5 was given a velocity of " + value + " at time 0.", () -> {
                var evaluations = new int[1];
                SamplerState state = SamplerState.initial(1, new float[] {1, 2});
                while (state.remaining() > 0) {
                    state = new DormandPrince(1e-6, 1e-9).step(diffusion, state, (x, time) -> {
                        assertTrue(++evaluations[0] < failing + 10, "it never ends");
                        float second = evaluations[0] < failing ? (float) Math.sin(9 * time) : value;
                        return new NetworkOutput(new float[] {x[0], second}, Optional.empty());
                    }, SolverStepsTest::drawsNothing);
                }
            });
        }
    }

    private static float[] drawsNothing(int draw) {
        throw new AssertionError("draw " + draw);
    }

    private static void assertRefused(String message, Executable what) {
        var error = assertThrows(IllegalArgumentException.class, what);
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }
}
