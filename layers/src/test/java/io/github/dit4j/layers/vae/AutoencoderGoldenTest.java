package io.github.dit4j.layers.vae;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.SyntheticWeights;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.jvm.CpuDevice;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.engine.testing.TestDevices;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The autoencoder gives what the published PyTorch code gives, layer by layer. */
class AutoencoderGoldenTest {
    /** Relative L2. The published code in single precision is itself 1e-6 from double precision. */
    private static final double TOLERANCE = 2e-6;

    /** Golden tensors and where ours are, beside those whose names differ by {@code decoder.} only. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "post_quant_conv", "post_quant_conv",
            "up.3.upsample", "decoder.up.3.upsample.conv",
            "output", AutoencoderKL.IMAGE,
            "output_f64", AutoencoderKL.IMAGE);

    static Stream<Device> devices() {
        return TestDevices.forUse().stream();
    }

    static Stream<Device> simulated() {
        return TestDevices.simulated().stream();
    }

    /** The decoder under test is small: ch 32, multiplied by 1, 2, 2, 2, one residual block. */
    private static AutoencoderKL tiny() {
        return TinyAutoencoder.MODEL;
    }

    @ParameterizedTest
    @MethodSource("devices")
    void everyLayerOfTheDecoderGivesWhatThePublishedLayerGives(Device device) {
        try (var file = Goldens.open("vae_tiny_decoder.io")) {
            var names = new LinkedHashMap<String, String>();
            file.names().stream().filter(name -> !name.startsWith("z") && !name.equals("output2"))
                    .forEach(name -> names.put(name, ELSEWHERE.getOrDefault(name, "decoder." + name)));
            Program program = tiny().tracedDecoder(1, 8, 8).withOutputs(
                    names.values().stream().filter(name -> !name.equals(AutoencoderKL.IMAGE)).toList());
            Map<String, float[]> outputs = run(device, program, file.get("z"), tiny().decoderWeights());
            assertAll(names.entrySet().stream()
                    .map(name -> close(file, name.getKey(), outputs.get(name.getValue()), TOLERANCE)));
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void theDecoderTakesLatentsThatAreNotSquare(Device device) {
        try (var file = Goldens.open("vae_tiny_decoder.io")) {
            assertAll(close(file, "output2", decode(device, tiny(), file.get("z2")), TOLERANCE));
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void theEncoderGivesThePublishedMoments(Device device) {
        try (var file = Goldens.open("vae_tiny_encoder.io")) {
            TensorData image = file.get("img");
            Program program = tiny().encoder(1, image.shape().dim(2), image.shape().dim(3));
            float[] moments = run(device, program, image, tiny().encoderWeights()).get(AutoencoderKL.MOMENTS);
            var distribution = LatentDistribution.of(TensorData.of(file.shape("moments"), moments));
            assertAll(
                    close(file, "moments", moments, TOLERANCE),
                    close(file, "mean", distribution.mean().toFloats(), TOLERANCE),
                    close(file, "logvar", distribution.logvar().toFloats(), TOLERANCE),
                    close(file, "sample", distribution.sample(file.get("eps")).toFloats(), TOLERANCE));
        }
    }

    @Tag("sim")
    @ParameterizedTest
    @MethodSource("simulated")
    void theSimulatedDeviceDecodes(Device device) {
        try (var file = Goldens.open("vae_tiny_decoder.io")) {
            assertAll(
                    close(file, "output", decode(device, tiny(), file.get("z")), TOLERANCE),
                    close(file, "output2", decode(device, tiny(), file.get("z2")), TOLERANCE));
        }
        theEncoderGivesThePublishedMoments(device);
    }

    @Test
    void theDecoderOfStableDiffusionGivesThePublishedImage() {
        try (var file = Goldens.open("full_vae_decoder.io")) {
            float[] image = decode(new CpuDevice(), AutoencoderConfig.stableDiffusion().model(), file.get("z"));
            assertAll(close(file, "output", image, TOLERANCE), close(file, "output_f64", image, TOLERANCE));
        }
    }

    private static float[] decode(Device device, AutoencoderKL model, TensorData z) {
        Program program = model.decoder(z.shape().dim(0), z.shape().dim(2), z.shape().dim(3));
        return run(device, program, z, model.decoderWeights()).get(AutoencoderKL.IMAGE);
    }

    private static Map<String, float[]> run(Device device, Program program, TensorData input, Map<String, Shape> weights) {
        try (var engine = device.open(SyntheticWeights.of(weights)); var executor = engine.prepare(program)) {
            executor.write(program.inputs().getFirst(), input.toFloats());
            executor.run();
            var outputs = new LinkedHashMap<String, float[]>();
            program.outputs().forEach(output -> outputs.put(output.name(), executor.read(output)));
            return outputs;
        }
    }

    private static Executable close(Checkpoint file, String key, float[] actual, double tolerance) {
        double error = Numbers.relativeL2(file.get(key).toDoubles(), actual);
        return () -> assertTrue(error <= tolerance, () -> key + " is off by a relative " + error);
    }
}
