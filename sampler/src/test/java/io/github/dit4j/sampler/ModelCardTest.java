package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.layers.NamedModel;
import io.github.dit4j.sampler.method.Ddim;
import io.github.dit4j.sampler.method.Ddpm;
import io.github.dit4j.sampler.method.DormandPrince;
import io.github.dit4j.sampler.method.DpmSolver;
import io.github.dit4j.sampler.method.Prediction;
import io.github.dit4j.sampler.method.Variance;
import io.github.dit4j.sampler.schedule.FlowPath;
import io.github.dit4j.sampler.schedule.NoiseSchedule;
import io.github.dit4j.sampler.schedule.TimeGrid;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import io.github.dit4j.sampler.testing.TestModels;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCardTest {
    private static final DiffusionTransformer DIT = TestModels.golden(TestModels.DIT_TINY).transformer();
    private static final DiffusionTransformer UVIT = TestModels.golden(TestModels.UVIT_TINY).transformer();
    private static final DiffusionTransformer PIXEL = TestModels.golden(TestModels.UVIT_PIXEL).transformer();

    private static final DiffusionTransformer SIT = TestModels.of("""
            {"family": "sit", "input_size": 8, "patch_size": 4, "in_channels": 4, "hidden_size": 16, "depth": 1,
             "num_heads": 2, "num_classes": 10, "learn_sigma": true}""").transformer();

    @Test
    void aDitWithoutMetadataIsSampledAsItsPublishersDo() {
        ModelCard card = ModelCard.of("dit", Optional.empty(), DIT);
        assertEquals(new NoiseSchedule.Linear(1000), card.schedule());
        assertEquals(Prediction.EPSILON, card.prediction());
        assertEquals(0, card.firstTimestep());
        assertEquals(new ModelCard.Defaults(
                new Ddpm(Variance.AS_TRAINED), TimestepSpacing.evenly(250), Guidance.dit(4), false), card.defaults());
        assertEquals(OptionalInt.of(10), card.nullClass());
        assertEquals("7", card.label(7));
    }

    @Test
    void aUvitOnLatentsHasStableDiffusionsScheduleCountedFromOne() {
        ModelCard card = ModelCard.of("uvit", Optional.empty(), UVIT);
        assertEquals(new NoiseSchedule.ScaledLinear(1000), card.schedule());
        assertEquals(1, card.firstTimestep());
        assertEquals(new DpmSolver(true, 3, DpmSolver.Method.FAST, TimeGrid.TIME), card.defaults().sampler());
        assertEquals(TimestepSpacing.evenly(50), card.defaults().spacing());
        assertEquals(Guidance.uvit(0.4), card.defaults().guidance());
    }

    @ParameterizedTest
    @CsvSource({"uvit-h-2, 0.4", "uvit-l-2, 0.4", "uvit-h-4, 0.7", "uvit-l-4, 0.7", "uvit-s-2-mscoco, 1", "uvit-m-4, 0"})
    void aUvitIsGuidedAsItsPublishersDo(String name, double scale) {
        var network = NamedModel.of(name).config().model();
        assertEquals(Guidance.uvit(scale), ModelCard.of(name, Optional.empty(), network).defaults().guidance());
    }

    @Test
    void aUvitOnPixelsHasTheContinuousProcessAndNoGuidance() {
        ModelCard card = ModelCard.of("uvit", Optional.empty(), PIXEL);
        assertEquals(new NoiseSchedule.ContinuousVp(1000), card.schedule());
        assertEquals(new DpmSolver(false, 3, DpmSolver.Method.FAST, TimeGrid.LOGSNR), card.defaults().sampler());
        assertEquals(TimestepSpacing.evenly(50), card.defaults().spacing());
        assertTrue(card.defaults().guidance().isConditionalOnly());
    }

    @Test
    void metadataSaysHowTheModelWasTrainedAndIsSampled() {
        ModelCard card = ModelCard.of("file", Optional.of("""
                {"family": "uvit", "name": "digits", "schedule": "cosine", "timesteps": 500, "prediction": "x_start",
                 "defaults": {"sampler": "ddim", "steps": 25, "cfg_scale": 1.5, "clip": true},
                 "labels": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
                 "null_label": 1e1, "range": [-1, 1]}
                """), UVIT);
        assertEquals("digits", card.name());
        assertEquals(new NoiseSchedule.Cosine(500), card.schedule());
        assertEquals(0, card.firstTimestep());
        assertEquals(Prediction.X_START, card.prediction());
        assertEquals(new ModelCard.Defaults(
                new Ddim(0), TimestepSpacing.evenly(25), Guidance.uvit(1.5), true), card.defaults());
        assertEquals("seven", card.label(7));
        assertEquals(OptionalInt.of(10), card.nullClass());
    }

    @Test
    void aSitIsSampledAlongTheLinearPathByDormandPrince() {
        ModelCard card = ModelCard.of("sit", Optional.empty(), SIT);
        assertEquals(FlowPath.LINEAR, card.schedule());
        assertEquals(Prediction.VELOCITY, card.prediction());
        assertEquals(new DormandPrince(1e-3, 1e-6), card.defaults().sampler());
        assertEquals(Guidance.dit(4), card.defaults().guidance());
    }

    @Test
    void metadataMayNameAnotherKindOfProcessThanTheFamilys() {
        ModelCard flow = ModelCard.of("file", Optional.of("{\"path\": \"gvp\"}"), DIT);
        assertEquals(FlowPath.GVP, flow.schedule());
        assertEquals(Prediction.VELOCITY, flow.prediction());
        assertEquals(DormandPrince.USUAL, flow.defaults().sampler());
        ModelCard betas = ModelCard.of("file", Optional.of("{\"schedule\": \"linear\"}"), SIT);
        assertEquals(Prediction.EPSILON, betas.prediction());
        assertEquals(new Ddim(0), betas.defaults().sampler());
    }

    @Test
    void whatMetadataLeavesOutIsAsPublished() {
        ModelCard card = ModelCard.of("file", Optional.of("{\"defaults\": {\"steps\": \"ddim50\"}}"), DIT);
        assertEquals("file", card.name());
        assertEquals(TimestepSpacing.parse("ddim50"), card.defaults().spacing());
        assertEquals(new Ddpm(Variance.AS_TRAINED), card.defaults().sampler());
        assertFalse(card.defaults().clip());
        assertEquals(List.of(), card.labels());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[1]                                | is not a JSON object",
        "{\"family\":                       | is not JSON",
        "{\"family\": \"uvit\"}             | says family uvit, but the weights are those of a dit",
        "{\"timesteps\": 0}                 | says timesteps 0, not 1 to",
        "{\"timesteps\": 1e99}              | wrong value for \"timesteps\"",
        "{\"timesteps\": \"many\"}          | wrong value for \"timesteps\"",
        "{\"schedule\": \"sigmoid\"}        | \"sigmoid\" is not known",
        "{\"schedule\": [\"linear\", 1]}    | wrong value for \"schedule\"",
        "{\"prediction\": \"velocity\"}     | \"velocity\" is not known",
        "{\"defaults\": 7}                  | wrong value for \"defaults\"",
        "{\"defaults\": {\"steps\": 5000}}  | has only 1000 timesteps, not 5000",
        "{\"defaults\": {\"sampler\": \"x\"}} | sampler \"x\" is not known",
        "{\"defaults\": {\"sampler\": \"ddpm\", \"variance\": \"x\"}} | wrong value for \"variance\"",
        "{\"defaults\": {\"sampler\": \"ddim\", \"variance\": \"fixed_small\"}} | only the sampler ddpm has, not ddim",
        "{\"path\": \"linear\", \"schedule\": \"linear\"} | names both a schedule and a path",
        "{\"path\": \"curved\"}          | path \"curved\" is not known",
        "{\"path\": \"linear\", \"defaults\": {\"sampler\": \"ddpm\"}} | no timesteps and no betas",
        "{\"labels\": [\"a\", \"b\"]}       | names 2 labels, but the network has 10 classes",
        "{\"labels\": [{}]}                 | wrong value for \"labels\"",
        "{\"null_label\": 3}                | says null_label 3, but the null class of the network is 10",
        "{\"range\": [0, 1]}                | only images in [-1, 1] are known",
    })
    void metadataThatIsMalformedOrContradictsTheNetworkIsRefused(String json, String message) {
        var error = assertThrows(
                IllegalArgumentException.class, () -> ModelCard.of("file", Optional.of(json), DIT));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }
}
