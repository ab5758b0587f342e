package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.CheckpointException;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.method.Ddim;
import io.github.dit4j.sampler.method.Ddpm;
import io.github.dit4j.sampler.method.Variance;
import io.github.dit4j.sampler.schedule.TimestepSpacing;
import io.github.dit4j.sampler.testing.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scheduler of a diffusers pipeline is taken for. */
class DiffusersPipelineTest {
    private static final DiffusionTransformer DIT = TestModels.golden(TestModels.DIT_TINY).transformer();
    private static final ModelCard.Defaults DDIM =
            new ModelCard.Defaults(new Ddim(0), TimestepSpacing.parse("ddim50"), Guidance.dit(4).onAllChannels(), false);

    @TempDir
    Path folder;

    private ModelCard card(String scheduler) throws IOException {
        Files.writeString(folder.resolve("model_index.json"), "{\"_class_name\": \"DiTPipeline\"}");
        Files.createDirectories(folder.resolve("scheduler"));
        Files.writeString(folder.resolve("scheduler/scheduler_config.json"), scheduler);
        return ModelCard.of("dit", Optional.of(new DiffusersPipeline(folder).card()), DIT);
    }

    @Test
    void thatOfThePublishedDiTIsDdim() throws IOException {
        assertEquals(DDIM, card("""
                {"_class_name": "DDIMScheduler", "_diffusers_version": "0.12.0.dev0", "beta_end": 0.02,
                 "beta_schedule": "linear", "beta_start": 0.0001, "clip_sample": false, "num_train_timesteps": 1000,
                 "prediction_type": "epsilon", "set_alpha_to_one": true, "steps_offset": 0, "trained_betas": null}
                """).defaults());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"timestep_spacing\": null", "\"timestep_spacing\": \"leading\"", "\"thresholding\": false",
        "\"rescale_betas_zero_snr\": false", "\"clip_sample_range\": 2.0", "\"steps_offset\": 0.0",
        "\"variance_type\": \"fixed_small\""})
    void whatIsUsualOrOfNoConsequenceChangesNothing(String setting) throws IOException {
        assertEquals(DDIM, card("{\"_class_name\": \"DDIMScheduler\", \"clip_sample\": false, " + setting + "}").defaults());
    }

    @Test
    void timestepsFromTheFirstToTheLastAreTaken() throws IOException {
        ModelCard card = card("{\"_class_name\": \"DDIMScheduler\", \"timestep_spacing\": \"linspace\"}");
        assertEquals(TimestepSpacing.evenly(50), card.defaults().spacing());
    }

    @ParameterizedTest
    @CsvSource({"fixed_small, FIXED_SMALL", "fixed_small_log, FIXED_SMALL", "fixed_large, FIXED_LARGE",
        "learned_range, LEARNED_RANGE"})
    void theVarianceOfDdpmIsTaken(String type, Variance variance) throws IOException {
        ModelCard card = card("{\"_class_name\": \"DDPMScheduler\", \"variance_type\": \"" + type + "\"}");
        assertEquals(new Ddpm(variance), card.defaults().sampler());
        assertEquals(new Ddpm(Variance.AS_TRAINED), card("{\"_class_name\": \"DDPMScheduler\"}").defaults().sampler());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"timestep_spacing\": \"trailing\" | sets timestep_spacing to \"trailing\"; dit4j knows only leading, linspace",
        "\"rescale_betas_zero_snr\": true | sets rescale_betas_zero_snr to true; dit4j knows only false",
        "\"thresholding\": true | sets thresholding to true; dit4j knows only false",
        "\"set_alpha_to_one\": false | sets set_alpha_to_one to false; dit4j knows only true",
        "\"steps_offset\": 1 | sets steps_offset to 1; dit4j knows only 0",
        "\"clip_sample\": true, \"clip_sample_range\": 2.0 | sets clip_sample_range to 2.0; dit4j knows only 1",
        "\"variance_type\": \"learned\" | sets variance_type to \"learned\"; dit4j knows only fixed_large, fixed_small"
    })
    void whatChangesTheImageAndIsNotKnownIsRefused(String setting, String message) {
        var error = assertThrows(CheckpointException.class,
                () -> card("{\"_class_name\": \"DDPMScheduler\", " + setting + "}"));
        assertTrue(error.getMessage().contains(message) && error.getMessage().contains("scheduler_config.json"),
                error.getMessage());
    }

    @Test
    void aSchedulerThatIsReplacedMayHaveItsOwnSettings() throws IOException {
        assertEquals(DDIM, card("{\"_class_name\": \"PNDMScheduler\", \"steps_offset\": 1}").defaults());
        assertThrows(CheckpointException.class,
                () -> card("{\"_class_name\": \"EulerDiscreteScheduler\", \"rescale_betas_zero_snr\": true}"));
    }
}
