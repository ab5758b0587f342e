package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.sampler.method.Diffusion;
import io.github.dit4j.sampler.method.DpmSolver;
import io.github.dit4j.sampler.method.Euler;
import io.github.dit4j.sampler.method.EulerMaruyama;
import io.github.dit4j.sampler.method.Prediction;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.Thresholding;
import io.github.dit4j.sampler.noise.GivenNoise;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimeGrid;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import io.github.dit4j.sampler.testing.RecordingDevice;
import io.github.dit4j.sampler.testing.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Runs of U-ViT's published sampling code, and of LuChengTHU/dpm-solver on DiT, repeated with the same noise. */
class GoldenSolversTest {

    /**
     * Relative L2 error of each state, of what the network was given and of what it gave. The published run is in single
     * precision itself; guidance and the first steps amplify the rounding of a forward pass (3e-7) several times.
     */
    private static final double TOLERANCE = 1e-5;

    private static final DpmSolver UVIT_LATENTS =
            new DpmSolver(true, 3, DpmSolver.Method.FAST, TimeGrid.TIME);
    private static final DpmSolver UVIT_PIXELS =
            new DpmSolver(false, 3, DpmSolver.Method.FAST, TimeGrid.LOGSNR);

    @Test
    void dpmSolverPlusPlusOnClassesAgreesWithUvits() {
        try (Checkpoint golden = Goldens.open("uvit_tiny_dpmpp10_cfg")) {
            int[] labels = golden.get("y").toInts();
            Run run = run(TestModels.UVIT_TINY, golden, new NoiseSchedule.ScaledLinear(1000), 1, UVIT_LATENTS,
                    new Conditions.Classes(Arrays.stream(labels).boxed().toList(), OptionalInt.of(10)),
                    Optional.of(Guidance.uvit(0.4)));
            run.assertEvaluations(golden.get("model_t").toFloats(), golden.get("model_eps").toFloats());
            run.assertGiven(golden.get("model_x").toFloats());
            run.assertStates(golden.get("xs").toFloats(), 0);
            run.assertResult(golden.get("final").toFloats());
        }
    }

    @Test
    void dpmSolverPlusPlusOnTextAgreesWithUvits() {
        try (Checkpoint golden = Goldens.open("uvit_t2i_tiny_dpmpp10_cfg")) {
            float[] contexts = golden.get("context").toFloats();
            Shape shape = golden.shape("empty_context");
            var conditions = new Conditions.Contexts(
                    List.of(TensorData.of(shape, Arrays.copyOf(contexts, shape.size())),
                            TensorData.of(shape, Arrays.copyOfRange(contexts, shape.size(), 2 * shape.size()))),
                    Optional.of(golden.get("empty_context")));
            Run run = run(TestModels.UVIT_TEXT, golden, new NoiseSchedule.ScaledLinear(1000), 1, UVIT_LATENTS,
                    conditions, Optional.of(Guidance.uvit(1)));
            run.assertEvaluations(golden.get("model_t").toFloats(), golden.get("model_eps").toFloats());
            run.assertGiven(golden.get("model_x").toFloats());
            run.assertStates(golden.get("xs").toFloats(), 0);
            run.assertResult(golden.get("final").toFloats());
        }
    }

    @Test
    void dpmSolverOnPixelsAgreesWithUvits() {
        try (Checkpoint golden = Goldens.open("uvit_tiny_dpm10_pixel")) {
            Run run = pixels(golden, UVIT_PIXELS);
            float[] times = golden.get("cont_t").toFloats();
            for (int i = 0; i < times.length; i++) {
                times[i] *= 999;
            }
            run.assertEvaluations(times, golden.get("model_eps").toFloats());
            run.assertStates(golden.get("xs").toFloats(), 0);
            run.assertResult(golden.get("final").toFloats());
        }
    }

    @Test
    void dpmSolverPlusPlusOnDitAgreesWithLuChengs() {
        try (Checkpoint golden = Goldens.open("dit_tiny_dpmpp_2m")) {
            int[] labels = golden.get("y").toInts();
            Run run = run(TestModels.DIT_TINY, golden, new NoiseSchedule.Linear(1000), 0,
                    new DpmSolver(true, 2, DpmSolver.Method.MULTISTEP, TimeGrid.TIME),
                    new Conditions.Classes(Arrays.stream(labels).boxed().toList(), OptionalInt.of(10)),
                    Optional.of(Guidance.dit(4).onAllChannels()));
            run.assertStates(golden.get("xs").toFloats(), 1);
            run.assertResult(golden.get("final").toFloats());
        }
    }

    @Test
    void eulerMaruyamaOnPixelsAgreesWithUvits() {
        try (Checkpoint golden = Goldens.open("uvit_tiny_euler_sde10")) {
            Run run = pixels(golden, new EulerMaruyama(EulerMaruyama.Amount.AS_PUBLISHED));
            run.assertStates(golden.get("trace").toFloats(), 1);
            run.assertResult(golden.get("final").toFloats());
        }
    }

    @Test
    void eulerOnPixelsAgreesWithUvits() {
        try (Checkpoint golden = Goldens.open("uvit_tiny_euler_ode10")) {
            Run run = pixels(golden, new Euler());
            run.assertStates(golden.get("trace").toFloats(), 1);
            run.assertResult(golden.get("final").toFloats());
        }
    }

    private static Run pixels(Checkpoint golden, Sampler sampler) {
        return run(TestModels.UVIT_PIXEL, golden, new NoiseSchedule.ContinuousVp(1000), 0, sampler,
                new Conditions.None(), Optional.empty());
    }

    /** Ten steps, or as many evaluations. */
    private static Run run(String network, Checkpoint golden, NoiseSchedule schedule, int firstTimestep, Sampler sampler,
            Conditions conditions, Optional<Guidance> guidance) {
        LoadedModel model = TestModels.golden(network);
        var device = new RecordingDevice(new CpuDevice());
        var noise = new GivenNoise(
                golden.get("z"), golden.names().contains("noise") ? Optional.of(golden.get("noise")) : Optional.empty());
        var sampling = new Sampling(
                model.transformer(),
                new Diffusion(schedule.timeline(TimestepSpacing.evenly(10)), Prediction.EPSILON,
                        new Thresholding.None(), firstTimestep),
                sampler,
                conditions,
                guidance,
                noise,
                2,
                2);
        var states = new ArrayList<float[]>();
        try (var engine = device.open(model.weights())) {
            Sampling.Result result = sampling.run(engine, step -> states.add(step.latents()));
            return new Run(device.evaluations(), states, result.latents().toFloats());
        }
    }

    private record Run(List<RecordingDevice.Evaluation> evaluations, List<float[]> states, float[] result) {

        void assertEvaluations(float[] times, float[] outputs) {
            assertEquals(times.length, evaluations.size());
            for (int i = 0; i < times.length; i++) {
                // An inverse λ close to the image has few digits of time; a step of its unit is 1e-4.
                assertEquals(times[i], evaluations.get(i).time(), 2e-4, "time of evaluation " + i);
                assertNear(slice(outputs, i, times.length), evaluations.get(i).output(), "output of evaluation " + i);
            }
        }

        void assertGiven(float[] inputs) {
            for (int i = 0; i < evaluations.size(); i++) {
                assertNear(slice(inputs, i, evaluations.size()), evaluations.get(i).inputs().get("x"),
                        "input of evaluation " + i);
            }
        }

        /** @param skipped how many of the golden states come before the first step */
        void assertStates(float[] golden, int skipped) {
            for (int i = 0; i < states.size(); i++) {
                assertNear(slice(golden, i + skipped, states.size() + skipped), states.get(i), "state after step " + i);
            }
        }

        void assertResult(float[] golden) {
            assertNear(golden, result, "result");
        }

        private static float[] slice(float[] all, int index, int count) {
            int size = all.length / count;
            return Arrays.copyOfRange(all, index * size, (index + 1) * size);
        }

        private static void assertNear(float[] expected, float[] actual, String what) {
            double error = Numbers.relativeL2(expected, actual);
            assertTrue(error <= TOLERANCE, what + " is off by " + error);
        }
    }
}
