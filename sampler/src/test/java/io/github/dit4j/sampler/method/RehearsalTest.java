package io.github.dit4j.sampler.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.dit4j.sampler.schedule.FlowPath;
import io.github.dit4j.sampler.schedule.ForwardProcess;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimeGrid;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rehearsal tells the times of a run, whatever the network says in it. */
class RehearsalTest {
    private static final int STEPS = 12;

    static Stream<Arguments> runs() {
        var betas = new NoiseSchedule.Linear(1000);
        var all = new ArrayList<Arguments>();
        for (Variance variance : Variance.values()) {
            all.add(Arguments.of(new Ddpm(variance), betas, Prediction.EPSILON));
        }
        all.add(Arguments.of(new Ddim(0.5), betas, Prediction.X_START));
        for (int order = 1; order <= 3; order++) {
            for (DpmSolver.Method method : DpmSolver.Method.values()) {
                for (TimeGrid grid : TimeGrid.values()) {
                    all.add(Arguments.of(new DpmSolver(true, order, method, grid), betas, Prediction.EPSILON));
                }
            }
            all.add(Arguments.of(new UniPc(order, TimeGrid.TIME), betas, Prediction.EPSILON));
        }
        for (ForwardProcess process : List.of(betas, FlowPath.LINEAR, FlowPath.GVP)) {
            Prediction prediction = process == betas ? Prediction.SCORE : Prediction.VELOCITY;
            all.add(Arguments.of(new Euler(), process, prediction));
            all.add(Arguments.of(new Heun(), process, prediction));
            for (EulerMaruyama.Amount amount : EulerMaruyama.Amount.values()) {
                all.add(Arguments.of(new EulerMaruyama(amount), process, prediction));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theTimesAreThoseOfTheRun(Sampler sampler, ForwardProcess process, Prediction prediction) {
        int images = 2;
        int elements = 3;
        var diffusion = new Diffusion(process.timeline(TimestepSpacing.evenly(STEPS)), prediction,
                new Thresholding.Dynamic(0.9, elements), 1);
        int steps = sampler.steps(diffusion.timeline());
        for (int made = 1; made <= steps; made += 4) {
            var random = new Random(made);
            var told = new ArrayList<Double>();
            Network network = (_, time) -> {
                told.add(time);
                return new NetworkOutput(normal(random, images * elements), Optional.of(normal(random, images * elements)));
            };
            SamplerState state = SamplerState.initial(made, normal(random, images * elements));
            while (state.remaining() > 0) {
                state = sampler.step(diffusion, state, network, _ -> normal(random, images * elements));
            }
            assertFalse(told.isEmpty());
            assertEquals(told, Rehearsal.times(sampler, diffusion, made));
        }
    }

    private static float[] normal(Random random, int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void whereTheStepsDependOnWhatIsFoundNoTimeIsKnown() {
        var diffusion = new Diffusion(FlowPath.LINEAR.timeline(TimestepSpacing.evenly(STEPS)), Prediction.VELOCITY, false);
        assertEquals(List.of(), Rehearsal.times(DormandPrince.USUAL, diffusion, STEPS));
    }
}
