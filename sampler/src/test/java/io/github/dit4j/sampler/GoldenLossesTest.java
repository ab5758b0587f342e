package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.sampler.schedule.DiffusionTables;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import io.github.dit4j.sampler.testing.TestModels;
import org.junit.jupiter.api.Test;

/**
 * The losses that DiT was trained with, computed here from the network and the tables that the samplers use: they agree
 * with the published ones only if posterior, predicted image and learned variance all do.
 */
class GoldenLossesTest {
    /** Sums of 256 terms of a network in single precision; the published results are single precision too. */
    private static final double TOLERANCE = 2e-6;

    /** A divergence of two nearly equal Gaussians is what is left of terms some ten times as large. */
    private static final double VB_TOLERANCE = 2e-5;

    private static final int CHANNELS = 4;
    private static final int PLANE = 64;
    private static final int IMAGE = CHANNELS * PLANE;

    @Test
    void theTrainingLossesAreThePublishedOnes() {
        LoadedModel model = TestModels.golden(TestModels.DIT_TINY);
        var tables = DiffusionTables.of(new NoiseSchedule.Linear(1000), TimestepSpacing.evenly(1000));
        try (Checkpoint golden = Goldens.open("dit_tiny_training_losses");
                var engine = new CpuDevice().open(model.weights());
                var network = engine.prepare(model.transformer().forward(3))) {
            double[] start = golden.get("x_start").toDoubles();
            double[] noise = golden.get("noise").toDoubles();
            int[] t = golden.get("t").toInts();
            var noisy = new float[3 * IMAGE];
            for (int i = 0; i < noisy.length; i++) {
                int step = t[i / IMAGE];
                noisy[i] = (float) (tables.sqrtAlphasCumprod(step) * start[i]
                        + tables.sqrtOneMinusAlphasCumprod(step) * noise[i]);
            }
            assertTrue(Numbers.relativeL2(golden.get("x_t").toDoubles(), noisy) < 1e-7, "the noisy images differ");

            var program = model.transformer().forward(3);
            network.write(program.input("x"), noisy);
            network.write(program.input("t"), golden.get("t").toFloats());
            network.write(program.input("y"), golden.get("y").toInts());
            network.run();
            float[] output = network.read(program.output("output"));
            double[] mse = golden.get("mse").toDoubles();
            double[] vb = golden.get("vb").toDoubles();
            double[] loss = golden.get("loss").toDoubles();
            for (int image = 0; image < 3; image++) {
                double squares = 0;
                double bits = 0;
                for (int i = 0; i < IMAGE; i++) {
                    int at = image * IMAGE + i;
                    double predicted = output[image * 2 * IMAGE + i];
                    double fraction = (output[image * 2 * IMAGE + IMAGE + i] + 1) / 2;
                    squares += (noise[at] - predicted) * (noise[at] - predicted);
                    bits += bits(tables, t[image], start[at], noisy[at], predicted, fraction);
                }
                assertEquals(mse[image], squares / IMAGE, TOLERANCE * mse[image], "mse of image " + image);
                assertEquals(vb[image], bits / IMAGE, VB_TOLERANCE * vb[image], "vb of image " + image);
                assertEquals(loss[image], (squares + bits) / IMAGE, TOLERANCE * loss[image], "loss of image " + image);
            }
        }
    }

    /** The variational bound of one element, in bits (Nichol and Dhariwal 2021, equations 4 to 7 and 15). */
    private static double bits(
            DiffusionTables tables, int t, double start, double noisy, double predictedNoise, double fraction) {
        double logVariance = fraction * tables.logBeta(t) + (1 - fraction) * tables.posteriorLogVarianceClipped(t);
        double predictedStart = tables.sqrtRecipAlphasCumprod(t) * noisy - tables.sqrtRecipm1AlphasCumprod(t) * predictedNoise;
        double mean = tables.posteriorMeanCoef1(t) * predictedStart + tables.posteriorMeanCoef2(t) * noisy;
        if (t == 0) {
            return -discretisedLogLikelihood(start, mean, 0.5 * logVariance) / Math.log(2);
        }
        double trueMean = tables.posteriorMeanCoef1(t) * start + tables.posteriorMeanCoef2(t) * noisy;
        double trueLogVariance = tables.posteriorLogVarianceClipped(t);
        double divergence = 0.5 * (-1 + logVariance - trueLogVariance + Math.exp(trueLogVariance - logVariance)
                + (trueMean - mean) * (trueMean - mean) * Math.exp(-logVariance));
        return divergence / Math.log(2);
    }

    /**
     * The likelihood of one of 256 grey levels. The published code computes it in single precision, in which small
     * differences of the distribution function vanish: so does this.
     */
    private static double discretisedLogLikelihood(double x, double mean, double logScale) {
        float inverse = (float) Math.exp(-logScale);
        float centred = (float) (x - mean);
        float above = cumulative(inverse * (centred + 1f / 255));
        float below = cumulative(inverse * (centred - 1f / 255));
        if (x < -0.999) {
            return Math.log(Math.max(above, 1e-12f));
        }
        return Math.log(Math.max(x > 0.999 ? 1 - below : above - below, 1e-12f));
    }

    /** The published approximation of the normal distribution function. */
    private static float cumulative(float x) {
        return 0.5f * (1 + (float) Math.tanh((float) Math.sqrt(2 / Math.PI) * (x + 0.044715f * x * x * x)));
    }
}
