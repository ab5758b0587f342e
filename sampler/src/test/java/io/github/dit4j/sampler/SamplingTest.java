package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.sampler.method.Ddim;
import io.github.dit4j.sampler.method.Ddpm;
import io.github.dit4j.sampler.method.Diffusion;
import io.github.dit4j.sampler.method.Prediction;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.method.Variance;
import io.github.dit4j.sampler.noise.NoiseSource;
import io.github.dit4j.sampler.schedule.DiffusionTables;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import io.github.dit4j.sampler.testing.DoubleDevice;
import io.github.dit4j.sampler.testing.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {
    private static final int STEPS = 3;
    private static final LoadedModel DIT = TestModels.golden(TestModels.DIT_TINY);

    private final DoubleDevice device = new DoubleDevice();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 100})
    void theBatchSizeDoesNotChangeASingleBitOnTheProcessor(int limit) {
        Sampling together = dit(new Ddpm(Variance.AS_TRAINED), Guidance.dit(4), 5, 5);
        Sampling apart = dit(new Ddpm(Variance.AS_TRAINED), Guidance.dit(4), 5, limit);
        try (var engine = new CpuDevice().open(DIT.weights())) {
            assertArrayEquals(
                    together.run(engine, SamplingListener.none()).latents().toFloats(),
                    apart.run(engine, SamplingListener.none()).latents().toFloats());
        }
    }

    @Test
    void theFirstImagesOfALongRunAreThoseOfAShortOne() {
        float[] few = latents(dit(new Ddim(0.3), Guidance.dit(4), 2, 8));
        float[] more = latents(dit(new Ddim(0.3), Guidance.dit(4), 5, 8));
        assertArrayEquals(few, Arrays.copyOf(more, few.length));
    }

    @Test
    void batchesDifferInSizeByOneAtMost() {
        var sizes = new ArrayList<Integer>();
        run(dit(new Ddim(0), Guidance.dit(1), 7, 3), step -> {
            if (step.step() == 1) {
                sizes.add(step.shape().dim(0));
            }
        });
        assertEquals(List.of(3, 2, 2), sizes);
        assertEquals(2, device.prepared());
    }

    @Test
    void everyStepOfEveryBatchIsReported() {
        var steps = new ArrayList<SamplingStep>();
        Sampling.Result result = run(dit(new Ddim(0), Guidance.dit(4), 3, 2), steps::add);
        assertEquals(List.of(1, 2, 3, 1, 2, 3), steps.stream().map(SamplingStep::step).toList());
        assertEquals(List.of(1, 1, 1, 2, 2, 2), steps.stream().map(SamplingStep::batch).toList());
        assertEquals(List.of(1, 2, 3, 4, 5, 6), steps.stream().map(SamplingStep::done).toList());
        assertEquals(List.of(999.0, 500.0, 0.0, 999.0, 500.0, 0.0), steps.stream().map(SamplingStep::networkTime).toList());
        assertEquals(List.of(0, 0, 0, 2, 2, 2), steps.stream().map(SamplingStep::firstImage).toList());
        assertTrue(steps.stream().allMatch(step -> step.total() == 6 && step.steps() == 3 && step.batches() == 2));
        assertEquals(steps.stream().map(SamplingStep::time).toList(), result.stepTimes());
        int size = 4 * 8 * 8;
        float[] all = result.latents().toFloats();
        assertArrayEquals(Arrays.copyOf(all, 2 * size), steps.get(2).latents());
        assertArrayEquals(Arrays.copyOfRange(all, 2 * size, 3 * size), steps.get(5).latents());
        assertArrayEquals(steps.get(5).predictedStart(), steps.get(5).latents(), 1e-3f);
    }

    @Test
    void aListenerThatThrowsStopsTheRunAndNothingStaysOpen() {
        var stopped = new CancellationException("enough");
        var thrown = assertThrows(CancellationException.class, () -> run(dit(new Ddim(0), Guidance.dit(4), 3, 1), step -> {
            if (step.done() == 4) {
                throw stopped;
            }
        }));
        assertEquals(stopped, thrown);
        assertEquals(4, device.evaluations());
        assertEquals(0, device.open());
    }

    @Test
    void aScaleThatChangesNothingCostsNoSecondEvaluation() {
        Sampling sampling = dit(new Ddim(0), Guidance.dit(1), 2, 2);
        assertTrue(sampling.guidance().isEmpty());
        var unguided = new Sampling(sampling.model(), sampling.diffusion(), sampling.sampler(), sampling.conditions(),
                Optional.empty(), sampling.noise(), 2, 2);
        assertArrayEquals(latents(unguided), latents(sampling));
    }

    @Test
    void guidanceOfZeroIsThePredictionWithoutACondition() {
        Sampling guided = dit(new Ddim(0), Guidance.dit(0).onAllChannels(), 2, 2);
        var nothing = new Conditions.Classes(List.of(10, 10), OptionalInt.of(10));
        var unconditional = new Sampling(guided.model(), guided.diffusion(), guided.sampler(), nothing,
                Optional.empty(), guided.noise(), 2, 2);
        // The same numbers by another route through single precision: u + 0 · (c − u).
        assertTrue(Numbers.relativeL2(latents(unconditional), latents(guided)) < 1e-6);
    }

    @Test
    void eachImageHasItsOwnClass() {
        float[] mixed = latents(dit(new Ddim(0), Guidance.dit(4), 2, 2));
        Sampling sampling = dit(new Ddim(0), Guidance.dit(4), 2, 2);
        var same = new Sampling(sampling.model(), sampling.diffusion(), sampling.sampler(),
                new Conditions.Classes(List.of(0, 0), OptionalInt.of(10)), sampling.guidance(), sampling.noise(), 2, 2);
        float[] first = latents(same);
        int size = first.length / 2;
        assertArrayEquals(Arrays.copyOf(mixed, size), Arrays.copyOf(first, size));
        assertFalse(Arrays.equals(
                Arrays.copyOfRange(mixed, size, 2 * size), Arrays.copyOfRange(first, size, 2 * size)));
    }

    @Test
    void unconditionalModelsAreSampledWithoutConditions() {
        LoadedModel pixel = TestModels.golden(TestModels.UVIT_PIXEL);
        var sampling = new Sampling(pixel.transformer(), diffusion(), new Ddim(0), new Conditions.None(), Optional.empty(),
                NoiseSource.seeded(1), 1, 1);
        assertEquals(Shape.of(1, 3, 16, 16), sampling.shape());
        try (var engine = device.open(pixel.weights())) {
            assertEquals(Shape.of(1, 3, 16, 16), sampling.run(engine, SamplingListener.none()).latents().shape());
        }
    }

    @Test
    void textModelsAreGuidedAwayFromTheEmptyText() {
        LoadedModel text = TestModels.golden(TestModels.UVIT_TEXT);
        TensorData context = features(1);
        TensorData empty = features(2);
        float[] guided = sampleText(text, new Conditions.Contexts(List.of(context), Optional.of(empty)), Guidance.uvit(1));
        float[] same = sampleText(text, new Conditions.Contexts(List.of(context), Optional.of(context)), Guidance.uvit(1));
        float[] plain = sampleText(text, new Conditions.Contexts(List.of(context), Optional.empty()), Guidance.uvit(0));
        assertTrue(Numbers.relativeL2(plain, same) < 1e-5, "guidance from a text to itself changes nothing");
        assertTrue(Numbers.relativeL2(plain, guided) > 1e-2, "guidance away from another text does");
    }

    @Test
    void conditionsThatTheModelDoesNotKnowAreRefused() {
        assertRefused("this model wants a class for each image, 0 to 9", new Conditions.None(), 1);
        assertRefused("2 conditions are given for 3 images", new Conditions.Classes(List.of(1, 2), OptionalInt.of(10)), 3);
        assertRefused("class 11 is not one of", new Conditions.Classes(List.of(11), OptionalInt.of(10)), 1);
        assertRefused("has no null class", new Conditions.Classes(List.of(1), OptionalInt.empty()), 1);
        assertRefused("count 0", new Conditions.Classes(List.of(), OptionalInt.of(10)), 0);
    }

    private void assertRefused(String message, Conditions conditions, int images) {
        var error = assertThrows(IllegalArgumentException.class, () -> new Sampling(DIT.transformer(), diffusion(),
                new Ddim(0), conditions, Optional.of(Guidance.dit(4)), NoiseSource.seeded(0), images, 1));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    private float[] sampleText(LoadedModel model, Conditions conditions, Guidance guidance) {
        var sampling = new Sampling(model.transformer(), diffusion(), new Ddim(0), conditions, Optional.of(guidance),
                NoiseSource.seeded(1), 1, 1);
        try (var engine = device.open(model.weights())) {
            return sampling.run(engine, SamplingListener.none()).latents().toFloats();
        }
    }

    private static TensorData features(int seed) {
        var values = new float[7 * 32];
        NoiseSource.seeded(seed).fill(0, 0, values, 0, values.length);
        return TensorData.of(Shape.of(7, 32), values);
    }

    private float[] latents(Sampling sampling) {
        return run(sampling, SamplingListener.none()).latents().toFloats();
    }

    private Sampling.Result run(Sampling sampling, SamplingListener listener) {
        try (var engine = device.open(DIT.weights())) {
            return sampling.run(engine, listener);
        }
    }

    private static Sampling dit(Sampler sampler, Guidance guidance, int images, int limit) {
        return new Sampling(
                DIT.transformer(),
                diffusion(),
                sampler,
                new Conditions.Classes(IntStream.range(0, images).boxed().toList(), OptionalInt.of(10)),
                Optional.of(guidance),
                NoiseSource.seeded(5),
                images,
                limit);
    }

    private static Diffusion diffusion() {
        return new Diffusion(DiffusionTables.of(new NoiseSchedule.Linear(1000), TimestepSpacing.evenly(STEPS)),
                Prediction.EPSILON, false);
    }
}
