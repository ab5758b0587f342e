package io.github.dit4j.sampler.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.testing.Goldens;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Paths against published tables, and against their formulas in double precision. */
class NoisePathTest {
    /** A unit in the last place of numbers from ½ to 1. */
    private static final float UNIT = 0x1p-24f;

    static Stream<NoisePath> paths() {
        return Stream.of(new NoiseSchedule.Linear(1000).path(), new NoiseSchedule.ScaledLinear(1000).path(),
                new NoiseSchedule.Cosine(1000).path(), new NoiseSchedule.ContinuousVp(1000).path(), FlowPath.LINEAR,
                FlowPath.VP, FlowPath.GVP);
    }

    @Test
    void theTablesOfUvitsDiscreteScheduleAreThePublishedOnes() {
        var path = (VariancePreservingPath.Discrete) new NoiseSchedule.ScaledLinear(1000).path();
        try (Checkpoint golden = Goldens.open("uvit_sd_discrete_schedule")) {
            assertArrayEquals(golden.get("log_alpha_discrete_f32").toFloats(), path.logAlphas());
            // torch.linspace rounds by the lanes of a vector register.
            assertArrayEquals(golden.get("t_discrete_f32").toFloats(), path.times(), UNIT);
        }
    }

    @Test
    void uvitsDiscreteScheduleIsReadAsPublished() {
        var path = (VariancePreservingPath.Discrete) new NoiseSchedule.ScaledLinear(1000).path();
        try (Checkpoint golden = Goldens.open("uvit_sd_discrete_schedule")) {
            float[] times = golden.get("query_t").toFloats();
            float[] lambdas = golden.get("lambda").toFloats();
            for (int i = 0; i < times.length; i++) {
                assertNear(golden.get("log_mean_coeff").toFloats()[i], path.logAlpha(times[i]));
                assertNear(golden.get("std").toFloats()[i], (float) path.at(times[i]).sigma());
                assertNear(lambdas[i], path.lambda(times[i]));
                assertNear(golden.get("inverse_lambda_of_lambda").toFloats()[i], path.timeAt(lambdas[i]));
            }
        }
    }

    /** To two units in the last place. */
    private static void assertNear(float expected, float actual) {
        assertEquals(expected, actual, 2 * Math.ulp(expected));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aTimeIsFoundAgainByItsLambda(NoisePath path) {
        for (float t : TimeGrid.TIME.times(path, path.noisy(), path.clean(), 37)) {
            float lambda = path.lambda(t);
            // Near the image λ has few digits in single precision; near noise, the time. So both are let off.
            float found = path.timeAt(lambda);
            assertTrue(Math.abs(found - t) < 2e-6 || Math.abs(path.lambda(found) - lambda) < 2e-4,
                    path + " at " + t + " found " + found);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void slopesAreThoseOfTheWeights(NoisePath path) {
        double from = Math.min(path.noisy(), path.clean());
        double to = Math.max(path.noisy(), path.clean());
        for (int i = 1; i < 10; i++) {
            // Inside a segment of the tables, whose slope jumps from one to the next.
            float t = (float) (from + (to - from) * i / 10) + 3e-4f;
            float step = 1e-4f;
            PathPoint before = path.at(t - step);
            PathPoint after = path.at(t + step);
            double width = (double) (t + step) - (t - step);
            PathPoint at = path.at(t);
            // Differences of single-precision numbers over 2e-4 are off by 6e-8 / 2e-4, several times over.
            assertEquals((after.alpha() - before.alpha()) / width, at.alphaSlope(), 2e-3 * (1 + Math.abs(at.alphaSlope())));
            assertEquals((after.sigma() - before.sigma()) / width, at.sigmaSlope(), 2e-3 * (1 + Math.abs(at.sigmaSlope())));
        }
    }

    @ParameterizedTest
    @CsvSource({"1e-3", "0.1", "0.5", "0.9", "1"})
    void theContinuousProcessIsThatOfItsStochasticEquation(float t) {
        PathPoint point = new NoiseSchedule.ContinuousVp(1000).path().at(t);
        double integral = 0.1 * t + 0.5 * 19.9 * t * t; // of β from 0 to t
        assertEquals(Math.exp(-0.5 * integral), point.alpha(), 1e-7);
        assertEquals(Math.sqrt(-Math.expm1(-integral)), point.sigma(), 3e-6); // 1 − α² loses digits at small t
        assertEquals((0.1 + 19.9 * t) / 2, point.forwardDiffusion(), 2e-3);
    }

    @Test
    void theContinuousProcessByTimestepsHasItsLevels() {
        var schedule = new NoiseSchedule.ContinuousVp(1000);
        DiffusionTables tables = schedule.timeline(TimestepSpacing.evenly(10));
        for (int i = 0; i < 10; i++) {
            double t = (tables.timestep(i) + 1) / 1000.0;
            assertEquals(Math.exp(-(0.1 * t + 0.5 * 19.9 * t * t)), tables.alphasCumprod(i), 1e-12);
            assertEquals(999 * t, tables.networkTimestep(i, 0), 1e-4);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LINEAR", "GVP"}, value = FlowPath.class)
    void flowPathsGoFromNoiseToImage(FlowPath path) {
        assertEquals(new NoiseLevel(0, 1), path.at(0).level());
        assertEquals(1, path.at(1).alpha(), 1e-15);
        assertEquals(0, path.at(1).sigma(), 1e-15);
    }

    @Test
    void theVariancePreservingFlowIsTheContinuousProcessBackwards() {
        NoisePath diffusion = new NoiseSchedule.ContinuousVp(1000).path();
        for (float t : new float[] {0, 0.25f, 0.5f, 0.75f}) {
            PathPoint flow = FlowPath.VP.at(t);
            PathPoint same = diffusion.at(1 - t);
            assertEquals(same.alpha(), flow.alpha(), 1e-6);
            assertEquals(same.sigma(), flow.sigma(), 1e-6);
            assertEquals(-same.alphaSlope(), flow.alphaSlope(), 1e-5);
            assertEquals(-same.sigmaSlope(), flow.sigmaSlope(), 1e-5);
            assertEquals(same.forwardDiffusion(), flow.forwardDiffusion(), 1e-4);
        }
    }

    @Test
    void theCosineScheduleEndsWhereItHasDigits() {
        NoisePath path = new NoiseSchedule.Cosine(1000).path();
        assertTrue(path.noisy() > 0.99 && path.noisy() < 1, "noisy end " + path.noisy());
        assertEquals(-5.1, path.lambda(path.noisy()), 0.1);
    }

    @Test
    void gridsAreEvenInWhatTheyAreNamedAfter() {
        NoisePath path = new NoiseSchedule.ScaledLinear(1000).path();
        float[] time = TimeGrid.TIME.times(path, 1, 0.001f, 10);
        float[] quadratic = TimeGrid.QUADRATIC.times(path, 1, 0.001f, 10);
        float[] logSnr = TimeGrid.LOGSNR.times(path, 1, 0.001f, 10);
        for (int i = 0; i <= 10; i++) {
            assertEquals(1 - 0.0999 * i, time[i], 1e-6);
            assertEquals(1 - (1 - Math.sqrt(0.001)) * i / 10, Math.sqrt(quadratic[i]), 1e-6);
            double share = i / 10.0;
            assertEquals((1 - share) * path.lambda(1) + share * path.lambda(0.001f), path.lambda(logSnr[i]), 2e-4);
        }
        float[] flow = TimeGrid.QUADRATIC.times(FlowPath.LINEAR, 0, 1, 4);
        assertArrayEquals(new float[] {0, 1 - 9f / 16, 1 - 4f / 16, 1 - 1f / 16, 1}, flow, 1e-6f);
    }

    @Test
    void aNetworkIsToldTimesAsItWasTrained() {
        var told = new ArrayList<Double>();
        for (float t : new float[] {0.001f, 0.5f, 1}) {
            told.add((double) new NoiseSchedule.Linear(1000).networkTime(t, 0));
            told.add((double) new NoiseSchedule.ScaledLinear(1000).networkTime(t, 1));
            told.add((double) new NoiseSchedule.ContinuousVp(1000).networkTime(t, 0));
            told.add((double) FlowPath.GVP.timeline(TimestepSpacing.evenly(3)).networkTime(t, 0));
        }
        List<Double> expected = List.of(0.0, 1.0, 0.999, 0.001, 499.0, 500.0, 499.5, 0.5, 999.0, 1000.0, 999.0, 1.0);
        for (int i = 0; i < told.size(); i++) {
            assertEquals(expected.get(i), told.get(i), 1e-4);
        }
    }
}
