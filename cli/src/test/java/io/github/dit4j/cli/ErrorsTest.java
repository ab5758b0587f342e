package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.device.Engine;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import io.github.dit4j.engine.tensor.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake is one clear line and an exit code, and leaves no file. */
class ErrorsTest {

    /** A device whose use is a mistake: what is wrong has to be found before anything is computed. */
    private record Untouchable(String id) implements Device {
        @Override
        public String description() {
            return "not to be opened";
        }

        @Override
        public boolean isForChecking() {
            return false;
        }

        @Override
        public Engine open(Weights weights) {
            throw new AssertionError("the device was opened");
        }
    }

    @TempDir
    static Path models;

    @TempDir
    Path folder;

    private Path tiny;

    @BeforeEach
    void writeModel() {
        tiny = models.resolve("tiny.safetensors");
        if (!Files.exists(tiny)) {
            Cli.tinyModel(models);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| no command given; there are sample, models",
                "smaple | Unmatched argument at index 0: 'smaple'; did you mean sample",
                "sample --stesp 3 | Unknown options: '--stesp', '3'",
                "sample --steps | Missing required parameter for option '--steps'",
                "sample --model $tiny --steps 0 | steps 0",
                "sample --model $tiny --steps many | Invalid value for option '--steps'",
                "sample --model $tiny --steps 2000 | 2000",
                "sample --model $tiny --sampler leapfrog | sampler \"leapfrog\" is not known; there are ddpm, ddim",
                "sample --model $tiny --class 10 | class 10 is out of range; this model's classes are 0 to 9",
                "sample --model $tiny --class seven | class \"seven\" is not known",
                "sample --model $tiny -n 0 | -n 0: ask for 1 to 10000 images",
                "sample --model $tiny -n 1000000000 | -n 1000000000: ask for 1 to 10000 images",
                "sample --model $tiny -n 1 --class 1 --class 2 | count 1 is less than the 2 classes asked for",
                "sample --model $tiny --cfg-scale NaN | guidance scale NaN is not a finite number",
                "sample --model $tiny --sampler ddpm --eta 0.5 | --eta does not go with this sampler; ddpm takes --variance",
                "sample --model $tiny --sampler ddim --variance fixed_small | --variance does not go with this sampler",
                "sample --model $tiny --sampler ddim --eta -1 | eta -1.0 is out of range",
                "sample --model $tiny --sampler heun --order 2 | --order does not go with this sampler; heun takes no options",
                "sample --model $tiny --sampler dpm-solver --order 4 | order 4",
                "sample --model $tiny --sampler dpm-solver --method leap | method \"leap\" is not known",
                "sample --model $tiny --sampler dpm-solver++ --method singlestep --order 3 --steps 10 | give 12 steps",
                "sample --model $tiny --sampler unipc --grid karras | grid \"karras\" is not known",
                "sample --model $tiny --sampler dopri5 --steps 10 | dopri5 chooses its steps itself",
                "sample --model $tiny --sampler dopri5 --rtol 0 | tolerances 0.0",
                "sample --model $tiny --sampler euler --steps ddim50 | places its steps in continuous time",
                "sample --model $tiny --clip --dynamic-threshold | give one of them",
                "sample --model $tiny --dynamic-threshold 99.5 | not a percentile",
                "sample --model $tiny --sampler ddpm --variance learned_range | this model predicts no variance",
                "sample --model $tiny --batch 0 | batch 0: compute at least 1 image at once",
                "sample --model $tiny --zoom 0 | --zoom 0: from 1 to 32",
                "sample --model $unconditional -n 10000 --zoom 32 | 10000 images would be a picture of 57536×57536 pixels, more than fit into one",
                "sample --model $tiny -o $folder/a.jpg | a.jpg: name it .png, which is what is written",
                "sample --model $tiny --latents-out $folder/l.png | l.png: name it .safetensors, which is what is written",
                "forward --model $tiny --inputs $inputs --output $folder/o.png | o.png: name it .safetensors",
                "sample --model $tiny -o $folder/a --latents-out $folder/a | name the same file",
                "sample --model $tiny -o $folder/a --latents-out $folder/./a | name the same file",
                "sample --model $tiny -o $folder/a --latents-out $folder/none/../a | name the same file",
                "sample --model $latents | draws latents of 4 channels, not pixels; decode them with --vae FILE, or write them with --latents-out FILE",
                "sample --model $latents --latents-out $folder/l -o $folder/a.png | and without -o",
                "sample --model $unconditional --class 1 | this model is unconditional",
                "sample --model $unconditional --cfg-scale 2 | this model is unconditional",
                "synth --model dit-xxl-2 -o $folder/m.pt | there is no model size dit-xxl-2; there are dit-s-2",
                "synth -o $folder/m | Missing required argument",
                "synth --model dit-s-2 | Missing required option: '--output=FILE'",
                "synth --model dit-s-2 --dtype F8 -o $folder/m | expected one of [F32, F16, BF16]",
                "synth --model dit-s-2 -o $folder/m.foo | m.foo: checkpoints are written as safetensors or torch; name it",
                "synth --model dit-s-2 --format torch -o $folder/m.safetensors | has the ending of safetensors; give it another",
                "synth --model dit-s-2 --format diffusers -o $folder/m.pt | has the ending of torch; give it another",
                "convert $tiny --format safetensors -o $folder/m.ckpt | has the ending of torch; give it another",
                "convert $tiny --format diffusers -o $folder/m | only synth writes folders of diffusers",
                "convert $tiny --dtype F64 -o $folder/m.pt | expected one of [F32, F16, BF16]",
                "sample --model $tiny --dtype fp16 | expected one of [F32, F16, BF16]",
                "forward --model $tiny --inputs $tiny --output $folder/o --dtype half | expected one of [F32, F16, BF16]",
                "bench --model $tiny --dtype bf16,f16 | expected one of [F32, F16, BF16]",
                "doctor --dtype f64 | expected one of [F32, F16, BF16]",
                "forward --model $tiny --inputs $tiny | Missing required option: '--output=FILE'",
                "bench --model $tiny --runs 0 | --runs 0: give 1 to",
                "bench --model $tiny --threads 1,100000 | --threads 100000: give 1 to 1024",
                "bench --model $tiny --steps 0 | --steps 0: give 1 to",
                "bench --model $tiny --steps 5 --by-operation | --by-operation breaks down an evaluation",
                "bench --model vae-decoder:8 --steps 5 | --steps: vae-decoder:8 draws no pictures from noise",
                "inspect | Missing required parameter: 'FILE'",
                "export --onnx $tiny -o $tiny | tiny.safetensors is read by this command and would be lost",
                "forward --model $tiny --inputs $inputs --output $tiny | tiny.safetensors is read by this command",
                "forward --model $tiny --inputs $inputs --output $inputs | inputs is read by this command",
                "sample --model $tiny -o $folder/a.png --latents-out $tiny | tiny.safetensors is read by this command",
                "sample --model $tiny --noise $noise -o $folder/a.png --latents-out $noise | noise is read by this command",
                "sample --guide-model $tiny -o $folder/a.png --latents-out $tiny | tiny.safetensors is read by this command",
                "sample --init $picture -o $picture | picture.png is read by this command",
                "sample --init $inputs --mask $picture -o $picture | picture.png is read by this command"
            })
    void aCommandLineThatMakesNoSenseIsExitCode2(String command, String reason) throws IOException {
        refused(ExitCode.USAGE, command == null ? "" : command, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sample --model $folder/none.safetensors | no such file, and no model of this name",
                "sample --model dit-xl-2 | a size without weights; give the file of a checkpoint of this size, or make one",
                "sample --model $truncated | truncated: tensor",
                "sample --model $text | not a safetensors file",
                "sample --model $incomplete | norm.weight is missing",
                "sample --model $misshapen | norm.weight is [31] and has to be [32]",
                "sample --model $nameless | nothing tells the number of attention heads",
                "sample --model $broken --sampler dopri5 --device cpu | the network gave NaN or infinite values",
                "sample --model $tiny --heads 4 | 4",
                "sample --model $tiny --size uvit-s-2 | the named size uvit-s-2",
                "sample --model $tiny --size uvit-xxl | there is no model size uvit-xxl",
                "sample --model $tiny --config $text | is not a JSON object",
                "sample --model $tiny --config $folder/none.json | there is no configuration $folder/none.json",
                "sample --model $tiny -o $folder/none/a.png | cannot be written: there is no folder",
                "sample --model $tiny -o $folder | it is a folder",
                "sample --model $tiny -o $text/a.png | cannot be written",
                "sample --model $tiny --latents-out $folder/none/a | cannot be written: there is no folder",
                "sample --model $tiny --noise $folder/none | none: no such file",
                "sample --model $tiny --noise $tiny | has no tensor z",
                "forward --model $tiny --inputs $folder/none --output $folder/o | none: no such file",
                "forward --model $tiny --inputs $tiny --output $folder/o | has no tensor x; it holds",
                "forward --model $tiny --inputs $inputs --output $folder/none/o | there is no folder",
                "synth --model dit-s-2 -o $folder/none/m.pt | there is no folder",
                "synth --config $folder/none -o $folder/m.pt | there is no configuration $folder/none",
                "synth --config $unended -o $folder/m.pt | unended.json is not JSON: the end is missing at line 2, column 10",
                "synth --config $quoted -o $folder/m.pt | quoted.json is not JSON: a mistake at line 1, column 14",
                "synth --config $latin -o $folder/m.pt | latin.json cannot be read: not text in UTF-8",
                "sample --model $tiny --config $unended | unended.json is not JSON: the end is missing at line 2, column 10",
                "inspect $header | header: the header is malformed: a mistake at line 1, column 3",
                "inspect $indexed | the index is malformed: the wrong kind of value at line 1, column 2",
                "inspect $folder/none | no such file",
                "inspect $folder | the folder holds no checkpoint",
                "inspect $png | truncated PNG file"
            })
    void whatDoesNotWorkOutIsExitCode1(String command, String reason) throws IOException {
        refused(ExitCode.FAILURE, command, reason);
    }

    @ParameterizedTest
    @CsvSource({"sample --model $tiny", "forward --model $tiny --inputs $inputs --output $folder/o", "bench --model $tiny"})
    void aDeviceThatIsNotThereIsExitCode3AndListsThoseThatAre(String command) throws IOException {
        refused(ExitCode.NO_DEVICE, command + " --device cuda", "there is no device cuda; there are cpu, gpu, and auto chooses");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4, 1, 8, 8 | 0 | 5 | noise z holds 4 images, but 5 are asked for",
                "4, 3, 8, 8 | 0 | 4 | noise z is [4, 3, 8, 8], but this model's images are",
                "4, 8, 8 | 0 | 4 | noise z has the shape [4, 8, 8], not [images, channels, height, width]",
                "4, 1, 8, 8 | 2 | 4 | the tensor \"noise\" holds only 2 draws",
                "4, 1, 8, 8 | 0 | 4 | the tensor \"noise\" is missing"
            })
    void noiseThatDoesNotFitIsRefused(String extents, int draws, int images, String reason) throws IOException {
        int[] z = Arrays.stream(extents.split(", ")).mapToInt(Integer::parseInt).toArray();
        var tensors = new LinkedHashMap<String, TensorData>();
        tensors.put("z", zeros(z));
        if (draws > 0) {
            int[] all = new int[z.length + 1];
            System.arraycopy(z, 0, all, 1, z.length);
            all[0] = draws;
            tensors.put("noise", zeros(all));
        }
        SafetensorsWriter.write(models.resolve("noise"), Map.of(), tensors);
        refused(ExitCode.USAGE, "sample --model $tiny --sampler ddpm --steps 5 --device cpu --noise "
                + models.resolve("noise") + " -n " + images, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2, 1, 8, 8 | 2 | 3 10 | ",
                "2, 1, 8, 8 | 2 | 3 11 | class 11 is not one of the model's classes 0 to 9 or its null class 10",
                "2, 1, 8, 8 | 2 | 3 1.5 | y holds no classes: element 1 is 1.5, not an integer",
                "2, 1, 8, 8 | 1 | 3 3 | t is [1], but the network wants [2]",
                "2, 1, 8, 4 | 2 | 3 3 | x is [2, 1, 8, 4], but the network wants [2, 1, 8, 8]",
                "2, 8, 8 | 2 | 3 3 | x is [2, 8, 8], not [n, channels, height, width]"
            })
    void forwardChecksItsInputs(String x, int t, String y, String reason) throws IOException {
        String[] labels = y.split(" ");
        var classes = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            classes[i] = Float.parseFloat(labels[i]);
        }
        SafetensorsWriter.write(models.resolve("given"), Map.of(), Map.of(
                "x", zeros(Arrays.stream(x.split(", ")).mapToInt(Integer::parseInt).toArray()),
                "t", zeros(t),
                "y", TensorData.of(Shape.of(labels.length), classes)));
        String command = "forward --model $tiny --inputs " + models.resolve("given") + " --output $folder/o --device cpu";
        if (reason == null) {
            assertEquals(ExitCode.OK, Cli.run((Object[]) args(command)).exit());
        } else {
            refused(ExitCode.FAILURE, command, reason);
        }
    }

    @Test
    void anEmptyNameIsNoName() {
        for (Object[] command : new Object[][] {{"sample", "--model", tiny, "-o", ""}, {"convert", tiny, "--output="},
                {"forward", "--model", tiny, "-i", "", "-o", folder.resolve("o")}}) {
            Cli.Run run = Cli.run(command);
            assertEquals(ExitCode.USAGE, run.exit(), run.err());
            assertTrue(run.error().contains("the name is empty; give that of a file"), run.err());
        }
    }

    @Test
    void verboseAddsTheStackTrace() throws IOException {
        String[] args = args("sample --model $truncated");
        assertFalse(Cli.run((Object[]) args).err().contains("\tat "));
        Object[] verbose = Arrays.copyOf(args, args.length + 1, Object[].class);
        verbose[args.length] = "--verbose";
        assertTrue(Cli.run(verbose).err().contains("\tat io.github.dit4j.engine.checkpoint"));
    }

    /** Runs a command on devices that must not be touched, unless it names one itself. */
    private void refused(int exit, String command, String reason) throws IOException {
        String[] args = args(command);
        boolean real = command.contains("--device cpu");
        // What only the sampler knows is found when the device is open; the processor is quick to open.
        boolean plansOnDevice = exit == ExitCode.USAGE && command.startsWith("sample");
        List<Path> before = list();
        Cli.Run run = real || plansOnDevice
                ? Cli.run((Object[]) args)
                : Cli.run(
                        () -> new DeviceSelector(List.of(new Untouchable("cpu"), new Untouchable("gpu"))), (Object[]) args);
        assertEquals(exit, run.exit(), run.err());
        assertTrue(run.error().contains(reason.replace("$folder", folder.toString())), run.error());
        assertEquals("", run.out());
        assertEquals(before, list(), "leaves no file");
    }

    private List<Path> list() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private String[] args(String command) throws IOException {
        if (command.isEmpty()) {
            return new String[0];
        }
        String[] words = command.split(" ");
        for (int i = 0; i < words.length; i++) {
            int slash = words[i].indexOf('/');
            String name = slash < 0 ? words[i] : words[i].substring(0, slash);
            words[i] = (name.startsWith("$") ? file(name.substring(1)) : name) + words[i].substring(name.length());
        }
        return words;
    }

    private Path file(String name) throws IOException {
        return switch (name) {
            case "folder" -> folder;
            case "tiny" -> tiny;
            case "latents" -> Cli.model(models, "dit_tiny.io");
            case "unconditional" -> Cli.model(models, "uvit_tiny_pixel.io");
            case "text" -> Files.writeString(models.resolve("text"), "[\"neither a model nor a picture\"]");
            case "truncated" -> {
                byte[] whole = Files.readAllBytes(tiny);
                yield Files.write(models.resolve("truncated"), Arrays.copyOf(whole, whole.length - 1));
            }
            case "png" -> Files.write(
                    models.resolve("cut.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0});
            case "inputs" -> {
                Path file = models.resolve("inputs");
                SafetensorsWriter.write(file, Map.of(), Map.of("x", zeros(1, 1, 8, 8), "t", zeros(1), "y", zeros(1)));
                yield file;
            }
            case "unended" -> Files.writeString(models.resolve("unended.json"), "{\"depth\":\n  1, \"x\":");
            case "quoted" -> Files.writeString(models.resolve("quoted.json"), "{\"depth\": 1 2}");
            case "latin" -> Files.write(models.resolve("latin.json"), new byte[] {'{', '"', (byte) 0xE9, '"', '}'});
            case "header" -> Files.write(
                    models.resolve("header"), new byte[] {3, 0, 0, 0, 0, 0, 0, 0, '{', 'a', '}'});
            case "indexed" -> Files.writeString(models.resolve("a.index.json"), "[]");
            case "noise" -> {
                Path file = models.resolve("noise");
                SafetensorsWriter.write(file, Map.of(), Map.of("z", zeros(1, 1, 8, 8)));
                yield file;
            }
            case "picture" -> {
                Path file = models.resolve("picture.png");
                ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
                yield file;
            }
            case "incomplete" -> changed(name, true, tensors -> tensors.remove("norm.weight"));
            case "misshapen" -> changed(name, true, tensors -> tensors.put("norm.weight", zeros(31)));
            case "broken" -> changed(name, true, tensors -> tensors.put("norm.weight", filled(Float.NaN, 32)));
            case "nameless" -> changed(name, false, _ -> { });
            default -> throw new AssertionError(name);
        };
    }

    private Path changed(String name, boolean metadata, Consumer<Map<String, TensorData>> change) {
        Path file = models.resolve(name);
        try (var whole = Checkpoint.open(tiny)) {
            var tensors = new LinkedHashMap<String, TensorData>();
            whole.names().forEach(tensor -> tensors.put(tensor, whole.get(tensor)));
            change.accept(tensors);
            SafetensorsWriter.write(file, metadata ? whole.metadata() : Map.of(), tensors);
        }
        return file;
    }

    private static TensorData zeros(int... extents) {
        return filled(0, extents);
    }

    private static TensorData filled(float value, int... extents) {
        Shape shape = Shape.of(extents);
        var values = new float[shape.size()];
        Arrays.fill(values, value);
        return TensorData.of(shape, values);
    }
}
