package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.engine.testing.TestDevices;
import io.github.dit4j.layers.Conditioning;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.sampler.method.Ddim;
import io.github.dit4j.sampler.method.Ddpm;
import io.github.dit4j.sampler.method.Diffusion;
import io.github.dit4j.sampler.method.Prediction;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.Thresholding;
import io.github.dit4j.sampler.method.Variance;
import io.github.dit4j.sampler.noise.GivenNoise;
import io.github.dit4j.sampler.schedule.DiffusionTables;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import io.github.dit4j.sampler.testing.DoubleDevice;
import io.github.dit4j.sampler.testing.TestModels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of DiT's published sampling code, repeated with the same noise. */
class GoldenTrajectoriesTest {

    /**
     * Relative L2 error of a trajectory. The published run is in single precision itself, a forward pass of which is off
     * by 3e-7; guidance and the first steps amplify that several times (the results' deviation reaches 260).
     */
    private static final double TOLERANCE = 5e-6;

    /**
     * The same of predicted images that were clipped. The few elements that clipping leaves alone are differences of
     * numbers up to 157 times as large (√(1/ᾱ) of the first step), whose rounding errors stay.
     */
    private static final double CLIPPED_TOLERANCE = 2e-5;

    private static final List<String> TRAJECTORIES = List.of("dit_tiny_ddpm10_cfg", "dit_tiny_ddpm10_clip",
            "dit_tiny_ddim10", "dit_tiny_ddim10_eta", "dit_p4_ddpm10_fixedsmall");

    static Stream<Arguments> trajectoriesOnDevices() {
        return Stream.of(new CpuDevice(), new ReferenceDevice(), new DoubleDevice()).flatMap(device ->
                TRAJECTORIES.stream().map(trajectory -> Arguments.of(trajectory, device.id(), device)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("trajectoriesOnDevices")
    void everyStepAgreesWithThePublishedRun(String trajectory, String id, Device device) {
        assertAgrees(trajectory, device);
    }

    @Tag("sim")
    @ParameterizedTest
    @FieldSource("TRAJECTORIES")
    void everyStepAgreesWithThePublishedRunOnTheSimulatedDevice(String trajectory) {
        assertAgrees(trajectory, Devices.installed().select("sim"));
    }

    @Tag("device")
    @ParameterizedTest
    @FieldSource("TRAJECTORIES")
    void everyStepAgreesWithThePublishedRunOnRealDevices(String trajectory) {
        TestDevices.real().forEach(device -> assertAgrees(trajectory, device));
    }

    private static void assertAgrees(String trajectory, Device device) {
        LoadedModel model = TestModels.golden(
                trajectory.startsWith("dit_p4") ? TestModels.DIT_P4 : TestModels.DIT_TINY);
        try (Checkpoint golden = Goldens.open(trajectory); var engine = device.open(model.weights())) {
            Sampling sampling = sampling(model, golden);
            int[] timesteps = golden.get("model_t").toInts();
            float[] samples = golden.get("samples").toFloats();
            float[] starts = golden.get("pred_xstart").toFloats();
            int goldenImages = golden.shape("z").dim(0);
            Sampling.Result result = sampling.run(engine, step -> {
                int i = step.step() - 1;
                assertEquals(timesteps[i], step.networkTime());
                assertNear(slice(samples, i, goldenImages, step), step.latents(), TOLERANCE, "x after step " + step.step());
                assertNear(slice(starts, i, goldenImages, step), step.predictedStart(),
                        sampling.diffusion().thresholding() instanceof Thresholding.Clip ? CLIPPED_TOLERANCE : TOLERANCE,
                        "x₀ of step " + step.step());
            });
            float[] expected = golden.get("final").toFloats();
            float[] actual = result.latents().toFloats();
            assertNear(Arrays.copyOf(expected, actual.length), actual, TOLERANCE, "result");
        }
    }

    /** The run that the golden's metadata describes. With guidance its second half are not images. */
    private static Sampling sampling(LoadedModel model, Checkpoint golden) {
        Map<String, String> run = golden.metadata();
        var diffusion = new Diffusion(
                DiffusionTables.of(new NoiseSchedule.Linear(1000), TimestepSpacing.parse(run.get("respacing"))),
                isTrue(run, "predict_xstart") ? Prediction.X_START : Prediction.EPSILON,
                isTrue(run, "clip_denoised"));
        Sampler sampler = run.get("kind").equals("ddim")
                ? new Ddim(Double.parseDouble(run.get("eta")))
                : new Ddpm(isTrue(run, "learn_sigma") ? Variance.LEARNED_RANGE
                        : isTrue(run, "sigma_small") ? Variance.FIXED_SMALL : Variance.FIXED_LARGE);
        Optional<Guidance> guidance = Optional.of(run.get("cfg_scale"))
                .filter(scale -> !scale.isEmpty()).map(Double::valueOf).map(Guidance::dit);
        int images = golden.shape("z").dim(0) / (guidance.isPresent() ? 2 : 1);
        int[] labels = golden.get("y").toInts();
        var noise = new GivenNoise(
                golden.get("z"), golden.names().contains("noise") ? Optional.of(golden.get("noise")) : Optional.empty());
        return new Sampling(
                model.transformer(),
                diffusion,
                sampler,
                new Conditions.Classes(
                        IntStream.range(0, images).mapToObj(i -> labels[i]).toList(),
                        ((Conditioning.Classes) model.transformer().conditioning()).nullClass()),
                guidance,
                noise,
                images,
                images);
    }

    private static boolean isTrue(Map<String, String> run, String key) {
        return run.get(key).equals("True");
    }

    private static float[] slice(float[] all, int step, int goldenImages, SamplingStep of) {
        int size = of.latents().length / of.shape().dim(0);
        int from = step * goldenImages * size;
        return Arrays.copyOfRange(all, from, from + of.latents().length);
    }

    private static void assertNear(float[] expected, float[] actual, double tolerance, String what) {
        double error = Numbers.relativeL2(expected, actual);
        assertTrue(error <= tolerance, what + " is off by " + error);
    }
}
