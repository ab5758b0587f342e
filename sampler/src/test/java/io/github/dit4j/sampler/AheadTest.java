package io.github.dit4j.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.layers.LoadedModel;
import io.github.dit4j.layers.NamedModel;
import io.github.dit4j.sampler.method.Sampler;
import io.github.dit4j.sampler.testing.TestModels;
import io.github.dit4j.sampler.testing.TracingDevice;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What depends on timestep and label alone is computed for many steps at once, and not a bit of the images changes. */
class AheadTest {
    private static final String SIZES = """
             "input_size": 8, "patch_size": 4, "in_channels": 4, "hidden_size": 24, "depth": 2, "num_heads": 3,
             "num_classes": 10""";
    private static final String UVIT_SIZES = """
            {"img_size": 8, "patch_size": 2, "in_chans": 4, "embed_dim": 24, "depth": 2, "num_heads": 3""";

    private static final LoadedModel DIT = TestModels.golden(TestModels.DIT_TINY);
    private static final LoadedModel SIT = TestModels.of("{\"family\": \"sit\"," + SIZES + "}");
    private static final LoadedModel UVIT = TestModels.golden(TestModels.UVIT_TINY);

    private static final AheadPrograms ALL = new AheadPrograms(1 << 30, 0);

    private static Arguments run(String name, LoadedModel model, UnaryOperator<SampleRequest> request) {
        return Arguments.argumentSet(name, model, request.apply(SampleRequest.of().count(5).steps(6).seed(8).batch(2)));
    }

    private static LoadedModel dit(String more) {
        return TestModels.of("{\"family\": \"dit\"," + SIZES + more + "}");
    }

    private static LoadedModel uvit(String name, String more) {
        return TestModels.of(UVIT_SIZES + ", \"name\": \"" + name + "\", " + more + "}");
    }

    static Stream<Arguments> runs() {
        return Stream.of(
                run("guidance on three channels", DIT, request -> request.cfgScale(4)),
                run("guidance on all channels", DIT, request -> request.cfgScale(4).guideAllChannels(true)),
                run("no guidance", DIT, request -> request.cfgScale(1)),
                run("a scale for each image", DIT, request -> request.cfgScale(4, 2, 1)),
                run("guidance on a part of the way", DIT,
                        request -> request.cfgScale(4).guideDuring(GuidanceInterval.parse("0.3..0.7"))),
                run("guidance on no step", DIT,
                        request -> request.cfgScale(4).guideDuring(GuidanceInterval.parse("0.98..0.981"))),
                run("away from another class", DIT, request -> request.cfgScale(4).negative(new Label.Id(3))),
                run("classes mixed", DIT, request -> labelled(request, Label.parse("2:0.7+5"), Label.parse("4"))),
                run("classes mixed without guidance", DIT,
                        request -> labelled(request, Label.parse("2:0.7+5"), Label.parse("4")).cfgScale(1)),
                run("one class", DIT, request -> labelled(request, new Label.Id(7))),
                run("one timestep twice", DIT, request -> request.steps(1)),
                run("no class at all", dit(", \"class_dropout_prob\": 0, \"learn_sigma\": false"), request -> request),
                run("modulation without gates", dit(", \"kind\": \"adaln\""), request -> request),
                run("attention to the condition", dit(", \"kind\": \"crossattn\""), request -> request),
                run("the condition in context", dit(", \"kind\": \"incontext\""), request -> request),
                run("U-ViT", UVIT, request -> request),
                run("U-ViT with a perceptron for the time", uvit("uvit", "\"mlp_time_embed\": true"), request -> request),
                run("U-ViT with modulation", uvit("uvit", "\"time_embed\": \"adaln\", \"num_classes\": 10"),
                        request -> request),
                run("U-ViT from text with modulation",
                        uvit("uvit_t2i", "\"time_embed\": \"adaln\", \"num_clip_token\": 3, \"clip_dim\": 8"),
                        request -> request.text(new TextFeatures(List.of("two", "texts"), List.of(features(1), features(2)),
                                features(0)))));
    }

    private static TensorData features(int value) {
        var values = new float[3 * 8];
        Arrays.fill(values, value);
        return TensorData.of(Shape.of(3, 8), values);
    }

    private static SampleRequest labelled(SampleRequest request, Label... labels) {
        return SampleRequest.of(List.of(labels)).count(request.images()).steps(6).seed(8).batch(2);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theImagesAreTheSameBits(LoadedModel model, SampleRequest request) {
        requireSameBits(model, request);
    }

    /** All samplers, those that evaluate the network several times in a step or choose their steps among them. */
    @ParameterizedTest
    @ValueSource(strings = {"ddpm", "ddim", "dpm-solver", "dpm-solver++", "unipc", "euler", "heun", "euler-maruyama"})
    void anySamplerDrawsTheSameBits(String name) {
        SampleRequest request = SampleRequest.of(1, 5, 5).steps(6).seed(3).batch(2).sampler(Sampler.named(name));
        requireSameBits(DIT, request);
        requireSameBits(UVIT, request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dopri5", "euler", "heun", "euler-maruyama"})
    void anySamplerDrawsTheSameBitsAlongAFlow(String name) {
        SampleRequest request = SampleRequest.of(1, 5).seed(3).sampler(Sampler.named(name));
        requireSameBits(SIT, name.equals("dopri5") ? request : request.steps(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void anyBatchDrawsTheSameBits(int batch) {
        requireSameBits(DIT, SampleRequest.of(3, 3, 8, 0, 3).steps(4).seed(5).batch(batch));
    }

    /** With room for the results of one time, of three, of all. */
    private static void requireSameBits(LoadedModel model, SampleRequest request) {
        var device = new TracingDevice(new CpuDevice(2));
        float[] expected = draw(device, model, request, AheadPrograms.NONE);
        assertFalse(Float.isNaN(expected[0]));
        assertEquals(0, device.runs("-ahead").size());
        for (long room : new long[] {1, 3 * bytesOfATime(model, request), 1 << 30}) {
            assertArrayEquals(expected, draw(device, model, request, new AheadPrograms(room, 0)), 0f, room + " bytes");
        }
        assertTrue(device.runs("-ahead").size() > 0, "nothing was computed ahead");
    }

    private static float[] draw(Device device, LoadedModel model, SampleRequest request, AheadPrograms ahead) {
        Sampling sampling = plan(model, request);
        try (var engine = device.open(model.weights());
                var networks = new PreparedNetworks(engine, model.transformer(), ahead)) {
            return sampling.run(networks, Optional.empty(), SamplingListener.none()).latents().toFloats();
        }
    }

    private static Sampling plan(LoadedModel model, SampleRequest request) {
        return DiffusionModel.of(model, ModelCard.of("tiny", Optional.empty(), model.transformer())).plan(request);
    }

    private static long bytesOfATime(LoadedModel model, SampleRequest request) {
        Program whole = plan(model, request).programs().getFirst();
        var split = new AheadPrograms(0, 0).split(whole).orElseThrow();
        return split.handed().stream().mapToLong(tensor -> 4L * tensor.shape().size()).sum();
    }

    @Test
    void allTimesAreComputedAtOnceAndEachLabelOnce() {
        var device = new TracingDevice(new CpuDevice(1));
        draw(device, DIT, SampleRequest.of(1, 5, 5, 1).cfgScale(4).steps(7).batch(4), ALL);
        // Classes 1 and 5, and the one that stands for none.
        assertEquals(List.of(7 * 3), rowsAhead(device));
        assertEquals(7, device.runs("-guided").size());
    }

    @Test
    void resultsTakeNoMoreRoomThanThereIs() {
        SampleRequest request = SampleRequest.of(4).cfgScale(4).steps(7);
        var device = new TracingDevice(new CpuDevice(1));
        draw(device, DIT, request, new AheadPrograms(3 * bytesOfATime(DIT, request), 0));
        assertEquals(List.of(3 * 2, 3 * 2, 3 * 2), rowsAhead(device));
    }

    @Test
    void batchesOfTheSameLabelsShareWhatIsComputed() {
        var device = new TracingDevice(new CpuDevice(1));
        draw(device, DIT, SampleRequest.of(4, 9, 4, 9, 8, 9, 8, 9).cfgScale(4).steps(3).batch(2), ALL);
        assertEquals(List.of(3 * 3, 3 * 3), rowsAhead(device));
    }

    @Test
    void eachEvaluationsTimeIsComputedOnceWhereAStepHasSeveral() {
        var device = new TracingDevice(new CpuDevice(1));
        draw(device, DIT, SampleRequest.of(4).cfgScale(1).steps(5).sampler(Sampler.named("heun")), ALL);
        // Both ends of each step but the last, one end of which is the image.
        assertEquals(5 + 4, device.runs("dit").size());
        assertEquals(List.of(5), rowsAhead(device));
    }

    @Test
    void whereTimesAreNotKnownOneIsComputedAtOnce() {
        var device = new TracingDevice(new CpuDevice(1));
        draw(device, SIT, SampleRequest.of(4).cfgScale(4).sampler(Sampler.named("dopri5")), ALL);
        assertEquals(List.of(2), rowsAhead(device).stream().distinct().toList());
        assertTrue(rowsAhead(device).size() < device.runs("-guided").size(), "times that recur are computed once");
    }

    private static List<Integer> rowsAhead(TracingDevice device) {
        return device.runs("-ahead").stream().map(program -> program.input("t").shape().size()).toList();
    }

    @Test
    void theDeviceDecides() {
        assertEquals(AheadPrograms.USUAL, AheadPrograms.on(new CpuDevice()));
        assertEquals(AheadPrograms.NONE, AheadPrograms.on(new ReferenceDevice()));
        assertEquals(AheadPrograms.NONE, AheadPrograms.on(Devices.installed().select("sim")));
    }

    /** Modulation is a third of a DiT's weights; a U-ViT knows time and label as tokens, which cost next to nothing. */
    @ParameterizedTest
    @CsvSource({"dit-s-2, 12, 384", "dit-b-4, 12, 768", "sit-xl-2, 28, 1152", "dit-xl-2-512, 28, 1152"})
    void networksThatAreModulatedAreSplit(String name, int depth, long width) {
        var split = AheadPrograms.USUAL.split(NamedModel.of(name).config().model().forward(2)).orElseThrow();
        // Six parts for each block and two for the last layer; the perceptron of the timestep's 256 features.
        assertEquals(4 * ((6 * depth + 2) * width * width + (256 + width) * width), split.bytesMultipliedAhead());
        assertEquals(depth + 1, split.handed().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"uvit-s-2", "uvit-m-4", "uvit-h-2", "uvit-s-2-mscoco"})
    void networksThatAreNotStayWhole(String name) {
        assertEquals(Optional.empty(), AheadPrograms.USUAL.split(NamedModel.of(name).config().model().forward(2)));
    }
}
