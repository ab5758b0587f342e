package io.github.dit4j.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Weights;
import io.github.dit4j.engine.testing.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What network a checkpoint belongs to. The configurations are those of the golden cases. */
class ModelLoaderTest {
    private static final DiTConfig DIT = new DiTConfig(8, 2, 4, 64, 2, 4, 4, 0.1, 10, true);
    private static final UViTConfig UVIT = new UViTConfig(
            8, 2, 4, 64, 4, 4, 4, false, false, Conditioning.Classes.withNull(10), false, true);
    private static final ModelHints FOUR_HEADS = ModelHints.none().heads(4);

    /** Weights of the shapes of a configuration, some of which a test changes. */
    private static Weights weights(ModelConfig config, Consumer<Map<String, Shape>> change) {
        var shapes = new LinkedHashMap<>(config.model().weightShapes());
        change.accept(shapes);
        return SyntheticWeights.of(shapes);
    }

    private static Weights weights(ModelConfig config) {
        return weights(config, _ -> { });
    }

    private static ModelConfig load(Weights weights, ModelHints hints) {
        return ModelLoader.load(weights, hints).transformer().config();
    }

    private static void assertRefused(Weights weights, ModelHints hints, String... words) {
        var error = assertThrows(ModelException.class, () -> ModelLoader.load(weights, hints));
        for (String word : words) {
            assertTrue(error.getMessage().contains(word), () -> "\"" + error.getMessage() + "\" lacks \"" + word + "\"");
        }
    }

    static Stream<ModelConfig> anyConfig() {
        return IntStream.range(0, 60).mapToObj(seed -> {
            var random = new Random(seed);
            int heads = 1 + random.nextInt(4);
            int width = heads * 4 * (1 + random.nextInt(8));
            int patch = 1 + random.nextInt(4);
            int size = patch * (1 + random.nextInt(6));
            int channels = 1 + random.nextInt(5);
            double ratio = new double[] {1, 2.5, 3.1, 4}[random.nextInt(4)];
            ratio = (int) (width * ratio) / (double) width;   // what the shapes tell
            if (random.nextBoolean()) {
                return new DiTConfig(size, patch, channels, width, 1 + random.nextInt(5), heads, ratio, 0.1,
                        random.nextInt(20), random.nextBoolean(), oneOf(DiTBlockKind.values(), random),
                        TimeFrequencies.PUBLISHED, "dit");
            }
            Conditioning conditioning = switch (random.nextInt(3)) {
                case 0 -> new Conditioning.None();
                case 1 -> Conditioning.Classes.withNull(10 * (1 + random.nextInt(5)));
                default -> new Conditioning.Text(77, 1 + random.nextInt(20));
            };
            boolean stem = Integer.bitCount(patch) == 1 && patch > 1;
            return new UViTConfig(size, patch, channels, width, 2 * (1 + random.nextInt(3)), heads, ratio,
                    random.nextBoolean(), random.nextBoolean(), conditioning, oneOf(FinalConvolution.values(), random),
                    random.nextBoolean() ? LongSkip.CONCAT : LongSkip.NONE, oneOf(TimeInput.values(), random),
                    stem ? oneOf(PatchStem.values(), random) : PatchStem.PROJECTION, PositionEmbedding.LEARNED);
        });
    }

    private static <T> T oneOf(T[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    @ParameterizedTest
    @MethodSource("anyConfig")
    void theShapesTellEverythingButTheHeads(ModelConfig config) {
        assertEquals(config, load(weights(config), ModelHints.none().heads(config.numHeads())));
    }

    @ParameterizedTest
    @MethodSource("anyConfig")
    void aConfigurationIsReadAsItWasWritten(ModelConfig config) {
        assertEquals(config, ModelConfig.fromJson(config.toJson()));
        assertEquals(config, load(weights(config), ModelHints.none().with("metadata", config.toJson())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dit_tiny", "dit_p4_nosigma", "uvit_tiny_cond", "uvit_tiny_cond_conv", "uvit_tiny_pixel",
        "uvit_tiny_noskip", "uvit_tiny_mlptime", "uvit_t2i_tiny", "full_dit_s2", "full_uvit_s_cifar"})
    void aPublishedConfigurationAgreesWithItsCheckpoint(String name) {
        var golden = new GoldenCase(name);
        try (var file = golden.open()) {
            assertEquals(golden.config(), load(weights(golden.config()), ModelHints.of(file)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dit-s-8", "dit-xl-2-512", "uvit-s-deep-2", "uvit-h-4"})
    void aCheckpointAsWideAndDeepAsANamedSizeHasItsHeads(String name) {
        ModelConfig config = NamedModel.of(name).config();
        assertEquals(config, load(weights(config), ModelHints.none()));
    }

    @Test
    void headsThatNothingTellsAreAskedFor() {
        assertRefused(weights(DIT), ModelHints.none(), "heads", "width 64", "depth 2", "--heads", "--config");
    }

    @Test
    void headsThatDoNotDivideTheWidthAreRefused() {
        assertRefused(weights(DIT), ModelHints.none().heads(5), "hidden_size 64", "num_heads 5");
    }

    @Test
    void whatTwoSourcesSayDifferentlyIsRefusedWithBothValuesAndBothSources() {
        assertRefused(weights(DIT), ModelHints.none().with("config.json", "{\"num_heads\": 8}").heads(4),
                "num_heads is 8 in config.json but 4 in --heads");
        assertRefused(weights(DIT), FOUR_HEADS.with("config.json", "{\"depth\": 3}"),
                "depth is 3 in config.json but 2 in the shapes of the checkpoint");
        assertRefused(weights(DIT), FOUR_HEADS.with("config.json", "{\"mlp_ratio\": 2}"), "mlp_ratio is 2", "4.0");
        assertRefused(weights(DIT), FOUR_HEADS.with("config.json", "{\"num_classes\": 5}"), "num_classes is 5", "10");
        assertRefused(weights(DIT), FOUR_HEADS.with("c", "{\"num_classes\": 11, \"class_dropout_prob\": 0.1}"),
                "class_dropout_prob is 0.1 in c but 0");
        assertRefused(weights(DIT), FOUR_HEADS.with("c", "{\"learn_sigma\": false}"), "learn_sigma is false", "true");
        assertRefused(weights(UVIT), FOUR_HEADS.with("c", "{\"conv\": true}"), "conv is true in c but \"none\"");
        assertRefused(weights(UVIT), FOUR_HEADS.with("c", "{\"num_classes\": -1}"), "num_classes is -1 in c but 11");
        assertRefused(weights(UVIT), FOUR_HEADS.with("c", "{\"img_size\": 16}"), "img_size is 16 in c but 8");
        assertRefused(weights(UVIT), ModelHints.none().named("dit-s-2"),
                "family is \"dit\" in the named size dit-s-2 but \"uvit\"");
    }

    @Test
    void aWrongNamedSizeIsRefusedWithTheOneThatFits() {
        assertRefused(weights(NamedModel.of("dit-b-4").config()), ModelHints.none().named("dit-s-4"),
                "hidden_size is 384 in the named size dit-s-4 but 768", "fits dit-b-4");
    }

    @Test
    void theLabelTableHasARowForNoClassOnlyIfLabelsWereDropped() {
        var without = new DiTConfig(8, 2, 4, 64, 2, 4, 4, 0, 11, true);
        assertEquals(DIT, load(weights(DIT), FOUR_HEADS));
        assertEquals(without, load(weights(without), FOUR_HEADS.with("c", "{\"num_classes\": 11}")));
        assertEquals(without, load(weights(without), FOUR_HEADS.with("c", "{\"class_dropout_prob\": 0}")));
        assertEquals(Conditioning.Classes.withNull(10), DIT.model().conditioning());
        assertEquals(Conditioning.Classes.withoutNull(11), without.model().conditioning());
    }

    @Test
    void aLabelTableOfOneRowIsThatOfAClass() {
        var one = new DiTConfig(8, 2, 4, 64, 2, 4, 4, 0, 1, true);
        assertEquals(one, load(weights(one), FOUR_HEADS));
        assertEquals(one, load(weights(one), FOUR_HEADS.with("c", one.toJson())));
        assertRefused(weights(one), FOUR_HEADS.with("c", "{\"class_dropout_prob\": 0.1}"),
                "class_dropout_prob is 0.1 in c but 0");
        assertRefused(weights(one), FOUR_HEADS.with("c", "{\"num_classes\": 0}"), "num_classes is 0 in c but 1");
    }

    @Test
    void aDiTWithoutALabelTableIsUnconditional() {
        var unconditional = new DiTConfig(8, 2, 4, 64, 2, 4, 4, 0.1, 0, true);
        assertEquals(new Conditioning.None(), unconditional.model().conditioning());
        assertEquals(unconditional, load(weights(unconditional), FOUR_HEADS.with("c", "{\"num_classes\": -1}")));
        assertRefused(weights(unconditional), FOUR_HEADS.with("c", "{\"num_classes\": 10}"),
                "num_classes is 10 in c but 0 in the shapes");
    }

    @Test
    void anotherBlockThanTheShapesTellIsRefused() {
        assertRefused(weights(DIT), FOUR_HEADS.with("c", "{\"kind\": \"adaln\"}"),
                "kind is \"adaln\" in c but \"adaln_zero\" in the shapes");
        var unknown = assertThrows(ModelException.class, () -> ModelConfig.fromJson(
                DIT.toJson().replace("adaln_zero", "film")));
        assertTrue(unknown.getMessage().contains("\"film\"") && unknown.getMessage().contains("crossattn"),
                unknown::getMessage);
    }

    @Test
    void aSiTIsToldFromADiTByWhatIsSaid() {
        ModelConfig sit = DIT.withFlow();
        assertEquals(DIT, load(weights(sit), FOUR_HEADS));
        assertEquals(sit, load(weights(sit), FOUR_HEADS.with("c", "{\"family\": \"sit\"}")));
        assertEquals("sit", load(weights(sit), FOUR_HEADS.with("c", sit.toJson())).family());
        ModelConfig named = NamedModel.of("SiT-S/8").config();
        assertEquals(named, load(weights(named), ModelHints.none().named("SiT-S/8")));
        assertRefused(weights(UVIT), FOUR_HEADS.with("c", "{\"family\": \"sit\"}"), "family is \"sit\" in c but \"uvit\"");
    }

    @Test
    void theLastRowOfAUViTsTableStandsForNoClassWhereItSaysSoOrMakesTheNumberOdd() {
        assertEquals(Conditioning.Classes.withNull(10), load(weights(UVIT), FOUR_HEADS).model().conditioning());
        assertEquals(Conditioning.Classes.withoutNull(11),
                load(weights(UVIT), FOUR_HEADS.with("c", "{\"null_class\": false}")).model().conditioning());
        ModelConfig imagenet64 = NamedModel.of("uvit-m-4").config();
        assertEquals(Conditioning.Classes.withoutNull(1000),
                load(weights(imagenet64), ModelHints.none()).model().conditioning());
    }

    private static UViTConfig uvit(LongSkip skip, PositionEmbedding positions) {
        return new UViTConfig(8, 2, 4, 64, 4, 4, 4, false, false, Conditioning.Classes.withNull(10),
                FinalConvolution.NONE, skip, TimeInput.TOKEN, PatchStem.PROJECTION, positions);
    }

    static Stream<UViTConfig> whatShapesLeaveOpen() {
        return Stream.of(LongSkip.values()).flatMap(skip ->
                Stream.of(PositionEmbedding.values()).map(positions -> uvit(skip, positions)));
    }

    @ParameterizedTest
    @MethodSource("whatShapesLeaveOpen")
    void aConfigurationSettlesWhatTheShapesLeaveOpen(UViTConfig config) {
        assertEquals(config, load(weights(config), FOUR_HEADS.with("c", config.toJson())));
    }

    @Test
    void whatTheShapesLeaveOpenHasToBeSaid() {
        assertRefused(weights(uvit(LongSkip.PROJECT_ADD, PositionEmbedding.LEARNED)), FOUR_HEADS,
                "out_blocks.0.skip_linear.weight is [64, 64]", "proj_add", "add_proj");
        assertRefused(weights(uvit(LongSkip.CONCAT, PositionEmbedding.SINCOS)), FOUR_HEADS, "pos_embed", "sincos", "none");
        assertRefused(weights(uvit(LongSkip.CONCAT, PositionEmbedding.NONE)),
                FOUR_HEADS.with("c", "{\"pos_embed\": \"none\"}"), "nothing tells img_size");
        assertRefused(weights(uvit(LongSkip.ADD, PositionEmbedding.LEARNED)),
                FOUR_HEADS.with("c", "{\"skip\": true}"), "skip is true in c but \"none\"");
        assertRefused(weights(UVIT), FOUR_HEADS.with("c", "{\"skip\": \"proj_add\"}"),
                "skip is \"proj_add\" in c but \"concat\"");
        assertRefused(weights(UVIT), FOUR_HEADS.with("c", "{\"pos_embed\": \"none\"}"), "\"none\" in c but \"learned\"");
    }

    @Test
    void anUnknownChoiceIsRefusedWithThoseThereAre() {
        for (String choice : List.of("skip", "conv", "time_embed", "patch_embed", "pos_embed")) {
            String json = UVIT.toJson().replaceAll("\"" + choice + "\":[^,}]*", "\"" + choice + "\": \"else\"");
            var error = assertThrows(ModelException.class, () -> ModelConfig.fromJson(json));
            assertTrue(error.getMessage().startsWith(choice + " is \"else\" in the configuration; it has to be one of "),
                    error::getMessage);
        }
    }

    @Test
    void aStemOfConvolutionsWantsAPatchThatHalvingGives() {
        String json = UVIT.toJson().replace("\"proj\"", "\"conv\"").replace("\"patch_size\":2", "\"patch_size\":1");
        var error = assertThrows(ModelException.class, () -> ModelConfig.fromJson(json));
        assertTrue(error.getMessage().contains("patches of 1"), error::getMessage);
    }

    @Test
    void aDepthThatCountsTheMiddleBlockIsTheSameNetwork() {
        ModelConfig loaded = load(weights(UVIT), FOUR_HEADS.with("c", "{\"depth\": 5}"));
        assertEquals(UVIT.model().weightShapes(), loaded.model().weightShapes());
    }

    @Test
    void aRatioThatGivesAsManyHiddenElementsAgrees() {
        var config = new DiTConfig(8, 2, 4, 64, 2, 4, 2.7, 0.1, 10, true);   // 172.8 hidden elements, 172 in truth
        assertEquals(config, load(weights(config), FOUR_HEADS.with("c", "{\"mlp_ratio\": 2.7}")));
    }

    @Test
    void textTokensAndPatchesShareThePositionsAsIsSaid() {
        var text = new UViTConfig(8, 2, 4, 64, 4, 4, 4, false, false, new Conditioning.Text(7, 32), true, true);
        assertEquals(text, load(weights(text), FOUR_HEADS.with("c", "{\"num_clip_token\": 7}")));
        assertEquals(text, load(weights(text), FOUR_HEADS.with("c", "{\"img_size\": 8}")));
        assertRefused(weights(text), FOUR_HEADS, "23 positions", "num_clip_token");
        assertRefused(weights(text), FOUR_HEADS.with("c", "{\"num_clip_token\": 8}"), "15 patches");
    }

    @Test
    void aDiTWithoutItsPositionTableGetsThePublishedOne() {
        Weights weights = weights(DIT, shapes -> shapes.remove("pos_embed"));
        LoadedModel loaded = ModelLoader.load(weights, FOUR_HEADS.with("c", "{\"input_size\": 8}"));
        assertEquals(DIT, loaded.transformer().config());
        assertArrayEquals(SyntheticModel.weights(DIT).get("pos_embed").toFloats(),
                loaded.weights().get("pos_embed").toFloats());
        assertRefused(weights, FOUR_HEADS, "input_size");
    }

    @Test
    void missingUnexpectedAndMisshapenTensorsAreNamed() {
        assertRefused(weights(DIT, shapes -> shapes.remove("blocks.1.attn.proj.bias")), FOUR_HEADS,
                "blocks.1.attn.proj.bias is missing");
        assertRefused(weights(UVIT, shapes -> shapes.keySet().removeIf(name -> name.startsWith("in_blocks.1."))), FOUR_HEADS,
                "in_blocks.1.norm1.weight is missing", "more");
        assertRefused(weights(DIT, shapes -> shapes.put("blocks.0.extra", Shape.of(3))), FOUR_HEADS,
                "blocks.0.extra is not expected");
        assertRefused(weights(DIT, shapes -> shapes.put("blocks.1.mlp.fc1.weight", Shape.of(128, 64))), FOUR_HEADS,
                "blocks.1.mlp.fc1.weight is [128, 64] and has to be [256, 64]");
        assertRefused(weights(DIT, shapes -> shapes.put("final_layer.linear.weight", Shape.of(24, 64))), FOUR_HEADS,
                "24 rows", "16", "32");
        assertRefused(weights(DIT, shapes -> shapes.put("pos_embed", Shape.of(1, 15, 64))), FOUR_HEADS, "15 patches");
        assertRefused(weights(DIT, shapes -> shapes.put("blocks.123456.attn.qkv.bias", Shape.of(3))), FOUR_HEADS,
                "blocks.123456", "only");
    }

    @Test
    void anotherKindOfFileIsRefusedWithWhatItHolds() {
        assertRefused(SyntheticWeights.of(Map.of("encoder.conv_in.weight", Shape.of(8, 3, 3, 3))), ModelHints.none(),
                "neither a DiT", "nor a U-ViT", "encoder.conv_in.weight");
        assertRefused(SyntheticWeights.of(Map.of()), ModelHints.none(), "neither");
    }

    @Test
    void aConfigurationThatMakesNoSenseIsRefusedWithItsName() {
        assertRefused(weights(DIT), FOUR_HEADS.with("my.json", "{\"depth\": "), "my.json is not JSON");
        assertRefused(weights(DIT), FOUR_HEADS.with("my.json", "[1]"), "my.json is not a JSON object");
        assertRefused(weights(DIT), FOUR_HEADS.with("my.json", "{\"depth\": \"two\"}"), "\"two\" in my.json");
        assertRefused(weights(DIT), FOUR_HEADS.with("my.json", "{\"depth\": [2]}"), "[2] in my.json");
        assertRefused(weights(DIT), FOUR_HEADS.with("my.json", "{\"num_classes\": 10.5}"), "10.5 in my.json", "whole");
        assertRefused(weights(DIT), FOUR_HEADS.with("my.json", "{\"qk_scale\": 0.5}"), "qk_scale is 0.5 in my.json");
        assertRefused(weights(DIT), ModelHints.none().heads(0), "num_heads", "0");
    }

    @Test
    void aConfigurationAloneHasToNameItsSizesAndAFamilyThatIsKnown() {
        var incomplete = assertThrows(ModelException.class, () -> ModelConfig.fromJson("{\"family\": \"uvit\"}"));
        assertTrue(incomplete.getMessage().contains("nothing tells img_size"), incomplete::getMessage);
        var unknown = assertThrows(ModelException.class, () -> ModelConfig.fromJson("{\"family\": \"unet\"}"));
        assertTrue(unknown.getMessage().contains("unet"), unknown::getMessage);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "dit | input_size | 2000000 | input_size 2000000 with in_channels 4",
        "dit | input_size | 14000 | input_size 14000 with patch_size 2 and hidden_size 64",
        "dit | in_channels | 2000000000 | input_size 8 with in_channels 2000000000",
        "dit | hidden_size | 2000000000 | hidden_size 2000000000",
        "dit | num_classes | 2147483647 | num_classes 2147483647 with hidden_size 64",
        "dit | mlp_ratio | 0.01 | mlp_ratio 0.01 leaves perceptrons of hidden_size 64 without hidden elements",
        "dit | mlp_ratio | 1e9 | mlp_ratio 1.0E9 of hidden_size 64",
        "uvit | img_size | 2000000 | img_size 2000000 with in_chans 4",
        "uvit | img_size | 20000 | img_size 20000 with patch_size 2 and embed_dim 64",
        "uvit | embed_dim | 2000000000 | embed_dim 2000000000",
        "uvit | num_classes | 2147483647 | num_classes 2147483647 with embed_dim 64",
        "uvit | mlp_ratio | 0.01 | mlp_ratio 0.01 leaves perceptrons of embed_dim 64 without hidden elements",
        "uvit | num_clip_token | 2147483647 | num_clip_token 2147483647 with clip_dim 768"
    })
    void sizesThatCannotBeCountedAreRefusedWithTheirNames(String family, String name, String value, String message) {
        JsonObject json = JsonParser.parseString((family.equals("dit") ? DIT : UVIT).toJson()).getAsJsonObject();
        json.add(name, JsonParser.parseString(value));
        var error = assertThrows(ModelException.class, () -> ModelConfig.fromJson(json.toString()));
        assertTrue(error.getMessage().contains(message), error::getMessage);
    }

    @Test
    void aConfigurationFileIsReadAndAMissingOneRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), "{\"num_heads\": 4}");
        assertEquals(DIT, load(weights(DIT), ModelHints.none().file(file)));
        Path absent = folder.resolve("absent.json");
        var error = assertThrows(ModelException.class, () -> ModelHints.none().file(absent));
        assertTrue(error.getMessage().contains("absent.json"), error::getMessage);
    }

    @Test
    void theConfigJsonBesideACheckpointIsRead(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"num_heads\": 8}");
        Path file = Files.copy(Goldens.folder().resolve("dit_tiny.io.safetensors"), folder.resolve("m.safetensors"));
        try (var checkpoint = Checkpoint.open(file)) {
            assertRefused(weights(DIT), ModelHints.of(checkpoint),
                    "num_heads is 4 in the checkpoint's metadata but 8 in", "config.json");
        }
    }

    @Test
    void whatAConfigurationSaysBesideTheNetworkIsLeftAlone() {
        assertEquals(DIT, load(weights(DIT), FOUR_HEADS.with("c",
                "{\"name\": \"my model\", \"use_checkpoint\": true, \"training\": {\"depth\": 7}, \"qk_scale\": null}")));
    }

    /** No damage to a shape makes anything but a model error. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void damagedShapesAreRefused(int seed) {
        var random = new Random(seed);
        for (ModelConfig config : List.of(DIT, UVIT)) {
            var names = List.copyOf(config.model().weightShapes().keySet());
            for (int i = 0; i < 300; i++) {
                String damaged = names.get(random.nextInt(names.size()));
                int[] dims = random.ints(random.nextInt(5), 0, 40_000).map(dim -> dim % 3 == 0 ? dim % 7 : dim).toArray();
                Weights weights = weights(config, shapes -> shapes.put(damaged, Shape.of(dims)));
                assertThrows(ModelException.class, () -> ModelLoader.load(weights, FOUR_HEADS),
                        () -> damaged + " as " + Shape.of(dims));
            }
        }
    }
}
