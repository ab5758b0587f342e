package io.github.dit4j.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.Tensor;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.engine.testing.TestDevices;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A guided program is the network for each condition, joined. */
class GuidedProgramTest {
    private static final int IMAGES = 2;
    private static final int CONDITIONS = 3;
    private static final float[] SCALES = {1.5f, -0.5f, 2, 0.25f};   // [conditions − 1, images]
    private static final float[] WEIGHTS = {0.7f, 0.25f};   // [mixed − 1, images]

    static Stream<Arguments> guidedModels() {
        return Stream.of("dit_tiny", "uvit_tiny_cond_conv", "uvit_t2i_tiny").flatMap(name -> TestDevices.all().stream()
                .map(device -> Arguments.argumentSet(name + " on " + device.id(), new GoldenCase(name), device)));
    }

    /** The sum is that of 32-bit numbers of one size; 1e-6 leaves ten roundings. */
    @ParameterizedTest
    @MethodSource("guidedModels")
    void severalConditionsAreJoinedByTheirScales(GoldenCase golden, Device device) {
        DiffusionTransformer model = golden.model();
        Program guided = model.guided(IMAGES, CONDITIONS, 2);
        Map<String, TensorData> inputs = randomInputs(guided, model.conditioning());

        float[] output = run(golden, device, guided, inputs);

        float[][] separate = separate(golden, device, inputs);
        assertEquals(0, Numbers.relativeL2(joined(separate, model), output), 1e-6);
    }

    /** As above, by the formula of a mixture: m = w c₁ + (1 − w) c₂ everywhere, u + s (m − u) in the guided channels. */
    @ParameterizedTest
    @MethodSource("guidedModels")
    void aMixtureIsMovedAwayFromTheLastCondition(GoldenCase golden, Device device) {
        DiffusionTransformer model = golden.model();
        Program guided = model.guidedMixture(IMAGES, 2, 2);
        Map<String, TensorData> inputs = randomInputs(guided, model.conditioning());

        float[] output = run(golden, device, guided, inputs);

        float[][] separate = separate(golden, device, inputs);
        int plane = model.imageSize() * model.imageSize();
        var expected = new float[output.length];
        for (int at = 0; at < expected.length; at++) {
            int image = at / (plane * model.outputChannels());
            double weight = WEIGHTS[image];
            double mixture = weight * separate[0][at] + (1 - weight) * separate[1][at];
            double away = separate[2][at];
            boolean moved = at / plane % model.outputChannels() < 2;
            expected[at] = (float) (moved ? away + SCALES[image] * (mixture - away) : mixture);
        }
        assertEquals(0, Numbers.relativeL2(expected, output), 1e-6);
    }

    private static float[][] separate(GoldenCase golden, Device device, Map<String, TensorData> inputs) {
        var separate = new float[CONDITIONS][];
        for (int condition = 0; condition < CONDITIONS; condition++) {
            var one = new HashMap<>(inputs);
            for (String name : List.of("y", "context")) {
                int part = condition;
                one.computeIfPresent(name, (_, all) -> part(all, part));
            }
            separate[condition] = run(golden, device, golden.model().forward(IMAGES), one);
        }
        return separate;
    }

    private static float[] joined(float[][] predictions, DiffusionTransformer model) {
        int plane = model.imageSize() * model.imageSize();
        var joined = predictions[0].clone();
        for (int at = 0; at < joined.length; at++) {
            int image = at / (plane * model.outputChannels());
            if (at / plane % model.outputChannels() < 2) {
                double last = predictions[CONDITIONS - 1][at];
                joined[at] = (float) (last + SCALES[image] * (predictions[0][at] - last)
                        + SCALES[IMAGES + image] * (predictions[1][at] - last));
            }
        }
        return joined;
    }

    private static Map<String, TensorData> randomInputs(Program program, Conditioning conditioning) {
        var random = new Random(7);
        var inputs = new HashMap<String, TensorData>();
        for (Tensor input : program.inputs()) {
            var values = new float[input.shape().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (input.name()) {
                    case "y" -> random.nextInt(((Conditioning.Classes) conditioning).rows());
                    case "t" -> random.nextInt(1000);
                    case "scales" -> SCALES[i];
                    case "weights" -> WEIGHTS[i];
                    default -> (float) random.nextGaussian();
                };
            }
            inputs.put(input.name(), TensorData.of(input.shape(), values));
        }
        return inputs;
    }

    /** The part of a tensor that belongs to one condition. */
    private static TensorData part(TensorData all, int condition) {
        Shape shape = all.shape().with(0, IMAGES);
        var values = new float[shape.size()];
        all.copyTo((long) condition * values.length, values, 0, values.length);
        return TensorData.of(shape, values);
    }

    private static float[] run(GoldenCase golden, Device device, Program program, Map<String, TensorData> inputs) {
        try (var run = GoldenRun.of(golden.config(), device, program)) {
            return run.write(inputs::get).run().read("output");
        }
    }

    @Test
    void anUnconditionalModelCannotBeGuided() {
        var error = assertThrows(ModelException.class, () -> new GoldenCase("uvit_tiny_pixel").model().guided(1, 2, 3));
        assertTrue(error.getMessage().contains("unconditional"), error::getMessage);
    }

    @Test
    void oneConditionAloneCannotBeGuided() {
        var model = new GoldenCase("dit_tiny").model();
        var error = assertThrows(ModelException.class, () -> model.guided(1, 1, 3));
        assertTrue(error.getMessage().contains("not 1"), error::getMessage);
        var mixed = assertThrows(ModelException.class, () -> model.guidedMixture(1, 1, 3));
        assertTrue(mixed.getMessage().contains("not 1"), mixed::getMessage);
    }

    @Test
    void aLabelWithoutARowIsRefused() {
        var classes = Conditioning.Classes.withNull(10);
        assertEquals(10, classes.requireLabel(10));
        var error = assertThrows(ModelException.class, () -> classes.requireLabel(11));
        assertTrue(error.getMessage().contains("class 11") && error.getMessage().contains("0 to 9"), error::getMessage);
        assertThrows(ModelException.class, () -> Conditioning.Classes.withoutNull(10).requireLabel(10));
        assertThrows(ModelException.class, () -> classes.requireLabel(-1));
    }
}
