package io.github.dit4j.cli;

import io.github.dit4j.cli.png.PngEncoder;
import io.github.dit4j.engine.Devices;
import io.github.dit4j.engine.checkpoint.Checkpoint;
import io.github.dit4j.engine.checkpoint.ReplacedFile;
import io.github.dit4j.engine.checkpoint.SafetensorsWriter;
import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceSelector;
import io.github.dit4j.engine.op.Program;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.layers.DiffusionTransformer;
import io.github.dit4j.sampler.Autoencoder;
import io.github.dit4j.sampler.AutoencoderPipeline;
import io.github.dit4j.sampler.DiffusionModel;
import io.github.dit4j.sampler.DiffusionPipeline;
import io.github.dit4j.sampler.Image;
import io.github.dit4j.sampler.Picture;
import io.github.dit4j.sampler.SampleRequest;
import io.github.dit4j.sampler.Samples;
import io.github.dit4j.sampler.Sampling;
import io.github.dit4j.sampler.SamplingListener;
import io.github.dit4j.sampler.TextFeatures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dit4j sample}. */
@Command(
        name = "sample",
        header = "Draw images and write them as a PNG file.%n",
        description = {
            "Several images come as a grid. The settings are stored in the file; dit4j inspect shows them."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dit4j sample                                   ten digits, one of each",
            "  dit4j sample --class 3 --class 7 -n 8          threes and sevens in turn",
            "  dit4j sample --class 5 --seed 42 --steps 50 -o five.png",
            "  dit4j sample --model digits-dit --cfg-scale 3",
            "  dit4j sample --model DiT-XL-2-256x256.pt --vae sd-vae-ft-mse --class 207",
            "  dit4j sample --class 3:0.6+8:0.4               between a three and an eight",
            "  dit4j sample --class 3 --to-class 8 -n 6       from a three to an eight",
            "  dit4j sample --class 5 --seed 1 --to-seed 2    from one five to another",
            "  dit4j sample --class 7 --cfg-scale 0,1,2,4 --same-noise",
            "  dit4j sample --class 8 --init three.png --strength 0.5",
            "  dit4j sample --model mscoco_uvit_small.pth --vae sd-vae/ \\",
            "               --text-encoder clip-vit-large-patch14/ \\",
            "               --prompt \"A green train is coming down the tracks.\"",
            "  dit4j sample --noise noise.safetensors --latents-out mine.safetensors",
            "                                                 to compare with another program"
        })
final class SampleCommand implements Callable<Integer>, OnChosenDevice {
    private static final int MOST_ZOOM = 32;

    private final Terminal terminal;
    private final Supplier<DeviceSelector> devices;
    private final FirstUse firstUse;
    private final ModelCatalogue catalogue;
    private final Globals globals;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final SampleOptions what = new SampleOptions();

    @Mixin
    private final TextOptions text = new TextOptions();

    @Mixin
    private final DeviceOption device = new DeviceOption();

    @Mixin
    private final VaeOptions vae = new VaeOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write the picture. Default: MODEL-seedN.png in the current folder.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--zoom",
            paramLabel = "N",
            defaultValue = "1",
            description = "Draw each pixel as a square of N by N, to look at small images.")
    private int zoom;

    @Option(
            names = "--latents-out",
            paramLabel = "FILE",
            description = "Also write the result unrounded, as the tensor final of a safetensors file.")
    private Optional<Path> latentsOut = Optional.empty();

    @Option(names = "--json", description = "Report as JSON, for another program.")
    private boolean json;

    SampleCommand(
            Terminal terminal,
            Supplier<DeviceSelector> devices,
            FirstUse firstUse,
            ModelCatalogue catalogue,
            Globals globals) {
        this.terminal = terminal;
        this.devices = devices;
        this.firstUse = firstUse;
        this.catalogue = catalogue;
        this.globals = globals;
    }

    @Override
    public DeviceWish wish() {
        return vae.wish(device.wish());
    }

    @Override
    public DeviceOption device() {
        return device;
    }

    @Override
    public long deviceBytes() throws IOException {
        Optional<Checkpoint> noise = what.openNoise();
        Optional<DiffusionModel> guide = what.openGuide(catalogue);
        try (DiffusionModel opened = model.open(catalogue)) {
            Optional<Picture> picture = picture(opened);
            Sampling planned = asked(() -> opened.plan(what.request(opened, noise, picture, text.unread(opened)), guide));
            long networks = deviceBytes(Stream.of(planned.programs(), planned.guidePrograms()).flatMap(List::stream));
            long decoder = decoder(opened).stream().mapToLong(program -> vae.deviceBytes(program, device)).sum();
            // The text encoder is gone from the device before the network comes.
            return Math.max(networks + decoder, deviceBytes(text.programs().stream()));
        } finally {
            noise.ifPresent(Checkpoint::close);
            guide.ifPresent(DiffusionModel::close);
        }
    }

    /** What programs take on the model's device, if it is one of TornadoVM. */
    private long deviceBytes(Stream<Program> programs) {
        return device.wish() instanceof DeviceWish.OfJava
                ? 0
                : programs.mapToLong(program -> Devices.tornadoBytes(program, device.weights())).sum();
    }

    /** The program that makes pictures of the model's latents, if there is an autoencoder. */
    private List<Program> decoder(DiffusionModel opened) {
        int side = Math.min(opened.network().imageSize(), AutoencoderPipeline.LARGEST_WHOLE);
        return vae.path(model.name()).map(path -> {
            try (Autoencoder autoencoder = Autoencoder.load(path)) {
                return autoencoder.network().decoder(1, side, side);
            }
        }).stream().toList();
    }

    @Override
    public Integer call() throws IOException {
        checkOptions();
        Device chosen = device.select(devices, firstUse);
        Progress progress = new Progress(terminal);
        try (DiffusionModel opened = model.open(catalogue)) {
            Optional<Path> image = imageFile(opened);
            for (Path file : files(image)) {
                OutputFile.requireOther(spec, file, () -> read(opened));
                ReplacedFile.requireWritable(file);
            }
            if (!globals.quiet()) {
                progress.begin(chosen.report().isAccelerated()
                        ? "compiling " + opened.card().name() + " for " + chosen.id()
                        : "preparing " + opened.card().name() + " on " + chosen.id());
            }
            write(draw(opened, chosen, progress, image.isPresent()), image, chosen);
        }
        return ExitCode.OK;
    }

    private void checkOptions() throws IOException {
        asked(() -> vae.check(model.name()));
        if (zoom < 1 || zoom > MOST_ZOOM) {
            throw usage("--zoom " + zoom + ": from 1 to " + MOST_ZOOM);
        }
        output.ifPresent(file -> OutputFile.requireEnding(spec, "-o", file, OutputFile.PNG));
        latentsOut.ifPresent(file -> OutputFile.requireEnding(spec, "--latents-out", file, OutputFile.TENSORS));
        if (output.isPresent() && latentsOut.isPresent() && OutputFile.isSame(output.get(), latentsOut.get())) {
            throw usage("-o and --latents-out name the same file, " + output.get());
        }
    }

    /** Where the picture goes; empty if the model draws latents, which only {@code --latents-out} can take. */
    private Optional<Path> imageFile(DiffusionModel opened) {
        DiffusionTransformer network = opened.network();
        if (network.channels() == 1 || network.channels() == 3 || vae.path(model.name()).isPresent()) {
            return Optional.of(output.orElseGet(() -> usualFile(opened.card().name(), what.noiseName())));
        }
        if (output.isEmpty() && latentsOut.isPresent()) {
            return Optional.empty();
        }
        throw usage(opened.card().name() + " draws latents of " + network.channels()
                + " channels, not pixels; decode them with --vae FILE, or write them with --latents-out FILE"
                + (output.isPresent() ? " and without -o" : ""));
    }

    /** Always in the current folder: the name of a model is what its checkpoint says. */
    static Path usualFile(String model, String noise) {
        return Path.of(model.replaceAll("[\\p{Cntrl}/\\\\:]", "_") + "-" + noise + OutputFile.PNG);
    }

    private List<Path> files(Optional<Path> image) {
        return Stream.of(image, latentsOut).flatMap(Optional::stream).toList();
    }

    /** All files that are read for a picture. */
    private Stream<Path> read(DiffusionModel opened) {
        return Stream.of(opened.files(), what.files(catalogue), text.files(), vae.files(model.name())).flatMap(List::stream);
    }

    private Optional<Picture> picture(DiffusionModel opened) throws IOException {
        try {
            return what.readPicture(opened);
        } catch (IllegalArgumentException wrong) {
            throw usage(wrong.getMessage());
        }
    }

    private Samples draw(DiffusionModel opened, Device chosen, Progress progress, boolean pixels) throws IOException {
        Optional<Checkpoint> noise = what.openNoise();
        try {
            Optional<Picture> picture = picture(opened);
            Optional<TextFeatures> unread = asked(() -> text.unread(opened));
            if (unread.isPresent()) {   // mistakes are known before the text encoder runs
                asked(() -> opened.plan(what.request(opened, noise, picture, unread), Optional.empty()));
            }
            Optional<TextFeatures> features = unread.map(_ -> text.features(chosen, terminal));
            SampleRequest request = asked(() -> what.request(opened, noise, picture, features));
            Optional<DiffusionModel> guide = what.openGuide(catalogue);
            try (DiffusionPipeline pipeline = guide.isPresent()
                    ? asked(() -> opened.on(chosen, guide.get()))
                    : opened.on(chosen)) {
                Shape drawn = asked(() -> pipeline.plan(request)).shape();
                Optional<AutoencoderPipeline> decoder = vae.path(model.name()).map(path -> {
                    AutoencoderPipeline made = vae.open(path, devices, firstUse, chosen, device, terminal);
                    asked(() -> pipeline.vae(made));
                    return made;
                });
                if (pixels) {
                    asked(() -> Image.requireGrid(decoder.map(made -> made.images(drawn)).orElse(drawn), zoom));
                }
                return pipeline.sample(request, globals.quiet() ? SamplingListener.none() : progress);
            }
        } finally {
            if (!globals.quiet()) {
                progress.end();
            }
            noise.ifPresent(Checkpoint::close);
        }
    }

    /** What the model cannot do is the command line's mistake, and known before anything is computed. */
    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (IllegalArgumentException wrong) {
            throw usage(wrong.getMessage());
        }
    }

    private void asked(Runnable question) {
        asked(() -> {
            question.run();
            return true;
        });
    }

    private void write(Samples samples, Optional<Path> image, Device chosen) throws IOException {
        var report = new SampleReport(samples, chosen, vae.path(model.name()).map(Path::getFileName).map(Path::toString));
        if (latentsOut.isPresent()) {
            SafetensorsWriter.write(latentsOut.get(), report.texts(), Map.of("final", samples.latents()));
        }
        if (image.isPresent()) {
            ReplacedFile.write(image.get(), PngEncoder.encode(samples.grid().enlarged(zoom), report.texts()));
        }
        if (json) {
            terminal.out().println(Json.pretty(report.toJson(image, latentsOut)));
        } else if (globals.quiet()) {
            files(image).forEach(terminal.out()::println);
        } else {
            terminal.out().println(Terminal.printable(report.line(files(image))));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
