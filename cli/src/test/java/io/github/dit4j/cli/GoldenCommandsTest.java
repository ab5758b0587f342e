package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.testing.Goldens;
import io.github.dit4j.engine.testing.Numbers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands write agrees with the published programs, down to the files. */
class GoldenCommandsTest {
    /** Single precision differs from double precision by 2e-7 to 7e-7 in the published programs themselves. */
    private static final double FORWARD = 2e-6;
    private static final double TRAJECTORY = 5e-6;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "dit_tiny.io, cpu", "dit_tiny.io, reference", "uvit_tiny_cond.io, cpu",
        "uvit_tiny_pixel.io, auto", "uvit_t2i_tiny.io, cpu"
    })
    void forwardGivesThePublishedOutput(String name, String device) {
        Path model = Cli.model(folder, name);
        Path inputs = Goldens.folder().resolve(name + ".safetensors");
        Path output = folder.resolve("out.safetensors");
        Cli.Run run = Cli.done("forward", "--model", model, "--inputs", inputs, "--output", output, "--device", device);
        assertTrue(run.out().startsWith(output + ": output ["), run.out());
        try (var golden = Goldens.open(name);
                var written = Checkpoint.open(output)) {
            double error = Numbers.relativeL2(
                    golden.get("output_f64").toDoubles(), written.get("output").toFloats());
            assertTrue(error <= FORWARD, "relative L2 " + error);
        }
    }

    @Test
    @Tag("sim")
    void forwardGivesThePublishedOutputOnTheSimulatedDevice() {
        forwardGivesThePublishedOutput("dit_tiny.io", "sim");
    }

    /** With guidance the published batch holds every image twice, so that half of it are images here. */
    @ParameterizedTest
    @CsvSource({
        "dit_tiny_ddpm10_cfg, dit_tiny.io, 2, --sampler ddpm --steps 10 --cfg-scale 4",
        "dit_tiny_ddim10, dit_tiny.io, 2, --sampler ddim --steps ddim10 --cfg-scale 4",
        "dit_tiny_ddim10_eta, dit_tiny.io, 2, --sampler ddim --steps 10 --eta 0.5 --clip --cfg-scale 1",
        "dit_tiny_ddpm10_clip, dit_tiny.io, 2, --sampler ddpm --steps 10 --clip --cfg-scale 1",
        "dit_tiny_dpmpp_2m, dit_tiny.io, 2, --sampler dpm-solver++ --method multistep --order 2 --steps 10 --cfg-scale 4"
                + " --cfg-all-channels",
        // As U-ViT is sampled where nothing is said of the sampler.
        "uvit_tiny_dpmpp10_cfg, uvit_tiny_cond.io, 2, --steps 10 --cfg-scale 0.4",
        "uvit_tiny_dpm10_pixel, uvit_tiny_pixel.io, 2, --steps 10",
        "uvit_tiny_euler_ode10, uvit_tiny_pixel.io, 2, --sampler euler --steps 10",
        "uvit_tiny_euler_sde10, uvit_tiny_pixel.io, 2, --sampler euler-maruyama --steps 10"
    })
    void sampleRepeatsAPublishedTrajectory(String name, String model, int images, String options) {
        Path latents = folder.resolve("latents.safetensors");
        try (var golden = Goldens.open(name)) {
            var args = new ArrayList<Object>(List.of(
                    "sample", "--model", Cli.model(folder, model), "-n", images, "--noise",
                    Goldens.folder().resolve(name + ".safetensors"), "--latents-out", latents, "--device", "cpu"));
            args.addAll(List.of(options.split(" ")));
            if (golden.names().contains("y")) {
                for (int label : Arrays.copyOf(golden.get("y").toInts(), images)) {
                    args.addAll(List.of("--class", label));
                }
            } else {
                args.addAll(List.of("-o", folder.resolve("picture.png")));
            }
            Cli.Run run = Cli.done(args.toArray());
            assertTrue(run.out().contains(latents + ": 2 images"), run.out());
            try (var written = Checkpoint.open(latents)) {
                float[] result = written.get("final").toFloats();
                float[] expected = Arrays.copyOf(golden.get("final").toFloats(), result.length);
                double error = Numbers.relativeL2(expected, result);
                assertTrue(error <= TRAJECTORY, "relative L2 " + error);
                assertFalse(written.metadata().get("dit4j").contains("seed"), "the noise was given");
            }
        }
        assertEquals(model.startsWith("uvit_tiny_pixel") ? 3 : 2, folder.toFile().list().length, "no other file");
        assertTrue(Files.exists(latents));
    }
}
