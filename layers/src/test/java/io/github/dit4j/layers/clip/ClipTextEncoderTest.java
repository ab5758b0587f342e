package io.github.dit4j.layers.clip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.layers.JoinedWeights;
import io.github.dit4j.layers.ModelException;
import io.github.dit4j.layers.ModelHints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClipTextEncoderTest {
    /** Single precision differs from double precision by 3e-7 in the published program itself. */
    private static final double TOLERANCE = 2e-6;
    private static final ClipTextConfig TINY = new ClipTextConfig(120, 77, 64, 2, 4, 256);
    private static final Weights OPENAI = SyntheticWeights.of(TINY.model().weightShapes());

    private static ModelHints config() {
        try (Checkpoint golden = Goldens.open("clip_tiny.io")) {
            return ModelHints.of(golden);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference", "sim"})
    void givesThePublishedFeatures(String device) {
        ClipTextLoader.Loaded loaded = ClipTextLoader.load(OPENAI, config());
        assertEquals(TINY, loaded.encoder().config());
        var program = loaded.encoder().forward(2);
        try (Checkpoint golden = Goldens.open("clip_tiny.io");
                var engine = Devices.installed().select(device).open(loaded.weights());
                var executor = engine.prepare(program)) {
            executor.write(program.input("ids"), golden.get("ids").toInts());
            executor.run();
            double error = Numbers.relativeL2(golden.get("last_hidden_state_f64").toDoubles(),
                    executor.read(program.output(ClipTextEncoder.OUTPUT)));
            assertTrue(error <= TOLERANCE, "relative L2 " + error);
        }
    }

    /** The same weights by the names of the transformers library, in which queries, keys and values are apart. */
    private static Weights transformers(String prefix) {
        var shapes = new LinkedHashMap<String, Shape>();
        OPENAI.names().forEach(name -> {
            String theirs = prefix + "text_model." + name
                    .replace("transformer.resblocks.", "encoder.layers.").replace("ln_1", "layer_norm1")
                    .replace("ln_2", "layer_norm2").replace("c_fc", "fc1").replace("c_proj", "fc2")
                    .replace("attn.", "self_attn.").replace("ln_final", "final_layer_norm")
                    .replace("token_embedding", "embeddings.token_embedding")
                    .replace("positional_embedding", "embeddings.position_embedding.weight");
            if (name.contains("in_proj_")) {
                Shape third = OPENAI.shape(name).with(0, 64);
                for (String part : List.of("q", "k", "v")) {
                    shapes.put(theirs.replace("in_proj_", part + "_proj."), third);
                }
            } else {
                shapes.put(theirs, OPENAI.shape(name));
            }
        });
        shapes.put(prefix + "text_model.embeddings.position_ids", Shape.of(1, 77));
        shapes.put("vision_model.embeddings.class_embedding", Shape.of(32));
        shapes.put("logit_scale", Shape.of());
        return SyntheticWeights.of(shapes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cond_stage_model.transformer.", "text_encoder."})
    void theNamesOfTheTransformersLibraryAreUnderstood(String prefix) {
        Weights stored = transformers(prefix);
        ClipTextLoader.Loaded loaded = ClipTextLoader.load(stored, config());
        assertEquals(TINY, loaded.encoder().config());
        assertEquals(OPENAI.names(), loaded.weights().names());
        String layer = prefix + "text_model.encoder.layers.1.self_attn.";
        float[] joined = loaded.weights().get("transformer.resblocks.1.attn.in_proj_weight").toFloats();
        for (int part = 0; part < 3; part++) {
            float[] own = stored.get(layer + "qkv".charAt(part) + "_proj.weight").toFloats();
            assertEquals(own[77], joined[part * 64 * 64 + 77]);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "{\"num_hidden_layers\": 12}; num_hidden_layers is 12 in a file but 2 in the shapes",
        "{\"text_config\": {\"hidden_size\": 768}}; hidden_size is 768 in a file but 64",
        "{\"hidden_act\": \"gelu\"}; hidden_act is \"gelu\" in a file",
        "{\"num_attention_heads\": 5}; 64 of the text encoder is not a multiple of its 5 heads",
        "{\"num_attention_heads\": 1.5}; has to be a whole number",
        "[]; a file is not a JSON object"
    })
    void aConfigurationThatContradictsIsRefused(String json, String message) {
        ModelHints hints = ModelHints.none().with("a file", json);
        var error = assertThrows(ModelException.class, () -> ClipTextLoader.load(OPENAI, hints));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    @Test
    void whatIsMissingIsNamed() {
        var parts = new LinkedHashMap<String, List<String>>();
        OPENAI.names().forEach(name -> parts.put(name, List.of(name)));
        parts.remove("transformer.resblocks.1.mlp.c_proj.bias");
        Weights less = new JoinedWeights(OPENAI, parts);
        var error = assertThrows(ModelException.class, () -> ClipTextLoader.load(less, config()));
        assertTrue(error.getMessage().contains("transformer.resblocks.1.mlp.c_proj.bias is missing"), error.getMessage());
        Weights none = SyntheticWeights.of(Map.of("x", Shape.of(1)));
        assertThrows(ModelException.class, () -> ClipTextLoader.load(none, ModelHints.none()));
    }

    @Test
    void withoutAConfigurationHeadsAreSixtyFourWide() {
        assertEquals(1, ClipTextLoader.load(OPENAI, ModelHints.none()).encoder().config().heads());
    }
}
