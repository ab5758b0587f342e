package io.github.dit4j.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.engine.testing.DiffusersDiTFiles;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A DiT in the folder of a diffusers pipeline. */
class DiffusersDiTTest {
    /** Single precision differs from double precision by 2e-7 in the published program itself. */
    private static final double TOLERANCE = 2e-6;
    private static final DiTConfig DIT = new DiTConfig(8, 2, 4, 64, 2, 4, 4, 0.1, 10, true);

    @TempDir
    Path folder;

    private static Map<String, TensorData> stored() {
        return DiffusersDiTFiles.weights(SyntheticModel.weights(DIT), DIT.depth());
    }

    private Checkpoint pipeline(Map<String, TensorData> weights) throws IOException {
        DiffusersDiTFiles.write(folder, weights);
        return Checkpoint.open(folder);
    }

    @ParameterizedTest
    @CsvSource({"DIFFUSERS, output_diffusers", "PUBLISHED, output_official"})
    void givesWhatEachLibraryGivesWithItsFrequencies(TimeFrequencies frequencies, String output) throws IOException {
        try (Checkpoint checkpoint = pipeline(stored());
                Checkpoint golden = Goldens.open("dit_tiny.diffusers.io")) {
            ModelHints hints = ModelHints.of(checkpoint);
            // Diffusers' frequencies are what its pipeline uses: the default.
            LoadedModel model = ModelLoader.load(checkpoint, frequencies == TimeFrequencies.DIFFUSERS
                    ? hints : hints.timeFrequencies(frequencies));
            assertEquals(frequencies, ((DiTConfig) model.transformer().config()).timeFrequencies());
            try (var engine = Devices.installed().select("cpu").open(model.weights());
                    var executor = engine.prepare(model.transformer().forward(3))) {
                var run = new GoldenRun(model.transformer().forward(3), engine, executor);
                run.write(golden::get).run();
                double error = Numbers.relativeL2(golden.get(output).toDoubles(), run.read("output"));
                assertTrue(error <= TOLERANCE, "relative L2 " + error);
            }
        }
    }

    @Test
    void eachTensorIsThatOfThePublishedNameAndNoneIsLeftOver() throws IOException {
        try (Checkpoint checkpoint = pipeline(stored())) {
            Weights renamed = DiffusersDiT.of(checkpoint);
            Weights published = SyntheticModel.weights(DIT);
            assertEquals(published.names().size() - 1, renamed.names().size(), "all but the position table");
            for (String name : renamed.names()) {
                assertEquals(published.shape(name), renamed.shape(name), name);
                assertArrayEquals(published.get(name).toFloats(), renamed.get(name).toFloats(), name);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TimeFrequencies.class)
    void frequenciesAreKeptInTheConfigurationOfTheModel(TimeFrequencies frequencies) {
        ModelConfig config = ModelLoader.load(
                SyntheticModel.weights(DIT), ModelHints.none().heads(4).timeFrequencies(frequencies)).transformer().config();
        assertEquals(config, ModelConfig.fromJson(config.toJson()));
        assertEquals(frequencies, ((DiTConfig) config).timeFrequencies());
    }

    @Test
    void refusesEmbeddersThatWereTrainedApart() throws IOException {
        var weights = stored();
        String name = "transformer_blocks.1.norm1.emb.timestep_embedder.linear_2.bias";
        float[] values = weights.get(name).toFloats();
        values[7] += 0.25f;
        weights.put(name, TensorData.of(Shape.of(64), values));
        try (Checkpoint checkpoint = pipeline(weights)) {
            Weights loaded = ModelLoader.load(checkpoint, ModelHints.of(checkpoint)).weights();
            var error = assertThrows(ModelException.class, () -> loaded.get("t_embedder.mlp.2.bias"));
            assertTrue(error.getMessage().startsWith(name + " differs from that of block 0"), error.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "transformer_blocks.1.attn1.to_k.weight; blocks.1.attn.qkv.weight is [128, 64] and has to be [192, 64]",
        "transformer_blocks.0.norm1.emb.class_embedder.embedding_table.weight; num_classes",
        "proj_out_2.bias; final_layer.linear.bias is missing"
    })
    void namesWhatIsMissing(String name, String message) throws IOException {
        var weights = stored();
        weights.remove(name);
        try (Checkpoint checkpoint = pipeline(weights)) {
            ModelHints hints = ModelHints.of(checkpoint);
            var error = assertThrows(ModelException.class, () -> ModelLoader.load(checkpoint, hints));
            assertTrue(error.getMessage().contains(message), error.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "{\"_class_name\": \"PixArtTransformer2DModel\"}; _class_name is \"PixArtTransformer2DModel\"",
        "{\"_class_name\": \"Transformer2DModel\", \"norm_type\": \"layer_norm\"}; norm_type is \"layer_norm\"",
        "{\"_class_name\": \"Transformer2DModel\", \"num_layers\": 28}; depth is 28 in a file but 2 in the shapes",
        "{\"_class_name\": \"Transformer2DModel\", \"num_attention_heads\": 1e99999, \"attention_head_dim\": 16};"
            + " num_attention_heads is 1e99999 in a file",
        "{\"_class_name\": \"Transformer2DModel\", \"num_attention_heads\": 1e999, \"attention_head_dim\": 16}; in a file",
        "{\"_class_name\": \"Transformer2DModel\", \"out_channels\": 4, \"in_channels\": 4}; learn_sigma is false in a file"
    })
    void aConfigurationOfAnotherNetworkIsRefused(String json, String message) {
        Weights weights = SyntheticModel.weights(DIT);
        var error = assertThrows(ModelException.class,
                () -> ModelLoader.load(weights, ModelHints.none().with("a file", json).heads(4)));
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }
}
