package io.github.dit4j.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.engine.testing.TestDevices;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
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
    /** Small enough for the float angle of a sinusoid to be exact to 5e-7. */
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

    @ParameterizedTest
    @MethodSource({"uvits", "dits"})
    void aChoiceGivesWhatItsFormulaGives(ModelConfig config) {
        TestDevices.all().forEach(device -> check(config, device));
    }

    @Tag("sim")
    @ParameterizedTest
    @MethodSource({"uvits", "dits"})
    void aChoiceGivesWhatItsFormulaGivesOnTheSimulatedDevice(ModelConfig config) {
        TestDevices.simulated().forEach(device -> check(config, device));
    }

    @ParameterizedTest
    @MethodSource({"uvits", "dits"})
    void aConfigurationIsReadBackAsItWasWritten(ModelConfig config) {
        assertEquals(config, ModelConfig.fromJson(config.toJson()));
    }

    private static void check(ModelConfig config, Device device) {
        var inputs = inputs(config.model());
        double[] expected = expected(config, inputs);
        try (var run = GoldenRun.of(config, device, config.model().forward(IMAGES))) {
            float[] actual = run.write(inputs::get).run().read("output");
            double error = Numbers.relativeL2(expected, actual);
            assertTrue(error <= TOLERANCE, () -> device.id() + " is off by a relative " + error);
        }
    }

    private static Map<String, TensorData> inputs(DiffusionTransformer model) {
        var random = new Random(42);
        var inputs = new HashMap<String, TensorData>();
        for (Tensor input : model.forward(IMAGES).inputs()) {
            if (input.dtype() == DType.I32) {
                inputs.put(input.name(), TensorData.of(input.shape(), new int[] {0, labels(model) - 1}));
            } else if (input.name().equals("t")) {
                inputs.put("t", TensorData.of(Shape.of(IMAGES), TIMES));
            } else {
                var values = new float[input.shape().size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextGaussian();
                }
                inputs.put(input.name(), TensorData.of(input.shape(), values));
            }
        }
        return inputs;
    }

    private static int labels(DiffusionTransformer model) {
        return ((Conditioning.Classes) model.conditioning()).rows();
    }

    private static double[] expected(ModelConfig config, Map<String, TensorData> inputs) {
        return IntStream.range(0, IMAGES).mapToObj(n -> {
            double[][][] x = image(inputs.get("x"), n);
            int label = inputs.containsKey("y") ? inputs.get("y").toInts()[n] : -1;
            double[][] context = inputs.containsKey("context") ? tokens(inputs.get("context"), n) : new double[0][];
            return PaperMath.flat(switch (config) {
                case UViTConfig uvit -> new PaperUViT(uvit).output(x, TIMES[n], label, context);
                case DiTConfig dit -> new PaperDiT(dit).output(x, TIMES[n], label);
            });
        }).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Image n of {@code [batch, channels, height, width]}. */
    private static double[][][] image(TensorData images, int n) {
        int channels = images.shape().dim(1);
        var image = new double[channels][][];
        TensorData rows = TensorData.of(
                Shape.of(images.shape().dim(0) * channels, images.shape().dim(2), images.shape().dim(3)), images.toFloats());
        Arrays.setAll(image, channel -> tokens(rows, n * channels + channel));
        return image;
    }

    /** Entry n of {@code [batch, tokens, width]}. */
    private static double[][] tokens(TensorData data, int n) {
        double[] all = data.toDoubles();
        int width = data.shape().dim(2);
        var tokens = new double[data.shape().dim(1)][];
        Arrays.setAll(tokens, token -> PaperMath.part(all, n * data.shape().dim(1) + token, width));
        return tokens;
    }
}
