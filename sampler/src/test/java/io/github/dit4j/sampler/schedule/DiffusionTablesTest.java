package io.github.dit4j.sampler.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.testing.Goldens;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiffusionTablesTest {

    @ParameterizedTest
    @ValueSource(strings = {"1000", "250", "50", "10", "ddim50", "ddim10"})
    void tablesOfTheLinearScheduleAreThePublishedOnes(String spacing) {
        var tables = DiffusionTables.of(new NoiseSchedule.Linear(1000), TimestepSpacing.parse(spacing));
        try (Checkpoint golden = Goldens.open("dit_schedule")) {
            assertArrayEquals(golden.get(spacing + ".timestep_map").toInts(), tables.timesteps());
            assertBits(golden, spacing + ".betas", tables::beta);
            assertBits(golden, spacing + ".alphas_cumprod", tables::alphasCumprod);
            assertBits(golden, spacing + ".alphas_cumprod_prev", tables::alphasCumprodPrev);
            assertBits(golden, spacing + ".sqrt_alphas_cumprod", tables::sqrtAlphasCumprod);
            assertBits(golden, spacing + ".sqrt_one_minus_alphas_cumprod", tables::sqrtOneMinusAlphasCumprod);
            assertBits(golden, spacing + ".sqrt_recip_alphas_cumprod", tables::sqrtRecipAlphasCumprod);
            assertBits(golden, spacing + ".sqrt_recipm1_alphas_cumprod", tables::sqrtRecipm1AlphasCumprod);
            assertBits(golden, spacing + ".posterior_variance", tables::posteriorVariance);
            assertBits(golden, spacing + ".posterior_mean_coef1", tables::posteriorMeanCoef1);
            assertBits(golden, spacing + ".posterior_mean_coef2", tables::posteriorMeanCoef2);
            // Logarithms of two libraries may round the last bit differently.
            assertWithinUlps(1, golden, spacing + ".posterior_log_variance_clipped", tables::posteriorLogVarianceClipped);
        }
    }

    @Test
    void linearBetasOfOtherLengthsAreScaled() {
        try (Checkpoint golden = Goldens.open("dit_schedule_extra")) {
            double[] betas = new NoiseSchedule.Linear(100).betas();
            assertArrayEquals(golden.get("linear100.betas").toDoubles(), betas);
        }
    }

    @Test
    void cosineBetasAreThePublishedOnes() {
        try (Checkpoint golden = Goldens.open("dit_schedule_extra")) {
            double[] betas = new NoiseSchedule.Cosine(1000).betas();
            // A beta is 1 − a ratio near 1, which makes one bit of a cosine 2e-16 of the beta's 1.
            assertArrayEquals(golden.get("cosine1000.betas").toDoubles(), betas, 1e-15);
            assertEquals(0.999, betas[999]);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0.00085", "1, 0.0008546986554056862", "499, 0.004803792980550717", "998, 0.011982376333083366",
        "999, 0.012"})
    void scaledLinearBetasAreStableDiffusions(int t, double published) {
        // U-ViT's stable_diffusion_beta_schedule(); torch and numpy space the roots with another rounding.
        assertEquals(published, new NoiseSchedule.ScaledLinear(1000).betas()[t], 1e-15 * published);
    }

    @Test
    void fixedLargeVarianceIsBetaButForTheLastStep() {
        var tables = DiffusionTables.of(new NoiseSchedule.Linear(1000), TimestepSpacing.evenly(10));
        assertEquals(Math.log(tables.beta(9)), tables.fixedLargeLogVariance(9), 1e-15);
        assertEquals(tables.posteriorLogVarianceClipped(1), tables.fixedLargeLogVariance(0));
    }

    @Test
    void aSingleStepHasFiniteTables() {
        var tables = DiffusionTables.of(new NoiseSchedule.Linear(1000), TimestepSpacing.evenly(1));
        assertEquals(1, tables.steps());
        assertTrue(Double.isFinite(tables.posteriorLogVarianceClipped(0)));
        assertTrue(Double.isFinite(tables.fixedLargeLogVariance(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3})
    void aScheduleWithoutTimestepsIsRefused(int timesteps) {
        var error = assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.named("linear", timesteps));
        assertTrue(error.getMessage().contains("not " + timesteps), error.getMessage());
    }

    @Test
    void tooFewTimestepsForTheLinearScheduleAreRefused() {
        var error = assertThrows(IllegalArgumentException.class, () -> new NoiseSchedule.Linear(10).betas());
        assertTrue(error.getMessage().contains("10 timesteps"), error.getMessage());
    }

    @Test
    void anUnknownScheduleIsRefusedByName() {
        var error = assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.named("sigmoid", 1000));
        assertTrue(error.getMessage().contains("sigmoid") && error.getMessage().contains("cosine"), error.getMessage());
    }

    private static void assertBits(Checkpoint golden, String name, IntToDoubleFunction table) {
        assertWithinUlps(0, golden, name, table);
    }

    private static void assertWithinUlps(int ulps, Checkpoint golden, String name, IntToDoubleFunction table) {
        double[] expected = golden.get(name).toDoubles();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], table.applyAsDouble(i), ulps * Math.ulp(expected[i]), name + " at " + i);
        }
    }
}
