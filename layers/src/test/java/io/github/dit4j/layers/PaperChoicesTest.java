package io.github.dit4j.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.engine.testing.TestDevices;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network choice of the two papers gives what the paper's formulas give, computed in double precision by plain loops. */
class PaperChoicesTest {
    /** Relative L2, as for the published outputs: see {@link GoldenForwardTest}. */
    private static final double TOLERANCE = 2e-6;
    private static final int IMAGES = 2;
    private static final float[] TIMES = {7.25f, 0.5f};

    static Stream<Arguments> uvits() {
        String published = "{\"family\": \"uvit\", \"img_size\": 8, \"patch_size\": 2, \"in_chans\": 3, \"embed_dim\": 16, "
                + "\"depth\": 4, \"num_heads\": 2";
        String classes = ", \"num_classes\": 4, \"null_class\": true";
        String text = ", \"clip_dim\": 5, \"num_clip_token\": 3";
        return Stream.of(
                classes + ", \"skip\": \"concat\"",
                classes + ", \"skip\": \"add\"",
                classes + ", \"skip\": \"proj_add\"",
                classes + ", \"skip\": \"add_proj\"",
                classes + ", \"skip\": \"none\"",
                ", \"time_embed\": \"token\", \"mlp_time_embed\": true",
                ", \"time_embed\": \"adaln\"",
                classes + ", \"time_embed\": \"adaln\"",
                text + ", \"time_embed\": \"adaln\", \"mlp_time_embed\": true",
                classes + ", \"conv\": \"after\"",
                classes + ", \"conv\": \"before\"",
                ", \"conv\": \"none\"",
                classes + ", \"patch_embed\": \"proj\", \"qkv_bias\": true",
                classes + ", \"patch_embed\": \"conv\"",
                classes + ", \"patch_embed\": \"conv\", \"patch_size\": 4",
                classes + ", \"pos_embed\": \"learned\"",
                classes + ", \"pos_embed\": \"sincos\"",
                text + ", \"pos_embed\": \"sincos\"",
                classes + ", \"pos_embed\": \"none\"",
                ", \"pos_embed\": \"none\", \"time_embed\": \"adaln\"",
                text + ", \"skip\": \"proj_add\", \"time_embed\": \"adaln\", \"conv\": \"before\", \"patch_embed\": \"conv\""
                        + ", \"pos_embed\": \"sincos\", \"qkv_bias\": true")
                .map(choices -> Arguments.argumentSet("U-ViT with" + choices.substring(1).replace("\"", ""),
                        ModelConfig.fromJson(with(published, choices))));
    }

    static Stream<Arguments> dits() {
        String published = "{\"family\": \"dit\", \"input_size\": 8, \"patch_size\": 2, \"in_channels\": 3, \"hidden_size\": 16, "
                + "\"depth\": 2, \"num_heads\": 2, \"num_classes\": 3, \"learn_sigma\": true";
        return Stream.of(
                ", \"kind\": \"incontext\"",
                ", \"kind\": \"crossattn\"",
                ", \"kind\": \"adaln\"",
                ", \"kind\": \"adaln_zero\"",
                ", \"kind\": \"incontext\", \"num_classes\": 0",
                ", \"kind\": \"crossattn\", \"num_classes\": 0",
                ", \"kind\": \"adaln\", \"num_classes\": 0",
                ", \"kind\": \"adaln_zero\", \"num_classes\": 0",
                ", \"patch_size\": 1, \"input_size\": 4",
                ", \"patch_size\": 4",
                ", \"patch_size\": 8",
                ", \"learn_sigma\": false",
                ", \"num_classes\": 1",
                ", \"num_classes\": 7, \"class_dropout_prob\": 0",
                ", \"family\": \"sit\"",
                ", \"family\": \"sit\", \"learn_sigma\": false",
                ", \"family\": \"sit\", \"kind\": \"incontext\"")
                .map(choices -> Arguments.argumentSet("DiT with" + choices.substring(1).replace("\"", ""),
                        ModelConfig.fromJson(with(published, choices))));
    }

    /** One object of both, where the choices replace what the published configuration says. */
    private static String with(String published, String choices) {
        var merged = JsonParser.parseString(published + "}").getAsJsonObject();
        JsonParser.parseString("{" + choices.substring(1) + "}").getAsJsonObject()
                .entrySet().forEach(entry -> merged.add(entry.getKey(), entry.getValue()));
        return merged.toString();
    }

    static Stream<Arguments> vits() {
        return Stream.of(
                Arguments.argumentSet("ViT", new ViTConfig(8, 2, 3, 16, 2, 2, 4, true, 5)),
                Arguments.argumentSet("ViT without qkv bias", new ViTConfig(8, 4, 1, 12, 1, 3, 2, false, 2)));
    }

    @ParameterizedTest
    @MethodSource({"uvits", "dits", "vits"})
    void aChoiceGivesWhatItsFormulaGives(NetworkConfig config) {
        TestDevices.all().forEach(device -> check(config, device));
    }

    @Tag("sim")
    @ParameterizedTest
    @MethodSource({"uvits", "dits", "vits"})
    void aChoiceGivesWhatItsFormulaGivesOnTheSimulatedDevice(NetworkConfig config) {
        TestDevices.simulated().forEach(device -> check(config, device));
    }

    @ParameterizedTest
    @MethodSource({"uvits", "dits", "vits"})
    void aConfigurationIsReadBackAsItWasWritten(NetworkConfig config) {
        assertEquals(config, NetworkConfig.fromJson(config.toJson()));
    }

    private static void check(NetworkConfig config, Device device) {
        var program = config.model().forward(IMAGES);
        var inputs = PaperInputs.of(program, TIMES, labels(config));
        double[] expected = IntStream.range(0, IMAGES).mapToObj(n -> expected(config, inputs, n))
                .flatMapToDouble(Arrays::stream).toArray();
        try (var run = GoldenRun.of(config, device, program)) {
            float[] actual = run.write(inputs.tensors()::get).run().read("output");
            double error = Numbers.relativeL2(expected, actual);
            assertTrue(error <= TOLERANCE, () -> device.id() + " is off by a relative " + error);
        }
    }

    /** The first label and the last, which stands for no class where there is one for that. */
    private static int[] labels(NetworkConfig config) {
        return config instanceof ModelConfig drawing && drawing.model().conditioning() instanceof Conditioning.Classes classes
                ? new int[] {0, classes.rows() - 1}
                : new int[IMAGES];
    }

    private static double[] expected(NetworkConfig config, PaperInputs inputs, int n) {
        return switch (config) {
            case UViTConfig uvit -> PaperMath.flat(
                    new PaperUViT(uvit).output(inputs.image(n), TIMES[n], inputs.label(n), inputs.context(n)));
            case DiTConfig dit -> PaperMath.flat(new PaperDiT(dit).output(inputs.image(n), TIMES[n], inputs.label(n)));
            case ViTConfig vit -> new PaperViT(vit).logits(inputs.image(n));
        };
    }
}
